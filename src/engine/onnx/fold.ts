import { createRequire } from 'node:module';
import {
  findBackend,
  getKernel,
  getKernelsForBackend,
  type KernelBackend,
  type NamedTensorInfoMap,
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

/** Computes one kernel call on host values. */
export function fold(
  kernel: string,
  inputs: Readonly<Record<string, Spec & { readonly values: Values }>>,
  attrs: Readonly<Record<string, unknown>>,
): (Spec & { readonly values: Values })[] {
  const backend = findBackend(CPU) as PlainBackend;
  const infos: NamedTensorInfoMap = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, dtype, values }]) => [
      name,
      backend.makeTensorInfo([...shape], dtype, dtype === 'bool' ? Uint8Array.from(values) : values.slice()),
    ]),
  );
  const made = getKernel(kernel, CPU).kernelFunc({ inputs: infos, attrs: attrs as never, backend });
  const results = (Array.isArray(made) ? made : [made]) as TensorInfo[];
  const folded = results.map(({ dataId, shape, dtype }) => {
    const values = backend.readSync(dataId) as ArrayLike<number>;
    return {
      shape,
      dtype: dtype as Dtype,
      values: dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values),
    };
  });
  for (const { dataId } of [...(Object.values(infos) as TensorInfo[]), ...results]) backend.disposeData(dataId, true);
  return folded;
}
