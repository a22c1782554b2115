import type { backend_util } from '@tensorflow/tfjs-core';

/** The part of a pooling window that lies inside the input. */
export interface PoolWindow {
  readonly rows: number;
  readonly columns: number;
  /** The input pixel in its corner. */
  readonly corner: number;
  /** The output pixel that it makes. */
  readonly output: number;
}

/** Visits every window that meets the input. Pixels are numbered in memory order. */
export function eachWindow(conv: backend_util.Conv2DInfo, visit: (window: PoolWindow) => void): void {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, padInfo } = conv;
  const columnSpans = spans(outWidth, conv.strideWidth, padInfo.left, conv.filterWidth, inWidth);
  const rowSpans = spans(outHeight, conv.strideHeight, padInfo.top, conv.filterHeight, inHeight);
  for (let image = 0; image < batchSize; image++) {
    rowSpans.forEach((row, y) => {
      columnSpans.forEach((column, x) => {
        if (row.count <= 0 || column.count <= 0) return;
        visit({
          rows: row.count,
          columns: column.count,
          corner: (image * inHeight + row.first) * inWidth + column.first,
          output: (image * outHeight + y) * outWidth + x,
        });
      });
    });
  }
}

/** For each output along one axis, the inputs under its window. */
function spans(outputs: number, stride: number, padding: number, length: number, inputs: number) {
  return Array.from({ length: outputs }, (_, output) => {
    const start = output * stride - padding;
    const first = Math.max(0, start);
    return { first, count: Math.min(inputs, start + length) - first };
  });
}
