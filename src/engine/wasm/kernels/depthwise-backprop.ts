import {
  backend_util,
  DepthwiseConv2dNativeBackpropFilter,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInput,
  type DepthwiseConv2dNativeBackpropInputAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { touching } from './convolution.ts';
import { type Scratch, wasmKernel } from './scratch.ts';

type Conv2DInfo = backend_util.Conv2DInfo;
type Shape4D = [number, number, number, number];

/**
 * Gradient of a depthwise convolution with respect to its filter. The sums of one image are added up in double
 * precision.
 *
 * x: [batch, height, width, in], dy: [batch, outHeight, outWidth, in × multiplier]
 * → [filterHeight, filterWidth, in, multiplier].
 */
export const depthwiseBackpropFilter = wasmKernel<'x' | 'dy', DepthwiseConv2dNativeBackpropFilterAttrs>(
  DepthwiseConv2dNativeBackpropFilter,
  (scratch, { x, dy }, attrs) => {
    const conv = depthwiseInfo(x.shape, attrs.filterShape, attrs);
    const repeated = repeatChannels(scratch, x, conv.outChannels / conv.inChannels);
    const gradient = scratch.allocate(attrs.filterShape);
    const [xAt, dyAt, gradientAt] = addresses(scratch, repeated, dy, gradient);
    const partial = scratch.floats(gradient);
    const totals = new Float64Array(partial.length);
    const pixel = 4 * conv.outChannels;
    for (let image = 0; image < conv.batchSize; image++) {
      partial.fill(0);
      eachRow(conv, image, (count, input, output, tap) => {
        const [target, a, b] = [gradientAt + tap * pixel, xAt + input * pixel, dyAt + output * pixel];
        scratch.simd.products(target, a, b, count, 0, conv.strideWidth * pixel, pixel, conv.outChannels);
      });
      for (let index = 0; index < totals.length; index++) totals[index]! += partial[index]!;
    }
    partial.set(totals);
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
  (scratch, { dy, filter }, attrs) => {
    const conv = depthwiseInfo(attrs.inputShape, filter.shape, attrs);
    const perCopy = scratch.allocate([conv.batchSize, conv.inHeight, conv.inWidth, conv.outChannels]);
    scratch.floats(perCopy).fill(0);
    const [dyAt, filterAt, targetAt] = addresses(scratch, dy, filter, perCopy);
    const pixel = 4 * conv.outChannels;
    for (let image = 0; image < conv.batchSize; image++) {
      eachRow(conv, image, (count, input, output, tap) => {
        const [target, a, b] = [targetAt + input * pixel, dyAt + output * pixel, filterAt + tap * pixel];
        scratch.simd.products(target, a, b, count, conv.strideWidth * pixel, pixel, 0, conv.outChannels);
      });
    }
    return sumCopies(scratch, perCopy, conv.outChannels / conv.inChannels);
  },
);

type DepthwiseAttrs = Pick<
  DepthwiseConv2dNativeBackpropFilterAttrs,
  'strides' | 'dilations' | 'pad' | 'dimRoundingMode'
>;

function depthwiseInfo(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attrs: DepthwiseAttrs,
): Conv2DInfo {
  const { strides, dilations, pad, dimRoundingMode } = attrs;
  const [input, filter] = [inputShape as Shape4D, filterShape as Shape4D];
  return backend_util.computeConv2DInfo(input, filter, strides, dilations ?? 1, pad, dimRoundingMode, true);
}

const addresses = (scratch: Scratch, ...infos: [TensorInfo, TensorInfo, TensorInfo]) =>
  infos.map((info) => scratch.address(info)) as [number, number, number];

/**
 * Visits, for one image and every tap, every row of output pixels whose tap lies inside the input.
 *
 * @param visit receives the number of pixels, the first input pixel, the first output pixel, and the tap.
 */
function eachRow(
  conv: Conv2DInfo,
  image: number,
  visit: (count: number, input: number, output: number, tap: number) => void,
): void {
  const { inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth, padInfo } =
    conv;
  for (let tap = 0; tap < filterHeight * filterWidth; tap++) {
    const [tapRow, tapColumn] = [Math.floor(tap / filterWidth), tap % filterWidth];
    const rows = touching(inHeight, outHeight, strideHeight, tapRow * conv.dilationHeight - padInfo.top);
    const columns = touching(inWidth, outWidth, strideWidth, tapColumn * conv.dilationWidth - padInfo.left);
    if (columns.count === 0) continue;
    for (let row = 0; row < rows.count; row++) {
      const inputRow = image * inHeight + rows.firstInput + row * strideHeight;
      const outputRow = image * outHeight + rows.firstOutput + row;
      visit(columns.count, inputRow * inWidth + columns.firstInput, outputRow * outWidth + columns.firstOutput, tap);
    }
  }
}

/** [batch, height, width, in] → [batch, height, width, in × copies], each channel followed by its copies. */
function repeatChannels(scratch: Scratch, x: TensorInfo, copies: number): TensorInfo {
  if (copies === 1) return x;
  const repeated = scratch.allocate([...x.shape.slice(0, 3), x.shape[3]! * copies]);
  const [source, target] = [scratch.floats(x), scratch.floats(repeated)];
  for (let index = 0; index < target.length; index++) target[index] = source[Math.floor(index / copies)]!;
  return repeated;
}

/** The opposite: [batch, height, width, in × copies] → [batch, height, width, in]. */
function sumCopies(scratch: Scratch, x: TensorInfo, copies: number): TensorInfo {
  if (copies === 1) return x;
  const sums = scratch.allocate([...x.shape.slice(0, 3), x.shape[3]! / copies]);
  const [source, target] = [scratch.floats(x), scratch.floats(sums).fill(0)];
  for (let index = 0; index < source.length; index++) target[Math.floor(index / copies)]! += source[index]!;
  return sums;
}
