import * as tf from '@tensorflow/tfjs-core';
import { gradient, listGradient, splitGradient } from './define.ts';

type Tensor = tf.Tensor;

/** Kernels that move, repeat or pick values. */
export const layout: readonly tf.GradConfig[] = [
  gradient(tf.Reshape, { inputs: ['x'] }, (dy, [x]) => ({ x: () => tf.reshape(dy, x!.shape) })),
  gradient(tf.ExpandDims, { inputs: ['input'] }, (dy, [input]) => ({ input: () => tf.reshape(dy, input!.shape) })),
  gradient<tf.TransposeAttrs>(tf.Transpose, {}, (dy, _kept, { perm }) => ({
    x: () =>
      tf.transpose(
        dy,
        perm.map((_, axis) => perm.indexOf(axis)),
      ),
  })),
  gradient<tf.ReverseAttrs>(tf.Reverse, {}, (dy, _kept, { dims }) => ({ x: () => tf.reverse(dy, dims) })),
  gradient<tf.SliceAttrs>(tf.Slice, { inputs: ['x'] }, (dy, [x], { begin }) => ({
    x: () => {
      const starts = x!.shape.map((_, axis) =>
        typeof begin === 'number' ? (axis === 0 ? begin : 0) : (begin[axis] ?? 0),
      );
      const paddings = starts.map(
        (start, axis) => [start, x!.shape[axis]! - start - dy.shape[axis]!] as [number, number],
      );
      return tf.pad(dy, paddings);
    },
  })),
  gradient<tf.PadV2Attrs>(tf.PadV2, { inputs: ['x'] }, (dy, [x], { paddings }) => ({
    x: () =>
      tf.slice(
        dy,
        paddings.map(([before]) => before),
        x!.shape,
      ),
  })),
  gradient<tf.TileAttrs>(tf.Tile, { inputs: ['x'] }, (dy, [x], { reps }) => ({
    x: () => {
      const split = x!.shape.flatMap((size, axis) => [reps[axis]!, size]); // each axis as (copy, position)
      return tf.sum(
        tf.reshape(dy, split),
        x!.shape.map((_, axis) => 2 * axis),
      );
    },
  })),
  gradient<tf.GatherV2Attrs>(tf.GatherV2, { inputs: ['x', 'indices'] }, (dy, [x, indices], { axis, batchDims }) => ({
    x: () => gatherGradient(dy, x!, indices!, axis, batchDims),
    indices: () => tf.zeros(indices!.shape),
  })),
  gradient(tf.UnsortedSegmentSum, { inputs: ['x', 'segmentIds'] }, (dy, [x, segmentIds]) => ({
    x: () => segmentGradient(dy, x!, segmentIds!),
    segmentIds: () => tf.zeros(segmentIds!.shape),
  })),
  gradient(tf.OneHot, { inputs: ['indices'] }, (_dy, [indices]) => ({
    indices: () => tf.zeros(indices!.shape),
  })),
  listGradient<tf.ConcatAttrs>(tf.Concat, (dy, inputs, { axis }) => {
    const [along] = tf.util.parseAxisParam(axis, dy.shape);
    return tf.split(
      dy,
      inputs.map((input) => input.shape[along!]!),
      along,
    );
  }),
  listGradient<tf.PackAttrs>(tf.Pack, (dy, _inputs, { axis }) => tf.unstack(dy, axis)),
  splitGradient<tf.SplitVAttrs>(tf.SplitV, 'x', (dys, { axis }) => tf.concat(dys, axis)),
  splitGradient<tf.UnpackAttrs>(tf.Unpack, 'value', (dys, { axis }) =>
    tf.stack(dys, axis < 0 ? axis + dys[0]!.rank + 1 : axis),
  ),
];

/** Adds each row of dy to the row of x that it was gathered from. Every batch has rows of its own. */
function gatherGradient(dy: Tensor, x: Tensor, indices: Tensor, axis: number, batchDims: number): Tensor {
  const along = tf.util.parseAxisParam(axis, x.shape)[0]!;
  const size = x.shape[along]!;
  const batches = tf.util.sizeFromShape(x.shape.slice(0, batchDims));
  const before = tf.util.sizeFromShape(x.shape.slice(batchDims, along));
  const after = tf.util.sizeFromShape(x.shape.slice(along + 1));
  const each = indices.size / batches;
  const rows = tf.transpose(tf.reshape(dy, [batches, before, each, after]), [0, 2, 1, 3]);
  const starts = tf.tensor2d(
    Array.from({ length: batches }, (_, batch) => batch * size),
    [batches, 1],
    'int32',
  );
  const ids = batches === 1 ? indices : tf.add(tf.reshape(indices, [batches, each]), starts);
  const sums = tf.unsortedSegmentSum(
    tf.reshape(rows, [batches * each, before, after]),
    tf.reshape(ids, [indices.size]) as tf.Tensor1D,
    batches * size,
  );
  return tf.reshape(tf.transpose(tf.reshape(sums, [batches, size, before, after]), [0, 2, 1, 3]), x.shape);
}

/** Each row of x gets its segment's gradient, and a row without a segment gets zeros. */
function segmentGradient(dy: Tensor, x: Tensor, segmentIds: Tensor): Tensor {
  const segments = dy.shape[0]!;
  const inside = tf.logicalAnd(tf.greaterEqual(segmentIds, 0), tf.less(segmentIds, segments));
  const ids = tf.where(inside, segmentIds, tf.zerosLike(segmentIds));
  const column = [segmentIds.size, ...x.shape.slice(1).map(() => 1)];
  return tf.mul(tf.gather(dy, ids as tf.Tensor1D), tf.reshape(tf.cast(inside, 'float32'), column));
}
