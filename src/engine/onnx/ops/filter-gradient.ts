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
function fewChannels(lowering: Lowering, x: TracedValue, dy: TracedValue, geometry: Geometry): Ref {
  const { onnx, get } = lowering;
  const images = padded(onnx, onnx.transpose(get(x), [3, 0, 1, 2]), geometry, 2); // [in, batch, height, width]
  const taps = tapsOf(geometry);
  const spec = { shape: [taps.length * geometry.inChannels, geometry.outChannels], dtype: 'float32' as const };
  const products = partsOf(lowering, dy, geometry).map(({ rows, part, gradients }) => {
    const picked = taps.map(([row, column]) =>
      onnx.reshape(tapOf(onnx, images, part, [row + part.row, column + part.column], 2), [geometry.inChannels, rows]),
    );
    return onnx.op('MatMul', [onnx.concat(picked, 0), gradients], spec);
  });
  return products.length === 1 ? products[0]! : onnx.elementwise('Sum', products);
}

/** dy as a whole, or in the parts in which max-pooling left it: as if from convolutions with strides. */
function partsOf({ onnx, get, tiles, target }: Lowering, dy: TracedValue, geometry: Geometry) {
  const { batchSize, outHeight, outWidth, outChannels } = geometry;
  const apart = tiles.get(dy);
  const rows = batchSize * outHeight * outWidth;
  if (apart === undefined || outChannels !== target.block) {
    return [{ rows, part: { ...geometry, row: 0, column: 0 }, gradients: onnx.reshape(get(dy), [rows, outChannels]) }];
  }
  const [height, width] = apart[0]!.shape.slice(2) as [number, number];
  const across = outWidth / width;
  return apart.map((gradients, index) => {
    const size = { outHeight: height, outWidth: width, strideHeight: outHeight / height, strideWidth: across };
    const part = { ...geometry, ...size, row: Math.floor(index / across), column: index % across };
    return { rows: rows / apart.length, part, gradients: onnx.reshape(gradients, [rows / apart.length, outChannels]) };
  });
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
