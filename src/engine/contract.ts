import type { Tensor } from '@tensorflow/tfjs-core';

/** A tensor's static shape and number type. Programs have no dynamic dimensions. */
export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

export type TensorSpecs = Readonly<Record<string, TensorSpec>>;
export type NamedTensors = Readonly<Record<string, Tensor>>;

/** Host values of a tensor: row-major, exactly as many as the shape holds. */
export type Values = Float32Array | Int32Array;
export type NamedValues = Readonly<Record<string, Values>>;

/**
 * A pure function over named tensors, written in TensorFlow.js core ops. It reads state and inputs, and returns
 * outputs together with the part of the state that it replaces.
 *
 * Rules, so that any engine can trace it once and run it often: shapes are static; no value is read inside; no
 * random op (randomness comes in as an input); learning rates and step counts are inputs.
 */
export interface Program {
  /** Equal keys mean equal programs: what an engine may cache a compiled form under. */
  readonly key: string;
  /** Tensors that live on the device between calls and are found by these names in the `State`. */
  readonly state: TensorSpecs;
  /** Tensors that the caller hands over at each call. */
  readonly inputs: TensorSpecs;
  readonly apply: (
    state: NamedTensors,
    inputs: NamedTensors,
  ) => { readonly state: NamedTensors; readonly outputs: NamedTensors };
}

/** Named tensors on a device: weights and optimizer slots of one training run. Shared by several programs. */
export interface State {
  /** Copies to the host. @throws if a name is not there. */
  read(names: readonly string[]): Promise<Record<string, Float32Array>>;
  /** Frees the device memory. Using the state afterwards throws. */
  dispose(): void;
}

/** How many floating-point operations something takes; unknown where a kernel of it has no count. */
export type FlopCount =
  | { readonly status: 'counted'; readonly flops: number }
  | { readonly status: 'unknown'; readonly reason: string };

export interface Executable {
  /** Of one run, by the conventions of `onnx/ops/flops.ts`: a property of the program, the same on every engine. */
  readonly flops: FlopCount;
  /**
   * Runs once: replaces parts of the state in place and returns the outputs on the host.
   * @throws if the state lacks a name that the program reads, or an input has the wrong length.
   */
  run(state: State, inputs: NamedValues): Promise<Record<string, Float32Array>>;
  /**
   * Runs several times, each time on the state that the last one left: what many calls of `run` would do, at a lower
   * price.
   *
   * @param inputs of all turns, end to end.
   * @returns outputs of all turns, end to end.
   * @throws as `run` does.
   */
  runMany(state: State, inputs: NamedValues, turns: number): Promise<Record<string, Float32Array>>;
}

/** Runs programs on one device of this thread or process. */
export interface Engine {
  readonly name: EngineName;
  /** Part of a node's identity: equal kinds of device are taken to give equal results. */
  readonly device: DeviceKind;
  /** Compiles, or takes from the cache by `program.key`. */
  compile(program: Program): Promise<Executable>;
  /** Puts values on the device. The specs fix shape and type; lengths must agree. */
  createState(specs: TensorSpecs, values: NamedValues): State;
}

export type EngineName = 'onnx' | 'tensorflow' | 'wasm';

/** Where programs run. `webgpu` is the system's first GPU; `cuda:N` counts the NVIDIA GPUs that this process may use. */
export type Device = 'cpu' | 'webgpu' | `cuda:${number}`;

/** A device without its number. */
export type DeviceKind = 'cpu' | 'webgpu' | 'cuda';

/** `cuda:1` → `cuda`. */
export function deviceKind(device: Device): DeviceKind {
  return device === 'cpu' || device === 'webgpu' ? device : 'cuda';
}

export interface StartOptions {
  readonly device: Device;
  /** Threads that one program may use on the processor, at least 1. */
  readonly threads: number;
}

/** How an engine is found and started; one entry of the registry. */
export interface EngineEntry {
  readonly name: EngineName;
  /** What it can run on in principle, on some machine. */
  readonly devices: readonly DeviceKind[];
  /** What a cheap look at this machine finds, one finding for each of `devices`. It loads no native code. */
  detect(): readonly Finding[];
  /** @throws {HeadstartError} `device` if it does not start there. */
  start(options: StartOptions): Promise<Engine>;
  /** Whether it must live in a child process of its own on this device, never in a worker thread. */
  needsProcess(device: Device): boolean;
  /** Whether a program can use more than one thread of the processor. */
  readonly multithreaded: boolean;
  /** What determines its numbers: packages and their versions. Part of a node's identity. */
  versions(): Readonly<Record<string, string>>;
}

/** Whether an engine seems able to run on a kind of device here. */
export type Finding = { readonly device: DeviceKind } & Look;

/** What a cheap look found. Remedies are imperatives with at most one command. */
export type Look =
  | {
      readonly available: true;
      /** What was found, in a few words. */
      readonly detail: string;
      /** How many devices there are, where that can be told. */
      readonly count?: number;
      /** What to do if it does not work after all. */
      readonly remedy: string;
    }
  | { readonly available: false; readonly reason: string; readonly remedy: string };

/** Whether an engine really computes on a device. */
export type Proof =
  | { readonly works: true; readonly detail: string }
  | { readonly works: false; readonly reason: string };
