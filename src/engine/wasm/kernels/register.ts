import * as tf from '@tensorflow/tfjs-core';
import { avgPoolGrad } from './avg-pool-grad.ts';
import { conv2dBackpropFilter } from './conv2d-backprop-filter.ts';
import { conv2dBackpropInput } from './conv2d-backprop-input.ts';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwise-backprop.ts';
import { convolution, pooling } from './forward-padding.ts';
import { identity } from './identity.ts';
import { matMul } from './mat-mul.ts';
import { maxPoolGrad } from './max-pool-grad.ts';
import { WASM } from './scratch.ts';
import { sum } from './sum.ts';
import { unsortedSegmentSum } from './unsorted-segment-sum.ts';

/** Kernels that the wasm backend lacks, and replacements of slow or deviating ones. */
const own = [
  avgPoolGrad,
  conv2dBackpropFilter,
  conv2dBackpropInput,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  identity,
  maxPoolGrad,
  unsortedSegmentSum,
];

/** Stock kernels that are called from a better one of the same name. */
const wrapped = {
  [tf.AvgPool]: pooling,
  [tf.BatchMatMul]: matMul,
  [tf.Conv2D]: (stock) => convolution(stock, false),
  [tf.DepthwiseConv2dNative]: (stock) => convolution(stock, true),
  [tf.FusedConv2D]: (stock) => convolution(stock, false),
  [tf.FusedDepthwiseConv2D]: (stock) => convolution(stock, true),
  [tf.MaxPool]: pooling,
  [tf.Sum]: sum,
} as const satisfies Record<string, (stock: tf.KernelConfig) => tf.KernelConfig>;

/** Completes the wasm backend for training. Once per thread, after the backend has started. */
export function registerWasmKernels(): void {
  const better = Object.entries(wrapped).map(([kernelName, wrap]) => wrap(tf.getKernel(kernelName, WASM)));
  for (const kernel of [...own, ...better]) {
    if (tf.getKernel(kernel.kernelName, WASM) !== undefined) tf.unregisterKernel(kernel.kernelName, WASM); // or it warns
    tf.registerKernel(kernel);
  }
}
