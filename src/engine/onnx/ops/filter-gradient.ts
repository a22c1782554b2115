import type { OnnxBuilder, Ref } from '../builder.ts';
import type { Lowering } from '../lowering.ts';
import type { TracedValue } from '../traced.ts';
import { type Geometry, padded, paddedSize, tapOf, tapsOf } from './windows.ts';

/** With fewer input channels than this, offsets and channels together make the rows of one product. */
const FEW_CHANNELS = 8;

/**
 * The gradient of a convolution with respect to its filter: for each offset of the filter, the product of what the
 * windows have there, [rows, in]ᵀ, with dy, [rows, out]. Never as a convolution with dy as the filter: that was the
 * slowest node of a step.
 *
 * @returns [filterHeight, filterWidth, in, out]
 */
export function filterGradient(lowering: Lowering, x: TracedValue, dy: TracedValue, geometry: Geometry): Ref {
  const { filterHeight, filterWidth, inChannels, outChannels, strideHeight, strideWidth } = geometry;
  const shape = [filterHeight, filterWidth, inChannels, outChannels];
  const { onnx } = lowering;
  if (inChannels < FEW_CHANNELS) return onnx.reshape(fewChannels(lowering, x, dy, geometry), shape);
  const products =
    strideHeight === 1 && strideWidth === 1
      ? shiftedRows(lowering, x, dy, geometry)
      : picked(lowering, x, dy, geometry);
  return onnx.reshape(onnx.concat(products, 0), shape);
}

/** [offsets × in, rows] · [rows, out]: few long rows, cut from images with the channels first. */
function fewChannels({ onnx, get }: Lowering, x: TracedValue, dy: TracedValue, geometry: Geometry): Ref {
  const { inChannels, outChannels, batchSize, outHeight, outWidth } = geometry;
  const rows = batchSize * outHeight * outWidth;
  const images = padded(onnx, onnx.transpose(get(x), [3, 0, 1, 2]), geometry, 2); // [in, batch, height, width]
  const taps = tapsOf(geometry).map((tap) => onnx.reshape(tapOf(onnx, images, geometry, tap, 2), [inChannels, rows]));
  const spec = { shape: [taps.length * inChannels, outChannels], dtype: 'float32' as const };
  return onnx.op('MatMul', [onnx.concat(taps, 0), onnx.reshape(get(dy), [rows, outChannels])], spec);
}

/**
 * Without strides, the rows of all images can be laid end to end, padding included. An offset is then a shift by so
 * many rows, and to cut out shifted rows is one copy of adjacent memory.
 */
function shiftedRows({ onnx, get }: Lowering, x: TracedValue, dy: TracedValue, geometry: Geometry): Ref[] {
  const {
    inChannels,
    outChannels,
    batchSize,
    outHeight,
    outWidth,
    filterHeight,
    filterWidth,
    dilationHeight,
    dilationWidth,
  } = geometry;
  const [height, width] = paddedSize(geometry);
  const rows = batchSize * height * width;
  const furthest = (filterHeight - 1) * dilationHeight * width + (filterWidth - 1) * dilationWidth;
  const images = onnx.reshape(padded(onnx, get(x), geometry, 1), [rows, inChannels]);
  // Where a window would begin in the padding at the end of a line or of an image, dy is zero.
  const spaced = onnx.pad(get(dy), [0, 0, 0, 0], [0, height - outHeight, width - outWidth, 0]);
  const kept = rows - furthest;
  const gradients = onnx.slice(onnx.reshape(spaced, [rows, outChannels]), [0, 0], [kept, outChannels]);
  return tapsOf(geometry).map(([row, column]) => {
    const shift = row * dilationHeight * width + column * dilationWidth;
    return product(onnx, onnx.slice(images, [shift, 0], [kept, inChannels]), gradients);
  });
}

/** With strides, each offset picks its own pixels. */
function picked({ onnx, get }: Lowering, x: TracedValue, dy: TracedValue, geometry: Geometry): Ref[] {
  const { inChannels, outChannels, batchSize, outHeight, outWidth } = geometry;
  const rows = batchSize * outHeight * outWidth;
  const images = padded(onnx, get(x), geometry, 1);
  const gradients = onnx.reshape(get(dy), [rows, outChannels]);
  return tapsOf(geometry).map((tap) =>
    product(onnx, onnx.reshape(tapOf(onnx, images, geometry, tap, 1), [rows, inChannels]), gradients),
  );
}

/** [rows, in]ᵀ · [rows, out] */
function product(onnx: OnnxBuilder, a: Ref, b: Ref): Ref {
  return onnx.op('Gemm', [a, b], { shape: [a.shape[1]!, b.shape[1]!], dtype: 'float32' }, { transA: 1, transB: 0 });
}
