import type { backend_util } from '@tensorflow/tfjs-core';
import type { OnnxBuilder, Ref } from '../builder.ts';

/** The static geometry of a convolution or pooling, of images of [batch, height, width, channels]. */
export type Geometry = ReturnType<typeof backend_util.computeConv2DInfo>;

/**
 * The geometry itself, if it is sound.
 *
 * @throws where padding is one number and the window or its strides are not square: TensorFlow.js then computes the
 *   output's width from the height of the window.
 */
export function sound(geometry: Geometry): Geometry {
  const { outHeight, outWidth, strideHeight, strideWidth, effectiveFilterHeight, effectiveFilterWidth } = geometry;
  const [height, width] = paddedSize(geometry);
  const places = (size: number, window: number, stride: number): number => Math.floor((size - window) / stride) + 1;
  if (
    outHeight === places(height, effectiveFilterHeight, strideHeight) &&
    outWidth === places(width, effectiveFilterWidth, strideWidth)
  )
    return geometry;
  throw new Error('its padding must be valid, same, or be given for each side');
}

/** Zeros around the images: ONNX wants [top, left, bottom, right]. */
export function padsOf({ padInfo }: Geometry): [number, number, number, number] {
  const { top, left, bottom, right } = padInfo;
  return [top, left, bottom, right];
}

/** Offsets of a window's elements, row by row: the order in which ties are broken. */
export function tapsOf({ filterHeight, filterWidth }: Geometry): (readonly [number, number])[] {
  return Array.from(
    { length: filterHeight * filterWidth },
    (_, tap) => [Math.floor(tap / filterWidth), tap % filterWidth] as const,
  );
}

/** Height and width with padding. */
export function paddedSize({ inHeight, inWidth, padInfo }: Geometry): readonly [number, number] {
  return [inHeight + padInfo.top + padInfo.bottom, inWidth + padInfo.left + padInfo.right];
}

/** Images with padding all around; the axes of height and width are `at` and the next one. */
export function padded(onnx: OnnxBuilder, x: Ref, { padInfo }: Geometry, at: number, value = 0): Ref {
  const { top, left, bottom, right } = padInfo;
  const around = (before: number, after: number): number[] =>
    x.shape.map((_, axis) => (axis === at ? before : axis === at + 1 ? after : 0));
  return onnx.pad(x, around(top, left), around(bottom, right), value);
}

/** What every window has at one of its offsets: padded images with height and width `at` → [..., outHeight, outWidth, ...]. */
export function tapOf(onnx: OnnxBuilder, x: Ref, geometry: Geometry, tap: readonly [number, number], at: number): Ref {
  const { outHeight, outWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  const choose = (height: number, width: number, other: (size: number) => number): number[] =>
    x.shape.map((size, axis) => (axis === at ? height : axis === at + 1 ? width : other(size)));
  const starts = choose(tap[0] * dilationHeight, tap[1] * dilationWidth, () => 0);
  return onnx.slice(
    x,
    starts,
    choose(outHeight, outWidth, (size) => size),
    choose(strideHeight, strideWidth, () => 1),
  );
}

/**
 * The reverse of `tapOf`: adds up what each offset's windows give to the element there.
 *
 * @param shares one for each tap: [batch, outHeight, outWidth, channels].
 * @returns [batch, height, width, channels] without the padding.
 */
export function spreadTaps(onnx: OnnxBuilder, shares: readonly Ref[], geometry: Geometry): Ref {
  const {
    batchSize,
    inHeight,
    inWidth,
    inChannels: channels,
    outHeight,
    outWidth,
    strideHeight,
    strideWidth,
    padInfo,
  } = geometry;
  const [height, width] = paddedSize(geometry);
  const parts = tapsOf(geometry).map(([row, column], tap) => {
    const apart = onnx.pad(
      onnx.reshape(shares[tap]!, [batchSize, outHeight, 1, outWidth, 1, channels]),
      [0, 0, 0, 0, 0, 0],
      [0, 0, strideHeight - 1, 0, strideWidth - 1, 0],
    );
    const rows = outHeight * strideHeight;
    const columns = outWidth * strideWidth;
    const flat = onnx.reshape(apart, [batchSize, rows, columns, channels]);
    const kept = onnx.slice(
      flat,
      [0, 0, 0, 0],
      [batchSize, Math.min(rows, height - row), Math.min(columns, width - column), channels],
    );
    const after = [0, height - row - kept.shape[1]!, width - column - kept.shape[2]!, 0];
    return onnx.pad(kept, [0, row, column, 0], after);
  });
  const total = parts.length === 1 ? parts[0]! : onnx.elementwise('Sum', parts);
  return onnx.slice(total, [0, padInfo.top, padInfo.left, 0], [batchSize, inHeight, inWidth, channels]);
}
