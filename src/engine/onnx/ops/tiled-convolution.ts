import * as tf from '@tensorflow/tfjs-core';
import type { Ref } from '../builder.ts';
import type { Lowering } from '../lowering.ts';
import { callOf, type KernelCall, type TracedValue } from '../traced.ts';
import { emitConvolution, geometryOf } from './convolution.ts';
import { type Geometry, tapsOf } from './windows.ts';

/**
 * A convolution that is max-pooled in tiles, computed in parts that lie apart: part (i, j) holds the elements that are
 * at (i, j) of their tile, as a convolution with the tile's size for its stride. The maximum and its gradient then work
 * on whole parts, where they would otherwise cut the tiles out of the image and put them together again.
 *
 * @param x what is pooled.
 * @param tiles geometry of the pooling.
 * @returns a part for each tap, in blocks of channels; undefined if x is something else.
 */
export function tiledConvolution(lowering: Lowering, x: TracedValue, tiles: Geometry): Ref[] | undefined {
  const found = convolutionOf(lowering, x);
  if (found === undefined || lowering.target.block === 0) return undefined;
  const { call, bias } = found;
  const { x: images, filter } = call.inputs as Record<'x' | 'filter', TracedValue>;
  const geometry = geometryOf(images.shape, filter.shape, call.attrs as unknown as tf.Conv2DAttrs);
  const { strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo, filterHeight, filterWidth } = geometry;
  const { filterHeight: rows, filterWidth: columns, outHeight, outWidth } = tiles;
  const usual = [strideHeight, strideWidth, dilationHeight, dilationWidth].every((size) => size === 1);
  const whole = outHeight * rows === geometry.outHeight && outWidth * columns === geometry.outWidth;
  if (!usual || !whole || padInfo.top < rows - 1 || padInfo.left < columns - 1) return undefined;
  const parts: Ref[] = [];
  for (const [row, column] of tapsOf(tiles)) {
    const [top, left] = [padInfo.top - row, padInfo.left - column];
    const bottom = Math.max(0, (outHeight - 1) * rows - top + filterHeight - geometry.inHeight);
    const right = Math.max(0, (outWidth - 1) * columns - left + filterWidth - geometry.inWidth);
    const { ref, form } = emitConvolution(lowering, {
      x: images,
      filter: lowering.get(filter),
      size: [outHeight, outWidth],
      pads: [top, left, bottom, right],
      strides: [rows, columns],
      dilations: [1, 1],
      ...(bias === undefined ? {} : { bias: lowering.get(bias) }),
    });
    if (form !== 'blocked') return undefined;
    parts.push(ref);
  }
  return parts;
}

/** The convolution that a value is, with or without a bias, if only pooling and its gradient use it. */
function convolutionOf(lowering: Lowering, x: TracedValue): { call: KernelCall; bias?: TracedValue } | undefined {
  const call = callOf(x, tf.Conv2D);
  if (call !== undefined) return { call };
  const sum = callOf(x, tf.Add);
  if (sum === undefined) return undefined;
  const { a, b } = sum.inputs as Record<'a' | 'b', TracedValue>;
  for (const [value, bias] of [
    [a, b],
    [b, a],
  ] as const) {
    const convolution = callOf(value, tf.Conv2D);
    const isBias = bias.shape.length === 1 && bias.shape[0] === x.shape[3];
    if (convolution !== undefined && isBias && lowering.uses(value) === 1) return { call: convolution, bias };
  }
  return undefined;
}
