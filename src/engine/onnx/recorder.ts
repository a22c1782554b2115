import {
  type DataId,
  engine,
  KernelBackend,
  type KernelConfig,
  type NamedTensorInfoMap,
  registerBackend,
  registerKernel,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { HeadstartError } from '../../base/errors.ts';
import type { Values } from '../contract.ts';
import { STAGE_SCOPE } from '../stage.ts';
import { canFold, fold, plainKernelNames } from './fold.ts';
import type { OpEntry } from './ops/contract.ts';
import { ops } from './ops/registry.ts';
import { type Recorder, simplified } from './simplify.ts';
import { type Dtype, elements, type Maker, type Spec, type TracedValue } from './traced.ts';

export const TRACE = 'headstart-trace';

/** Larger constants are left to be computed at run time. */
const FOLDED_ELEMENTS = 1 << 20;

/**
 * A TensorFlow.js backend that computes nothing: every kernel call is written down as a node, and its output has a
 * shape and no numbers.
 */
class TracingBackend extends KernelBackend {
  readonly #values = new WeakMap<object, TracedValue>();
  readonly #recorder: Recorder = {
    call: (kernel, inputs, attrs) => this.record(ops.get(kernel)!, inputs, attrs)[0]!,
    constant: ({ shape, dtype }, value) => {
      const values = dtype === 'float32' ? new Float32Array(elements(shape)) : new Int32Array(elements(shape));
      return this.constant({ shape, dtype }, values.fill(value));
    },
  };
  #next = 0;
  #known = new Map<string, TracedValue[]>();

  /** Forgets what equal calls are compared with: graphs share nothing. */
  reset(): void {
    this.#known = new Map();
  }

  of(dataId: DataId): TracedValue {
    return this.#values.get(dataId)!;
  }

  make(spec: Spec, maker: Maker): TracedValue {
    return { id: this.#next++, shape: [...spec.shape], dtype: spec.dtype, maker };
  }

  constant(spec: Spec, values: Values): TracedValue {
    const first = values[0];
    const uniform = values.every((value) => Object.is(value, first)) ? first : undefined;
    const key =
      uniform === undefined
        ? undefined
        : `uniform ${spec.dtype}[${spec.shape.join()}] ${Object.is(uniform, -0) ? '-0' : uniform}`;
    const known = key === undefined ? undefined : this.#known.get(key);
    if (known !== undefined) return known[0]!;
    const made = this.make(spec, { kind: 'constant', values, uniform });
    if (key !== undefined) this.#known.set(key, [made]);
    return made;
  }

  /** A tensor handle of its own for a value: several handles may stand for one value. */
  info(value: TracedValue): TensorInfo {
    const dataId = {};
    this.#values.set(dataId, value);
    return { dataId, shape: [...value.shape], dtype: value.dtype };
  }

  /** Writes down a call; an equal one is not written twice, and what is constant is computed at once. */
  record(
    entry: OpEntry,
    inputs: Readonly<Record<string, TracedValue>>,
    attrs: Readonly<Record<string, unknown>>,
  ): TracedValue[] {
    const { kernel } = entry;
    const same =
      simplified(kernel, inputs, attrs, this.#recorder) ??
      explained(entry, inputs, () => entry.compose?.(inputs, attrs, this.#recorder));
    if (same !== undefined) return [same];
    const key = `${kernel} ${Object.entries(inputs)
      .map(([name, { id }]) => `${name}=${id}`)
      .join()} ${JSON.stringify(attrs, exactly)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const specs = explained(entry, inputs, () => entry.outputs(inputs, attrs as never));
    const constants = Object.entries(inputs).map(([name, { shape, dtype, maker }]) =>
      maker.kind === 'constant' ? ([name, { shape, dtype, values: maker.values }] as const) : undefined,
    );
    const size = specs.reduce((total, { shape }) => total + elements(shape), 0);
    const values =
      canFold(kernel) && size <= FOLDED_ELEMENTS && constants.every((constant) => constant !== undefined)
        ? fold(kernel, Object.fromEntries(constants), attrs).map((made) => this.constant(made, made.values))
        : this.#call(kernel, inputs, attrs, specs);
    this.#known.set(key, values);
    return values;
  }

  #call(
    kernel: string,
    inputs: KernelInputs,
    attrs: Readonly<Record<string, unknown>>,
    specs: readonly Spec[],
  ): TracedValue[] {
    const outputs: TracedValue[] = [];
    const call: Maker = { kind: 'kernel', kernel, inputs, attrs, outputs, stage: currentStage() ?? stageOf(inputs) };
    for (const spec of specs) outputs.push(this.make(spec, call));
    return outputs;
  }

  /** TensorFlow.js hands over the values of a tensor that is made from host numbers: a constant. */
  override write(values: unknown, shape: number[], dtype: string): DataId {
    const random = scopeNames().find((name) => RANDOM.test(name));
    if (random !== undefined) {
      throw new HeadstartError('internal', {
        message: `${random.replace('__op', '')} draws random numbers inside a program${inStage(currentStage())}; its one draw would be used in every step`,
        remedy: 'draw outside and hand the numbers over as an input',
      });
    }
    const numbers = (values ?? new Float32Array(elements(shape))) as ArrayLike<number>;
    const typed = dtype === 'float32' ? Float32Array.from(numbers) : Int32Array.from(numbers);
    return this.info(this.constant({ shape, dtype: dtype as Dtype }, typed)).dataId;
  }

  override readSync(): never {
    throw new HeadstartError('internal', {
      message: `a value is read inside a program${inStage(currentStage())}`,
      remedy: 'compute with tensors, and return what is to be read as an output',
    });
  }

  override async read(): Promise<never> {
    return this.readSync();
  }

  override numDataIds(): number {
    return 0; // nothing is kept here: graphs own their values
  }
  override disposeData(): boolean {
    return true;
  }
  override incRef(): void {}
  override refCount(): number {
    return 1;
  }
  override floatPrecision(): 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7; // what TensorFlow.js uses for 32-bit numbers
  }
  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }
  override dispose(): void {}
}

type KernelInputs = Readonly<Record<string, TracedValue>>;

/** Ops of TensorFlow.js that draw on the host and hand the numbers over as a constant. */
const RANDOM = /^(rand|random\w*|truncatedNormal|multinomial|dropout)_*op$/;

function scopeNames(): string[] {
  return engine().state.scopeStack.map(({ name }) => name);
}

function currentStage(): string | undefined {
  return scopeNames()
    .reverse()
    .find((name) => name?.startsWith(STAGE_SCOPE))
    ?.slice(STAGE_SCOPE.length);
}

/** In the backward pass there is no scope: a call belongs to the stage of what it was given. */
function stageOf(inputs: KernelInputs): string | undefined {
  for (const { maker } of Object.values(inputs))
    if (maker.kind === 'kernel' && maker.stage !== undefined) return maker.stage;
  return undefined;
}

function inStage(stage: string | undefined): string {
  return stage === undefined ? '' : ` in stage ${stage}`;
}

export const tracing = new TracingBackend();
registerBackend(TRACE, () => tracing, 0);

/** What TensorFlow.js calls for each kernel while a program is traced. */
function recordingKernel(entry: OpEntry): KernelConfig {
  return {
    kernelName: entry.kernel,
    backendName: TRACE,
    kernelFunc: ({ inputs, attrs }) => {
      const made = tracing.record(entry, valuesOf(inputs), (attrs ?? {}) as Readonly<Record<string, unknown>>);
      const infos = made.map((value) => tracing.info(value));
      return MANY_OUTPUTS.has(entry.kernel) ? infos : infos[0]!;
    },
  };
}

/** @throws with the op's name and stage where it is used in a way that cannot be compiled. */
function explained<T>(entry: OpEntry, inputs: KernelInputs, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof HeadstartError) throw error;
    throw new HeadstartError(
      'internal',
      {
        message: `the op ${entry.kernel}${inStage(currentStage() ?? stageOf(inputs))} cannot be compiled: ${(error as Error).message}`,
        remedy: 'use another op, or run with --engine wasm',
      },
      { cause: error },
    );
  }
}

/** JSON has neither infinities nor a negative zero: padding with −∞ would equal padding with ∞. */
function exactly(_name: string, value: unknown): unknown {
  return typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
    ? `number ${Object.is(value, -0) ? '-0' : value}`
    : value;
}

const MANY_OUTPUTS: ReadonlySet<string> = new Set(['SplitV', 'Unpack']);

function valuesOf(inputs: NamedTensorInfoMap): KernelInputs {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([, info]) => info !== undefined && info !== null)
      .map(([name, info]) => [name, tracing.of((info as Tensor).dataId)]),
  );
}

for (const entry of ops.values()) registerKernel(recordingKernel(entry));
for (const kernelName of plainKernelNames()) {
  if (!ops.has(kernelName))
    registerKernel({ kernelName, backendName: TRACE, kernelFunc: ({ inputs }) => refuse(kernelName, inputs) });
}

/** There is no silent way round: a program with such an op does not compile. */
function refuse(kernel: string, inputs: NamedTensorInfoMap): never {
  throw new HeadstartError('internal', {
    message: `the op ${kernel}${inStage(currentStage() ?? stageOf(valuesOf(inputs)))} cannot be compiled`,
    remedy: 'use another op, add it as docs/engine.md says, or run with --engine wasm',
  });
}
