import { getGradient, registerGradient } from '@tensorflow/tfjs-core';
import { arithmetic } from './arithmetic.ts';
import { elementwise } from './elementwise.ts';
import { layout } from './layout.ts';
import { network } from './network.ts';
import { reduction } from './reduction.ts';

/** Every kernel that can be differentiated on the wasm engine. */
export const gradients = [...elementwise, ...arithmetic, ...reduction, ...layout, ...network] as const;

/**
 * Makes `grad`, `grads` and `variableGrads` work, for every kernel that has no gradient yet. Of the TensorFlow.js
 * packages only the union package brings gradients along, together with four backends and formats that are not used
 * here and twice the start-up time.
 */
export function registerGradients(): void {
  for (const config of gradients) if (getGradient(config.kernelName) === undefined) registerGradient(config);
}
