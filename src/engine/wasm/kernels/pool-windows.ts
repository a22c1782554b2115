import type { backend_util } from '@tensorflow/tfjs-core';

/**
 * Visits every pooling window that meets the input.
 *
 * @param visit receives how many rows and columns of the window lie inside the input, the input pixel in the corner
 *   of that part, and the output pixel; pixels are numbered in memory order.
 */
export function eachWindow(
  conv: backend_util.Conv2DInfo,
  visit: (rows: number, columns: number, corner: number, output: number) => void,
): void {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, padInfo } = conv;
  const rowSpans = spans(outHeight, conv.strideHeight, padInfo.top, conv.filterHeight, inHeight);
  const columnSpans = spans(outWidth, conv.strideWidth, padInfo.left, conv.filterWidth, inWidth);
  let output = 0;
  for (let image = 0; image < batchSize; image++) {
    for (const row of rowSpans) {
      for (const column of columnSpans) {
        const corner = (image * inHeight + row.first) * inWidth + column.first;
        if (row.count > 0 && column.count > 0) visit(row.count, column.count, corner, output);
        output++;
      }
    }
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
