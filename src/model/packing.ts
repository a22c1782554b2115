import { concat, reshape, slice, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';
import type { NamedTensors, NamedValues, State, TensorSpecs } from '../engine/contract.ts';
import type { Weights } from './architecture.ts';
import { volume } from './layers.ts';
import { type Network, networkStages, stageSpecs } from './network.ts';

/** Where a parameter lies in the vector of trained ones. */
interface Place {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly size: number;
}

/** The name of the vector of trained parameters; no parameter is called so, for they are `stage/parameter`. */
export const TRAINED = 'trained';

/**
 * How a model's parameters lie in the state of a training run: those that are trained end to end in one vector, which an
 * optimizer updates with a handful of operations whatever the number of layers; frozen ones each under its name.
 */
export class Packing {
  /** Equal keys mean equal states. */
  readonly key: string;
  readonly specs: TensorSpecs;
  readonly #places: readonly Place[];
  readonly #frozen: readonly string[];

  /** @param trained names of the parameters that gradients move, as `stage/parameter`, in any order; at least one. */
  constructor(network: Network, trained: readonly string[]) {
    const all = stageSpecs(networkStages(network));
    const chosen = new Set(trained);
    let start = 0;
    this.#places = Object.entries(all)
      .filter(([name]) => chosen.has(name))
      .map(([name, { shape }]) => {
        const place = { name, shape, start, size: volume(shape) };
        start += place.size;
        return place;
      });
    this.#frozen = Object.keys(all).filter((name) => !chosen.has(name));
    this.key = `${network.key}:${this.#places.map(({ name }) => name).join(',')}`;
    this.specs = {
      ...Object.fromEntries(this.#frozen.map((name) => [name, all[name]!])),
      [TRAINED]: { shape: [start], dtype: 'float32' },
    };
  }

  /** Weights by parameter → the state's tensors. */
  pack(weights: Weights): NamedValues {
    const vector = new Float32Array(this.size);
    for (const { name, start } of this.#places) vector.set(weights[name]!, start);
    return { ...Object.fromEntries(this.#frozen.map((name) => [name, weights[name]!])), [TRAINED]: vector };
  }

  /** Names of the trained parameters, in the vector's order. */
  get trained(): readonly string[] {
    return this.#places.map(({ name }) => name);
  }

  /** Values in the vector. */
  get size(): number {
    return this.specs[TRAINED]!.shape[0]!;
  }

  /** A number for each trained parameter → one for each value in the vector. */
  spread(ofParameter: (name: string) => number): Float32Array {
    const vector = new Float32Array(this.size);
    for (const { name, start, size } of this.#places) vector.fill(ofParameter(name), start, start + size);
    return vector;
  }

  /** Values by trained parameter → one vector; zeros where there are none. */
  vector(ofParameter: (name: string) => Float32Array | null): Float32Array {
    const vector = new Float32Array(this.size);
    for (const { name, start } of this.#places) {
      const values = ofParameter(name);
      if (values !== null) vector.set(values, start);
    }
    return vector;
  }

  /** Within a program: the trained parameters, cut out of the vector, in its order. */
  cut(vector: Tensor): Tensor[] {
    return this.#places.map(({ shape, start, size }) => reshape(slice(vector as Tensor1D, start, size), [...shape]));
  }

  /** Within a program: one vector of what belongs to each trained parameter, given in the vector's order. */
  join(parts: readonly Tensor[]): Tensor {
    return concat(parts.map((part) => reshape(part, [part.size])));
  }

  /** Within a program: all parameters by name. */
  parameters(state: NamedTensors): NamedTensors {
    const trained = this.cut(state[TRAINED]!);
    return {
      ...Object.fromEntries(this.#frozen.map((name) => [name, state[name]!])),
      ...Object.fromEntries(this.#places.map(({ name }, index) => [name, trained[index]!])),
    };
  }

  /** The reverse of `pack`; other values, such as an optimizer's slots, are left out. */
  unpack(values: NamedValues): Weights {
    const vector = values[TRAINED] as Float32Array;
    return {
      ...Object.fromEntries(this.#frozen.map((name) => [name, values[name] as Float32Array])),
      ...Object.fromEntries(this.#places.map(({ name, start, size }) => [name, vector.slice(start, start + size)])),
    };
  }

  /** Copies all parameters of a state to the host. @throws if the state lacks one. */
  async read(state: State): Promise<Weights> {
    return this.unpack(await state.read(Object.keys(this.specs)));
  }
}
