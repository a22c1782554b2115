import { elements, type KernelCall } from '../traced.ts';
import type { Geometry } from './windows.ts';

/**
 * Floating-point operations of kernels, counted by the shapes of what they are given and what they make.
 *
 * Conventions:
 * - A multiplication and the addition of its product are two operations (Amodei & Hernandez 2018, "AI and compute",
 *   appendix; Hernandez & Brown 2020, "Measuring the algorithmic efficiency of neural networks"). A product of [m, k] and
 *   [k, n] is 2·m·k·n. A convolution is two for each output element, each offset of the filter and each input channel,
 *   in the padding too; its gradients with respect to input and filter are as many each.
 * - Element by element, one for each elementary step, be it an addition, a comparison, a choice or a logarithm.
 * - A reduction is one for each element that it reads, pooling and its gradient one for each element of each window.
 * - What only moves, repeats, picks or casts values is none.
 *
 * It is the arithmetic that is asked for, not what an engine makes of it: windows cut out of an image, layouts, and zeros
 * that one kernel multiplies by and another skips count for nothing.
 */
export type CountFlops = (call: KernelCall, attrs: never) => number;

/** For kernels that compute nothing. */
export const none: CountFlops = () => 0;

/** @param steps elementary ones for each element of the output. */
export const perOutput =
  (steps = 1): CountFlops =>
  ({ outputs }) =>
    steps * elements(outputs[0]!.shape);

/** One for each element of an input. */
export const perElementOf =
  (input: string): CountFlops =>
  ({ inputs }) =>
    elements(inputs[input]!.shape);

/** Multiply-adds over all windows: those of a convolution, and of its gradients with respect to input and to filter. */
export function convolutionFlops({
  batchSize,
  outHeight,
  outWidth,
  outChannels,
  filterHeight,
  filterWidth,
  inChannels,
}: Geometry): number {
  return 2 * batchSize * outHeight * outWidth * outChannels * filterHeight * filterWidth * inChannels;
}

/** The same where each channel has windows of its own. */
export function depthwiseFlops(geometry: Geometry): number {
  return convolutionFlops(geometry) / geometry.inChannels;
}

/** One for each element of each window. */
export function poolingFlops({
  batchSize,
  outHeight,
  outWidth,
  outChannels,
  filterHeight,
  filterWidth,
}: Geometry): number {
  return batchSize * outHeight * outWidth * outChannels * filterHeight * filterWidth;
}
