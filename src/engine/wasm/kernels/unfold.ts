import type { backend_util } from '@tensorflow/tfjs-core';

type Conv2DInfo = backend_util.Conv2DInfo;

/**
 * Writes out, tap by tap, the inputs that a convolution multiplies with its filter ("im2col", transposed).
 *
 * @param planes [channels, batch, height, width]: the input with its channels in front.
 * @param columns [taps × channels, batch × outHeight × outWidth], a tap being (row, column) of the filter; zero where
 *   the filter hangs over the edge. Every value is written.
 */
export function unfold(planes: Float32Array, conv: Conv2DInfo, columns: Float32Array): void {
  const keepsSize =
    conv.strideHeight === 1 &&
    conv.strideWidth === 1 &&
    conv.outHeight === conv.inHeight &&
    conv.outWidth === conv.inWidth;
  const unfoldTap = keepsSize ? shiftTap : gatherTap;
  let start = 0;
  for (let row = 0; row < conv.filterHeight; row++) {
    for (let column = 0; column < conv.filterWidth; column++) {
      start = unfoldTap(planes, conv, row - conv.padInfo.top, column - conv.padInfo.left, columns, start);
    }
  }
}

/**
 * Where output and input have one size, a tap is the whole input moved by a constant: one copy, four times as fast as
 * copying row by row, after which the rows and columns that came from a neighbour are cleared.
 */
function shiftTap(
  planes: Float32Array,
  conv: Conv2DInfo,
  down: number,
  right: number,
  columns: Float32Array,
  start: number,
): number {
  const { outHeight: height, outWidth: width } = conv;
  const size = planes.length;
  const end = start + size;
  if (Math.abs(down) >= height || Math.abs(right) >= width) {
    columns.fill(0, start, end);
    return end;
  }
  const shift = down * width + right;
  const from = Math.max(0, shift);
  columns.set(planes.subarray(from, Math.min(size, size + shift)), start + from - shift);
  for (let image = start; image < end; image += height * width) {
    if (down < 0) columns.fill(0, image, image - down * width);
    if (down > 0) columns.fill(0, image + (height - down) * width, image + height * width);
  }
  const edge = right < 0 ? 0 : width - right;
  for (let line = start + edge; line < end && right !== 0; line += width) {
    for (let cell = line; cell < line + Math.abs(right); cell++) columns[cell] = 0;
  }
  return end;
}

/** The general case: copies each row of each image, `stride` apart. */
function gatherTap(
  planes: Float32Array,
  conv: Conv2DInfo,
  down: number,
  right: number,
  columns: Float32Array,
  start: number,
): number {
  const { inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth } = conv;
  const first = Math.min(outWidth, Math.max(0, Math.ceil(-right / strideWidth))); // outputs that lie inside the input
  const last = Math.max(first, Math.min(outWidth, Math.ceil((inWidth - right) / strideWidth)));
  const images = conv.inChannels * conv.batchSize;
  let target = start;
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < outHeight; y++) {
      const sourceRow = y * strideHeight + down;
      const inside = sourceRow >= 0 && sourceRow < inHeight;
      const source = (image * inHeight + sourceRow) * inWidth + right;
      for (let x = 0; x < outWidth; x++) {
        columns[target++] = inside && x >= first && x < last ? planes[source + x * strideWidth]! : 0;
      }
    }
  }
  return target;
}
