import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  getKernel,
  type KernelConfig,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { type SimdModule, simdModule } from '../simd/module.ts';

/** The name under which TensorFlow.js knows the backend whose kernels are defined here. */
export const WASM = 'wasm';

/**
 * The memory that one kernel call uses on the way to its result. Whatever it allocates, and whatever the kernels that
 * it runs return, is freed when the call ends, unless it is the result.
 */
export class Scratch {
  readonly #backend: BackendWasm;
  readonly #owned: TensorInfo[] = [];

  constructor(backend: BackendWasm) {
    this.#backend = backend;
  }

  /** A float32 tensor with undefined contents: the caller writes every value. */
  allocate(shape: readonly number[]): TensorInfo {
    return this.#own(this.#backend.makeOutput([...shape], 'float32'));
  }

  /** Runs a kernel of the backend, replaced ones included. */
  run(kernelName: string, inputs: NamedTensorInfoMap, attrs: object): TensorInfo {
    return this.call(getKernel(kernelName, WASM), inputs, attrs);
  }

  /** Runs a kernel that may no longer be in the registry. */
  call(kernel: KernelConfig, inputs: NamedTensorInfoMap, attrs: object): TensorInfo {
    const result = kernel.kernelFunc({ inputs, attrs: attrs as NamedAttrMap, backend: this.#backend });
    if (Array.isArray(result)) throw new TypeError(`${kernel.kernelName} returned several tensors`);
    return this.#own(result);
  }

  /**
   * The values of a float32 tensor, in the WebAssembly memory itself. An allocation may move that memory: ask for
   * views after the last one.
   */
  floats(info: TensorInfo): Float32Array {
    return this.#backend.typedArrayFromHeap(info) as Float32Array;
  }

  /** As `floats`, for int32. */
  integers(info: TensorInfo): Int32Array {
    return this.#backend.typedArrayFromHeap(info) as Int32Array;
  }

  /** Where a tensor's values begin in the WebAssembly memory, in bytes. */
  address(info: TensorInfo): number {
    return this.#backend.getMemoryOffset(info.dataId);
  }

  /** The loops that the stock backend has no fast form of. */
  get simd(): SimdModule {
    return simdModule(this.#backend);
  }

  /** Frees everything but the result. */
  release(result?: TensorInfo): void {
    for (const info of this.#owned) if (info.dataId !== result?.dataId) this.#backend.disposeData(info.dataId);
  }

  #own(info: TensorInfo): TensorInfo {
    this.#owned.push(info);
    return info;
  }
}

/**
 * A kernel for the wasm backend. The result must come from the scratch, perhaps under another shape of equal size;
 * it must not be an input.
 */
export function wasmKernel<InputName extends string, Attrs extends object>(
  kernelName: string,
  compute: (scratch: Scratch, inputs: Readonly<Record<InputName, TensorInfo>>, attrs: Attrs) => TensorInfo,
): KernelConfig {
  return {
    kernelName,
    backendName: WASM,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const scratch = new Scratch(backend as BackendWasm);
      let result: TensorInfo | undefined;
      try {
        result = compute(scratch, inputs as Record<InputName, TensorInfo>, attrs as unknown as Attrs);
        return result;
      } finally {
        scratch.release(result);
      }
    },
  };
}

/** The same values under another shape of equal size. */
export function reshaped(info: TensorInfo, shape: readonly number[]): TensorInfo {
  return { ...info, shape: [...shape] };
}
