import type { NamedValues, TensorSpecs, Values } from '../engine/contract.ts';
import { volume } from '../model/layers.ts';

/** Steps in one call at most; beyond that nothing is gained. */
const MOST_STEPS = 32;
/** Bytes of inputs in one call at most. */
const MOST_BYTES = 16 * 2 ** 20;
/** How long a call may take: a run can be stopped, and is seen to go on, between calls only. */
const CALL_MILLISECONDS = 50;

/** The inputs of some training steps end to end, in buffers that the next steps reuse. */
export class StepInputs {
  /** Steps that fit. */
  readonly most: number;
  readonly #buffers: readonly { readonly name: string; readonly size: number; readonly values: Values }[];
  #steps = 0;

  /**
   * @param specs of one step's inputs.
   * @param steps that will be made in all.
   */
  constructor(specs: TensorSpecs, steps: number) {
    const sizes = Object.entries(specs).map(([name, { shape, dtype }]) => ({ name, dtype, size: volume(shape) }));
    const bytes = 4 * sizes.reduce((total, { size }) => total + size, 0);
    this.most = Math.max(1, Math.min(steps, MOST_STEPS, Math.floor(MOST_BYTES / bytes)));
    this.#buffers = sizes.map(({ name, dtype, size }) => ({
      name,
      size,
      values: dtype === 'int32' ? new Int32Array(this.most * size) : new Float32Array(this.most * size),
    }));
  }

  clear(): void {
    this.#steps = 0;
  }

  /**
   * Adds a step. The caller keeps to `most`.
   *
   * @throws {RangeError} if an input is absent or has the wrong length.
   */
  add(inputs: NamedValues): void {
    const step = this.#steps++;
    for (const { name, size, values } of this.#buffers) {
      const given = inputs[name];
      if (given?.length !== size) throw new RangeError(`the input ${name} needs ${size} values, not ${given?.length}`);
      values.set(given, step * size);
    }
  }

  /** The steps that were added since `clear`. */
  get values(): NamedValues {
    return Object.fromEntries(
      this.#buffers.map(({ name, size, values }) => [name, values.subarray(0, this.#steps * size)]),
    );
  }
}

/** How many steps the next call may take, from how long the last one took. It has no influence on results. */
export function stepsPerCall(last: { readonly steps: number; readonly milliseconds: number }): number {
  return Math.max(1, Math.floor((CALL_MILLISECONDS * last.steps) / Math.max(last.milliseconds, 0.001)));
}
