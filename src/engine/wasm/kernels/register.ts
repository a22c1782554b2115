import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { conv2dBackpropFilter } from './conv2d-backprop-filter.ts';
import { conv2dBackpropInput } from './conv2d-backprop-input.ts';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwise-backprop.ts';
import { matMul } from './mat-mul.ts';
import { maxPoolGrad } from './max-pool-grad.ts';
import { WASM } from './scratch.ts';
import { sum } from './sum.ts';
import { unsortedSegmentSum } from './unsorted-segment-sum.ts';

/** Kernels that the wasm backend lacks. */
const added = [conv2dBackpropFilter, depthwiseBackpropFilter, depthwiseBackpropInput, unsortedSegmentSum];

/** Kernels that take the place of slow or deviating ones, some of which they still call. */
const replaced = [conv2dBackpropInput, maxPoolGrad, wrapping('BatchMatMul', matMul), wrapping('Sum', sum)];

/** Completes the wasm backend for training. Once per thread. */
export function registerWasmKernels(): void {
  for (const kernel of added) registerKernel(kernel);
  for (const make of replaced) {
    const kernel = typeof make === 'function' ? make() : make;
    unregisterKernel(kernel.kernelName, WASM); // else TensorFlow.js warns
    registerKernel(kernel);
  }
}

function wrapping(kernelName: string, wrap: (stock: KernelConfig) => KernelConfig): () => KernelConfig {
  return () => wrap(getKernel(kernelName, WASM));
}
