import {
  BatchMatMul,
  backend_util,
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  type TensorInfo,
  Transpose,
  util,
} from '@tensorflow/tfjs-core';
import { reshaped, wasmKernel } from './scratch.ts';
import { unfold } from './unfold.ts';

/**
 * Gradient of a 2-D convolution with respect to its filter, as one matrix product over all output pixels:
 * columns(x) [taps × in, pixels] · dy [pixels, out].
 *
 * x: [batch, height, width, in], dy: [batch, outHeight, outWidth, out] → [filterHeight, filterWidth, in, out].
 *
 * The product runs on XNNPACK, which packs dy once; at 14×14×16→32 channels and batch 32 this took 3.3 ms, the same
 * gradient as a forward convolution with the batch as channels 4.0 ms, and shifted products 29 ms.
 */
export const conv2dBackpropFilter = wasmKernel<'x' | 'dy', Conv2DBackpropFilterAttrs>(
  Conv2DBackpropFilter,
  (scratch, { x, dy }, attrs) => {
    const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attrs;
    util.assert(dataFormat === 'NHWC', () => `Conv2DBackpropFilter on wasm needs NHWC, received ${dataFormat}`);
    const conv = backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      filterShape,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const planes: TensorInfo = conv.inChannels === 1 ? x : scratch.run(Transpose, { x }, { perm: [3, 0, 1, 2] }); // [in, batch, height, width]
    const taps = conv.filterHeight * conv.filterWidth * conv.inChannels;
    const pixels = conv.batchSize * conv.outHeight * conv.outWidth;
    const columns = scratch.allocate([taps, pixels]);
    unfold(scratch.floats(planes), conv, scratch.floats(columns));
    const product = scratch.run(
      BatchMatMul,
      { a: columns, b: reshaped(dy, [pixels, conv.outChannels]) },
      { transposeA: false, transposeB: false },
    );
    return reshaped(product, filterShape);
  },
);
