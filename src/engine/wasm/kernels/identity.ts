import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { Identity, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { WASM } from './scratch.ts';

/**
 * A second handle on the same values. Tensors never change, so the stock kernel's copy is not needed; differentiation
 * clones everything that it keeps for the backward pass.
 */
export const identity: KernelConfig = {
  kernelName: Identity,
  backendName: WASM,
  kernelFunc: ({ inputs, backend }) => {
    const x = (inputs as { x: TensorInfo }).x;
    (backend as BackendWasm).incRef(x.dataId); // either handle may be freed first
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  },
};
