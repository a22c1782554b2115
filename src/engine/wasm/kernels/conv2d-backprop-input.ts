import {
  backend_util,
  Conv2D,
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { type Scratch, wasmKernel } from './scratch.ts';

type Conv2DInfo = backend_util.Conv2DInfo;

/**
 * Gradient of a 2-D convolution with respect to its input (and the forward pass of a transposed convolution), as the
 * forward convolution of dy with the filter turned by 180° and its channels exchanged.
 *
 * dy: [batch, outHeight, outWidth, out], filter: [filterHeight, filterWidth, in, out] → [batch, height, width, in].
 *
 * The stock kernel computes the same sums without XNNPACK: at 14×14×16→32 channels and batch 32 34 ms against 2.2 ms.
 */
export const conv2dBackpropInput = wasmKernel<'dy' | 'filter', Conv2DBackpropInputAttrs>(
  Conv2DBackpropInput,
  (scratch, { dy, filter }, attrs) => {
    const { strides, pad, dataFormat, dimRoundingMode, inputShape } = attrs;
    util.assert(dataFormat === 'NHWC', () => `Conv2DBackpropInput on wasm needs NHWC, received ${dataFormat}`);
    const conv = backend_util.computeConv2DInfo(
      inputShape,
      filter.shape as [number, number, number, number],
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const turned = turnFilter(scratch, filter, conv);
    const top = conv.filterHeight - 1 - conv.padInfo.top;
    const left = conv.filterWidth - 1 - conv.padInfo.left;
    const bottom = conv.inHeight - conv.outHeight + conv.padInfo.top;
    const right = conv.inWidth - conv.outWidth + conv.padInfo.left;
    const direct = conv.strideHeight === 1 && conv.strideWidth === 1 && Math.min(top, left, bottom, right) >= 0;
    return scratch.run(
      Conv2D,
      { x: direct ? dy : spread(scratch, dy, conv, top, left), filter: turned },
      {
        strides: 1,
        dilations: 1,
        dataFormat,
        pad: direct
          ? [
              [0, 0],
              [top, bottom],
              [left, right],
              [0, 0],
            ]
          : 'valid',
      },
    );
  },
);

/** [filterHeight, filterWidth, in, out] → [filterHeight, filterWidth, out, in], rows and columns reversed. */
function turnFilter(scratch: Scratch, filter: TensorInfo, conv: Conv2DInfo): TensorInfo {
  const { filterHeight, filterWidth, inChannels, outChannels } = conv;
  const turned = scratch.allocate([filterHeight, filterWidth, outChannels, inChannels]);
  const source = scratch.floats(filter);
  const target = scratch.floats(turned);
  const taps = filterHeight * filterWidth;
  const block = inChannels * outChannels;
  for (let tap = 0; tap < taps; tap++) {
    const from = (taps - 1 - tap) * block;
    for (let input = 0; input < inChannels; input++) {
      for (let output = 0; output < outChannels; output++) {
        target[tap * block + output * inChannels + input] = source[from + input * outChannels + output]!;
      }
    }
  }
  return turned;
}

/**
 * dy with its pixels `stride` apart, zeros between, on a canvas for which a valid convolution gives the input's size.
 * With padding larger than the filter the offsets are negative: pixels off the canvas touched no input.
 */
function spread(scratch: Scratch, dy: TensorInfo, conv: Conv2DInfo, top: number, left: number): TensorInfo {
  const { batchSize, outHeight, outWidth, outChannels, strideHeight, strideWidth } = conv;
  const height = conv.inHeight + conv.filterHeight - 1;
  const width = conv.inWidth + conv.filterWidth - 1;
  const canvas = scratch.allocate([batchSize, height, width, outChannels]);
  const source = scratch.floats(dy);
  const target = scratch.floats(canvas).fill(0);
  for (let image = 0; image < batchSize; image++) {
    for (let y = 0; y < outHeight; y++) {
      const row = top + y * strideHeight;
      if (row < 0 || row >= height) continue;
      for (let x = 0; x < outWidth; x++) {
        const column = left + x * strideWidth;
        if (column < 0 || column >= width) continue;
        const from = ((image * outHeight + y) * outWidth + x) * outChannels;
        target.set(source.subarray(from, from + outChannels), ((image * height + row) * width + column) * outChannels);
      }
    }
  }
  return canvas;
}
