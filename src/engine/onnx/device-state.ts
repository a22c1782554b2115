import { InferenceSession, type Tensor } from 'onnxruntime-node';
import { HeadstartError } from '../../base/errors.ts';
import type { NamedValues, State, TensorSpec, TensorSpecs } from '../contract.ts';
import { OnnxBuilder } from './builder.ts';
import { writeModel } from './model.ts';
import { tensorOf } from './state.ts';

/** Copies tensors between the host and a device, by programs that do nothing else: one for each shape and direction. */
export class Transfers {
  readonly #provider: string;
  readonly #sessions = new Map<string, Promise<InferenceSession>>();

  constructor(provider: string) {
    this.#provider = provider;
  }

  async copy(tensor: Tensor, spec: TensorSpec, to: 'cpu' | 'gpu-buffer'): Promise<Tensor> {
    const key = `${to} ${spec.dtype} ${spec.shape.join()}`;
    const session = this.#sessions.get(key) ?? this.#open(spec, to);
    this.#sessions.set(key, session);
    return (await (await session).run({ x: tensor }))['y'] as Tensor;
  }

  #open(spec: TensorSpec, to: 'cpu' | 'gpu-buffer'): Promise<InferenceSession> {
    const onnx = new OnnxBuilder();
    const outputs = new Map([['y', onnx.input('x', spec)]]);
    return InferenceSession.create(writeModel(onnx, outputs).bytes, {
      executionProviders: [this.#provider],
      preferredOutputLocation: { y: to },
      logSeverityLevel: 3,
    });
  }
}

/** Named tensors that stay on a device between steps. They go there when a program first reads them. */
export class DeviceState implements State {
  readonly owner: symbol;
  readonly #specs: TensorSpecs;
  readonly #transfers: Transfers;
  #tensors: Map<string, Tensor> | undefined;

  constructor(specs: TensorSpecs, values: NamedValues, transfers: Transfers, owner: symbol) {
    this.owner = owner;
    this.#specs = specs;
    this.#transfers = transfers;
    this.#tensors = new Map(Object.entries(specs).map(([name, spec]) => [name, tensorOf(spec, values[name]!.slice())]));
  }

  async read(names: readonly string[]): Promise<Record<string, Float32Array>> {
    const values: Record<string, Float32Array> = {};
    for (const name of names) {
      const held = this.#held(name);
      const local = held.location === 'cpu' ? held : await this.#transfers.copy(held, this.#specs[name]!, 'cpu');
      values[name] = Float32Array.from(local.data as Float32Array);
    }
    return values;
  }

  dispose(): void {
    for (const tensor of this.#tensors?.values() ?? []) free(tensor);
    this.#tensors = undefined;
  }

  /** The tensor on the device. @throws unless it is there and fits the spec. */
  async onDevice(name: string, spec: TensorSpec): Promise<Tensor> {
    const held = this.#held(name);
    const own = this.#specs[name]!;
    if (own.dtype !== spec.dtype || own.shape.join() !== spec.shape.join()) {
      throw new HeadstartError('internal', {
        message: `state ${name} is held as ${own.dtype} [${own.shape.join(', ')}]`,
        received: `${spec.dtype} [${spec.shape.join(', ')}]`,
        remedy: 'make the programs that share a state agree',
      });
    }
    if (held.location !== 'cpu') return held;
    const moved = await this.#transfers.copy(held, own, 'gpu-buffer');
    this.#tensors!.set(name, moved);
    return moved;
  }

  /** Takes over a new tensor and frees the one that it replaces. */
  replace(name: string, tensor: Tensor): void {
    free(this.#held(name));
    this.#tensors!.set(name, tensor);
  }

  #held(name: string): Tensor {
    const held = this.#tensors?.get(name);
    if (held !== undefined) return held;
    throw new HeadstartError('internal', {
      message:
        this.#tensors === undefined ? 'the state was used after it was disposed' : `the state holds no tensor ${name}`,
      remedy: 'create the state with all tensors that its programs read, and dispose it last',
    });
  }
}

function free(tensor: Tensor): void {
  if (tensor.location !== 'cpu') tensor.dispose();
}
