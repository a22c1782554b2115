import type { Batch } from '../data/batches.ts';
import type { NamedValues } from '../engine/contract.ts';
import type { Architecture } from '../model/architecture.ts';
import type { Optimizer } from '../model/contract.ts';
import { volume } from '../model/layers.ts';

/** Steps in one call at most; beyond that nothing is gained. */
const MOST_STEPS = 32;
/** Bytes of examples in one call at most. */
const MOST_BYTES = 16 * 2 ** 20;
/** How long a call may take: a run can be stopped, and is seen to go on, between calls only. */
const CALL_MILLISECONDS = 50;

/** The inputs of some training steps end to end, in buffers that the next steps reuse. */
export class StepInputs {
  /** Steps that fit. */
  readonly most: number;
  readonly #x: Float32Array;
  readonly #y: Int32Array;
  readonly #weight: Float32Array;
  readonly #scalars: ReadonlyMap<string, Float32Array>;
  readonly #batch: number;
  readonly #length: number;
  #steps = 0;

  /** @param steps that will be made in all. */
  constructor({ inputShape }: Architecture, { scalarNames }: Optimizer, batch: number, steps: number) {
    this.#batch = batch;
    this.#length = batch * volume(inputShape);
    this.most = Math.max(1, Math.min(steps, MOST_STEPS, Math.floor(MOST_BYTES / (4 * this.#length))));
    this.#x = new Float32Array(this.most * this.#length);
    this.#y = new Int32Array(this.most * batch);
    this.#weight = new Float32Array(this.most * batch);
    this.#scalars = new Map(scalarNames.map((name) => [name, new Float32Array(this.most)]));
  }

  clear(): void {
    this.#steps = 0;
  }

  /** Adds a step. The caller keeps to `most`. */
  add({ x, y, weight }: Batch, scalars: Readonly<Record<string, number>>): void {
    const step = this.#steps++;
    this.#x.set(x, step * this.#length);
    this.#y.set(y, step * this.#batch);
    this.#weight.set(weight, step * this.#batch);
    for (const [name, values] of this.#scalars) values[step] = scalars[name]!;
  }

  /** The steps that were added since `clear`. */
  get values(): NamedValues {
    const rows = this.#steps * this.#batch;
    return {
      x: this.#x.subarray(0, this.#steps * this.#length),
      y: this.#y.subarray(0, rows),
      weight: this.#weight.subarray(0, rows),
      ...Object.fromEntries([...this.#scalars].map(([name, values]) => [name, values.subarray(0, this.#steps)])),
    };
  }
}

/** How many steps the next call may take, from how long the last one took. It has no influence on results. */
export function stepsPerCall(last: { readonly steps: number; readonly milliseconds: number }): number {
  return Math.max(1, Math.floor((CALL_MILLISECONDS * last.steps) / Math.max(last.milliseconds, 0.001)));
}
