import { Tensor } from 'onnxruntime-node';
import { HeadstartError } from '../../base/errors.ts';
import type { NamedValues, State, TensorSpec, TensorSpecs, Values } from '../contract.ts';

/** A tensor of the state in host memory, and a second buffer that the next value is written to. */
interface Slot {
  readonly spec: TensorSpec;
  current: Tensor;
  spare: Tensor | undefined;
}

/** Named tensors in host memory. A program reads one buffer of each and writes the other; then they change places. */
export class HostState implements State {
  readonly owner: symbol;
  #slots: Map<string, Slot> | undefined;

  constructor(specs: TensorSpecs, values: NamedValues, owner: symbol) {
    this.owner = owner;
    this.#slots = new Map(
      Object.entries(specs).map(([name, spec]) => [
        name,
        { spec, current: tensorOf(spec, values[name]!.slice()), spare: undefined },
      ]),
    );
  }

  async read(names: readonly string[]): Promise<Record<string, Float32Array>> {
    return Object.fromEntries(
      names.map((name) => {
        const { data } = this.slot(name).current;
        if (data instanceof Float32Array) return [name, data.slice()] as const;
        throw new HeadstartError('internal', {
          message: `state ${name} is int32 and only float32 can be read`,
          remedy: 'cast it to float32 in the program',
        });
      }),
    );
  }

  dispose(): void {
    this.#slots = undefined;
  }

  /** The buffer that holds a tensor's values. @throws unless it is there and fits the spec. */
  current(name: string, spec: TensorSpec): Tensor {
    const slot = this.slot(name);
    if (slot.spec.dtype === spec.dtype && slot.spec.shape.join() === spec.shape.join()) return slot.current;
    throw new HeadstartError('internal', {
      message: `state ${name} is held as ${slot.spec.dtype} [${slot.spec.shape.join(', ')}]`,
      received: `${spec.dtype} [${spec.shape.join(', ')}]`,
      remedy: 'make the programs that share a state agree',
    });
  }

  /** The buffer that the tensor's next values go to. */
  spare(name: string): Tensor {
    const slot = this.slot(name);
    slot.spare ??= tensorOf(
      slot.spec,
      slot.spec.dtype === 'float32' ? new Float32Array(slot.current.size) : new Int32Array(slot.current.size),
    );
    return slot.spare;
  }

  /** Makes the values that were written the current ones. */
  swap(name: string): void {
    const slot = this.slot(name);
    [slot.current, slot.spare] = [slot.spare!, slot.current];
  }

  slot(name: string): Slot {
    if (this.#slots === undefined) {
      throw new HeadstartError('internal', {
        message: 'the state was used after it was disposed',
        remedy: 'dispose it after the last run and read',
      });
    }
    const slot = this.#slots.get(name);
    if (slot !== undefined) return slot;
    throw new HeadstartError('internal', {
      message: `the state holds no tensor ${name}`,
      received: [...this.#slots.keys()],
      remedy: 'create the state with all tensors that its programs read',
    });
  }
}

/** A tensor over the values, without a copy. */
export function tensorOf({ dtype, shape }: TensorSpec, values: Values): Tensor {
  return dtype === 'float32'
    ? new Tensor('float32', values as Float32Array, shape)
    : new Tensor('int32', values as Int32Array, shape);
}
