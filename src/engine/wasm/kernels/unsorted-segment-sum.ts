import { UnsortedSegmentSum, type UnsortedSegmentSumAttrs, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from './scratch.ts';

/**
 * Adds up the rows of each segment; what a gather's gradient is made of. Rows whose id is no segment are left out.
 *
 * x: [rows, …], segmentIds: [rows] int32 → [numSegments, …].
 */
export const unsortedSegmentSum = wasmKernel<'x' | 'segmentIds', UnsortedSegmentSumAttrs>(
  UnsortedSegmentSum,
  (scratch, { x, segmentIds }, { numSegments }) => {
    const rowShape = x.shape.slice(1);
    const width = util.sizeFromShape(rowShape);
    const result = scratch.allocate([numSegments, ...rowShape]);
    const source = scratch.floats(x);
    const target = scratch.floats(result).fill(0);
    scratch.integers(segmentIds).forEach((segment, row) => {
      if (segment < 0 || segment >= numSegments) return;
      for (let column = 0; column < width; column++) target[segment * width + column]! += source[row * width + column]!;
    });
    return result;
  },
);
