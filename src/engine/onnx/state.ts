import { Tensor } from 'onnxruntime-node';
import { HeadstartError } from '../../base/errors.ts';
import type { NamedValues, State, TensorSpec, TensorSpecs, Values } from '../contract.ts';
import { elements } from './traced.ts';
import type { View } from './views.ts';

/** A state tensor in host memory, and the tensors over parts of it that programs have asked for. */
interface Slot {
  readonly spec: TensorSpec;
  readonly values: Values;
  readonly views: Map<string, Tensor>;
}

/** Named tensors in host memory. */
export class HostState implements State {
  readonly owner: symbol;
  #slots: Map<string, Slot> | undefined;

  constructor(specs: TensorSpecs, values: NamedValues, owner: symbol) {
    this.owner = owner;
    this.#slots = new Map(
      Object.entries(specs).map(([name, spec]) => [name, { spec, values: values[name]!.slice(), views: new Map() }]),
    );
  }

  async read(names: readonly string[]): Promise<Record<string, Float32Array>> {
    return Object.fromEntries(
      names.map((name) => {
        const { values } = this.#slot(name);
        if (values instanceof Float32Array) return [name, values.slice()] as const;
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

  /** @throws unless the tensors of these specs are there and fit. */
  check(specs: TensorSpecs): void {
    for (const name in specs) {
      const [wanted, held] = [specs[name]!, this.#slot(name).spec];
      if (wanted === held || (wanted.dtype === held.dtype && wanted.shape.join() === held.shape.join())) continue;
      throw new HeadstartError('internal', {
        message: `state ${name} is held as ${held.dtype} [${held.shape.join(', ')}]`,
        received: `${wanted.dtype} [${wanted.shape.join(', ')}]`,
        remedy: 'make the programs that share a state agree',
      });
    }
  }

  /** A tensor over a part of the values. */
  view({ state, start, shape, graph }: View): Tensor {
    const { spec, values, views } = this.#slot(state);
    const known = views.get(graph);
    if (known !== undefined) return known;
    const made = tensorOf({ dtype: spec.dtype, shape }, values.subarray(start, start + elements(shape)));
    views.set(graph, made);
    return made;
  }

  /** Takes over the values that a program returned. */
  replace(name: string, values: Values): void {
    const { spec } = this.#slot(name);
    this.#slots!.set(name, { spec, values, views: new Map() });
  }

  #slot(name: string): Slot {
    const slot = this.#slots?.get(name);
    if (slot !== undefined) return slot;
    if (this.#slots === undefined) {
      throw new HeadstartError('internal', {
        message: 'the state was used after it was disposed',
        remedy: 'dispose it after the last run and read',
      });
    }
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
