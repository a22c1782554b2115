import { getBackend, keep, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { HeadstartError } from '../base/errors.ts';
import type { DeviceKind, EngineName, NamedTensors, State, TensorSpec, TensorSpecs, Values } from './contract.ts';
import { checkReplacement } from './eager-checks.ts';

export interface EagerOptions {
  readonly name: EngineName;
  readonly device: DeviceKind;
  /** The TensorFlow.js backend on which programs run; it must be the current one whenever the engine is used. */
  readonly backend: string;
  /**
   * Whether the backend may hold on to the arrays that it is given, and hand out its own. Then values are copied on
   * the way in and out; a backend with a memory of its own copies them anyway.
   */
  readonly sharesHostMemory: boolean;
}

/** Named tensors on the current backend. */
export class EagerState implements State {
  readonly owner: symbol;
  readonly #options: EagerOptions;
  #tensors: Map<string, Tensor> | undefined;

  constructor(tensors: Map<string, Tensor>, options: EagerOptions, owner: symbol) {
    this.#tensors = tensors;
    this.#options = options;
    this.owner = owner;
  }

  async read(names: readonly string[]): Promise<Record<string, Float32Array>> {
    requireBackend(this.#options);
    return Object.fromEntries(
      names.map((name) => [name, toHost(`state ${name}`, this.#get(name), this.#options)] as const),
    );
  }

  dispose(): void {
    for (const held of this.#tensors?.values() ?? []) held.dispose();
    this.#tensors = undefined;
  }

  /** The tensors of these specs. */
  pick(specs: TensorSpecs): NamedTensors {
    return Object.fromEntries(
      Object.entries(specs).map(([name, spec]) => {
        const held = this.#get(name);
        checkReplacement(name, spec, held);
        return [name, held] as const;
      }),
    );
  }

  /** Takes over new tensors and frees the ones they replace. */
  replace(next: NamedTensors): void {
    const tensors = this.#alive();
    const held = new Set(tensors.values());
    const fresh = Object.entries(next).filter(([name, value]) => tensors.get(name) !== value);
    const owned = fresh.map(([name, value]) => {
      const own = keep(held.has(value) ? value.clone() : value); // a value that has a name already gets a second handle
      held.add(own);
      return [name, own] as const;
    });
    for (const [name, own] of owned) {
      tensors.get(name)!.dispose();
      tensors.set(name, own);
    }
  }

  #get(name: string): Tensor {
    const held = this.#alive().get(name);
    if (held !== undefined) return held;
    throw new HeadstartError('internal', {
      message: `the state holds no tensor ${name}`,
      received: [...this.#alive().keys()],
      remedy: 'create the state with all tensors that its programs read',
    });
  }

  #alive(): Map<string, Tensor> {
    if (this.#tensors !== undefined) return this.#tensors;
    throw new HeadstartError('internal', {
      message: 'the state was used after it was disposed',
      remedy: 'dispose it after the last run and read',
    });
  }
}

/** Puts values on the device. */
export function toDevice(values: Values, spec: TensorSpec, options: EagerOptions): Tensor {
  return tensor(options.sharesHostMemory ? values.slice() : values, [...spec.shape], spec.dtype);
}

/** Copies a tensor's values to the host, once. */
export function toHost(what: string, value: Tensor, options: EagerOptions): Float32Array {
  const values = value.dataSync();
  if (values instanceof Float32Array) return options.sharesHostMemory ? values.slice() : values;
  throw new HeadstartError('internal', {
    message: `${what} is ${value.dtype} and only float32 can be read`,
    remedy: 'cast it to float32 in the program',
  });
}

/** @throws unless the engine's backend is the current one. */
export function requireBackend(options: EagerOptions): void {
  if (getBackend() === options.backend) return;
  throw new HeadstartError('internal', {
    message: `the engine ${options.name} needs the TensorFlow.js backend ${options.backend}`,
    received: getBackend(),
    remedy: 'use one engine per thread or process',
  });
}
