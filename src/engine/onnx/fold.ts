import { createRequire } from 'node:module';
import {
  AvgPoolGrad,
  Cumsum,
  findBackend,
  getKernel,
  getKernelsForBackend,
  type KernelBackend,
  type NamedTensorInfoMap,
  ResizeBilinearGrad,
  ResizeNearestNeighborGrad,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Values } from '../contract.ts';
import type { Dtype, Spec } from './traced.ts';

// Registers the backend. Not imported: Node would first parse the whole file for the names of its exports, for 50 ms.
createRequire(import.meta.url)('@tensorflow/tfjs-backend-cpu') as typeof import('@tensorflow/tfjs-backend-cpu');

const CPU = 'cpu';

/** The plain JavaScript backend: it computes what depends on constants alone, at the time of tracing. */
interface PlainBackend extends KernelBackend {
  makeTensorInfo(shape: number[], dtype: string, values: Values | Uint8Array): TensorInfo;
}

/** The kernels of the plain backend: nearly every op that TensorFlow.js has. */
export function plainKernelNames(): string[] {
  return getKernelsForBackend(CPU).map(({ kernelName }) => kernelName);
}

/**
 * Kernels that the plain backend gets wrong: the first two for images that are not square or several, the third at
 * padded edges, the last along an axis that is counted from the end.
 */
const UNSOUND: ReadonlySet<string> = new Set([ResizeBilinearGrad, ResizeNearestNeighborGrad, AvgPoolGrad, Cumsum]);

/** Whether a kernel of constants can be computed here. */
export function canFold(kernel: string): boolean {
  return !UNSOUND.has(kernel);
}

/** Computes one kernel call on host values. */
export function fold(
  kernel: string,
  inputs: Readonly<Record<string, Spec & { readonly values: Values }>>,
  attrs: Readonly<Record<string, unknown>>,
): (Spec & { readonly values: Values })[] {
  const backend = findBackend(CPU) as PlainBackend;
  const infos = Object.entries(inputs).map(([name, { shape, dtype, values }]) => {
    const own = dtype === 'bool' ? Uint8Array.from(values) : values.slice();
    return [name, backend.makeTensorInfo([...shape], dtype, own)] as const;
  });
  // Kernels of a list, whose names are its indices, want a list and no object.
  const isList = infos.length > 0 && infos.every(([name], index) => name === String(index));
  const given = isList ? infos.map(([, info]) => info) : Object.fromEntries(infos);
  const made = getKernel(kernel, CPU).kernelFunc({
    inputs: given as unknown as NamedTensorInfoMap,
    attrs: attrs as never,
    backend,
  });
  const results = (Array.isArray(made) ? made : [made]) as TensorInfo[];
  const folded = results.map(({ dataId, shape, dtype }) => {
    const values = backend.readSync(dataId) as ArrayLike<number>;
    return {
      shape,
      dtype: dtype as Dtype,
      values: dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values),
    };
  });
  for (const { dataId } of [...infos.map(([, info]) => info), ...results]) backend.disposeData(dataId, true);
  return folded;
}
