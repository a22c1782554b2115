import {
  backend_util,
  DepthwiseConv2dNativeBackpropFilter,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInput,
  type DepthwiseConv2dNativeBackpropInputAttrs,
} from '@tensorflow/tfjs-core';
import { wasmKernel } from './scratch.ts';

type Conv2DInfo = backend_util.Conv2DInfo;
type Shape4D = [number, number, number, number];

/**
 * Gradient of a depthwise convolution with respect to its filter.
 *
 * x: [batch, height, width, in], dy: [batch, outHeight, outWidth, in × multiplier]
 * → [filterHeight, filterWidth, in, multiplier].
 */
export const depthwiseBackpropFilter = wasmKernel<'x' | 'dy', DepthwiseConv2dNativeBackpropFilterAttrs>(
  DepthwiseConv2dNativeBackpropFilter,
  (scratch, { x, dy }, { strides, dilations, pad, dimRoundingMode, filterShape }) => {
    const conv = depthwiseInfo(x.shape, filterShape, strides, dilations, pad, dimRoundingMode);
    const gradient = scratch.allocate(filterShape);
    const source = scratch.floats(x);
    const change = scratch.floats(dy);
    const totals = new Float64Array(conv.filterHeight * conv.filterWidth * conv.outChannels);
    const multiplier = conv.outChannels / conv.inChannels;
    eachTap(conv, (inputAt, outputAt, tapAt) => {
      for (let channel = 0; channel < conv.outChannels; channel++) {
        const input = multiplier === 1 ? channel : Math.trunc(channel / multiplier);
        totals[tapAt + channel]! += source[inputAt + input]! * change[outputAt + channel]!;
      }
    });
    scratch.floats(gradient).set(totals);
    return gradient;
  },
);

/**
 * Gradient of a depthwise convolution with respect to its input.
 *
 * dy: [batch, outHeight, outWidth, in × multiplier], filter: [filterHeight, filterWidth, in, multiplier]
 * → [batch, height, width, in].
 */
export const depthwiseBackpropInput = wasmKernel<'dy' | 'filter', DepthwiseConv2dNativeBackpropInputAttrs>(
  DepthwiseConv2dNativeBackpropInput,
  (scratch, { dy, filter }, { strides, dilations, pad, dimRoundingMode, inputShape }) => {
    const conv = depthwiseInfo(inputShape, filter.shape, strides, dilations, pad, dimRoundingMode);
    const gradient = scratch.allocate(inputShape);
    const change = scratch.floats(dy);
    const weights = scratch.floats(filter);
    const target = scratch.floats(gradient).fill(0);
    const multiplier = conv.outChannels / conv.inChannels;
    eachTap(conv, (inputAt, outputAt, tapAt) => {
      for (let channel = 0; channel < conv.outChannels; channel++) {
        const input = multiplier === 1 ? channel : Math.trunc(channel / multiplier);
        target[inputAt + input]! += change[outputAt + channel]! * weights[tapAt + channel]!;
      }
    });
    return gradient;
  },
);

function depthwiseInfo(
  inputShape: readonly number[],
  filterShape: readonly number[],
  strides: number | [number, number],
  dilations: number | [number, number] | undefined,
  pad: DepthwiseConv2dNativeBackpropFilterAttrs['pad'],
  dimRoundingMode: 'floor' | 'round' | 'ceil' | undefined,
): Conv2DInfo {
  return backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    true,
  );
}

/** Visits every pair of an input and an output pixel that a tap connects, with the three offsets of their channels. */
function eachTap(conv: Conv2DInfo, visit: (inputAt: number, outputAt: number, tapAt: number) => void): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = conv;
  const { filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo } = conv;
  for (let image = 0; image < batchSize; image++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        const outputAt = ((image * outHeight + y) * outWidth + x) * outChannels;
        for (let tapRow = 0; tapRow < filterHeight; tapRow++) {
          const row = y * strideHeight - padInfo.top + tapRow * dilationHeight;
          if (row < 0 || row >= inHeight) continue;
          for (let tapColumn = 0; tapColumn < filterWidth; tapColumn++) {
            const column = x * strideWidth - padInfo.left + tapColumn * dilationWidth;
            if (column < 0 || column >= inWidth) continue;
            const inputAt = ((image * inHeight + row) * inWidth + column) * inChannels;
            visit(inputAt, outputAt, (tapRow * filterWidth + tapColumn) * outChannels);
          }
        }
      }
    }
  }
}
