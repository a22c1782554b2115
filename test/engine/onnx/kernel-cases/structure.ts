import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import type { Fill } from '../../support.ts';
import { examplesOf, host, indices, type KernelCase, shapes, upTo, whole } from './define.ts';

type Tensor = tf.Tensor;

/** A shape, and one of its axes, counted from either end. */
const withAxis = (minRank = 1) =>
  shapes(minRank, 4).chain((shape) =>
    fc.record({ shape: fc.constant(shape), axis: fc.integer({ min: -shape.length, max: shape.length - 1 }) }),
  );
const withAxes = shapes(1, 4).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    axes: fc.subarray(
      shape.map((_, axis) => axis),
      { minLength: 1 },
    ),
    keep: fc.boolean(),
    all: fc.boolean(),
  }),
);

type Reduce = (x: Tensor, axis?: number[], keep?: boolean) => Tensor;
const reduction = (kernel: string, apply: Reduce, by: readonly number[] = [0]): KernelCase =>
  examplesOf(kernel, withAxes, ({ shape, axes, keep, all, fill, seed }) => ({
    inputs: [host(shape, fill, seed)],
    apply: (x) => apply(x!, all ? undefined : axes, keep),
    by,
  }));
const wholeReduction = (kernel: string, apply: Reduce): KernelCase =>
  examplesOf(kernel, withAxes, ({ shape, axes, keep, fill, seed }) => ({
    inputs: [whole(shape, fill, seed, 3)],
    apply: (x) => apply(x!, axes, keep),
  }));
const ofAxis = (kernel: string, apply: (x: Tensor, axis: number) => Tensor | Tensor[], by: readonly number[] = [0]) =>
  examplesOf(kernel, withAxis(), ({ shape, axis, fill, seed }) => ({
    inputs: [host(shape, fill, seed)],
    apply: (x) => apply(x!, axis),
    by,
  }));
const positive = (axis: number, rank: number) => (axis < 0 ? axis + rank : axis);
const several = (shape: readonly number[], count: number, fill: Fill, seed: number) =>
  Array.from({ length: count }, (_, index) => host(shape, fill, seed + index));

/** Kernels that reduce, move, repeat and pick. */
export const structure: readonly KernelCase[] = [
  reduction(tf.Sum, tf.sum),
  wholeReduction(tf.Sum, tf.sum),
  reduction(tf.Sum, (x, axis, keep) => tf.sum(tf.greater(x, 0), axis, keep), []),
  reduction(tf.Mean, tf.mean),
  reduction(tf.Max, tf.max),
  wholeReduction(tf.Max, tf.max),
  reduction(tf.Min, tf.min),
  wholeReduction(tf.Min, tf.min),
  reduction(tf.Prod, tf.prod, []),
  reduction(tf.All, (x, axis, keep) => tf.all(tf.greater(x, 0), axis, keep), []),
  reduction(tf.Any, (x, axis, keep) => tf.any(tf.greater(x, 0), axis, keep), []),
  ofAxis(tf.ArgMax, (x, axis) => tf.argMax(x, axis), []),
  ofAxis(tf.ArgMin, (x, axis) => tf.argMin(x, axis), []),
  ofAxis(tf.Softmax, (x) => tf.softmax(x)),
  examplesOf(
    tf.Cumsum,
    fc.record({ at: withAxis(), exclusive: fc.boolean(), reverse: fc.boolean() }),
    ({ at: { shape, axis }, exclusive, reverse, fill, seed }) => ({
      inputs: [host(shape, fill, seed)],
      apply: (x) => tf.cumsum(x!, positive(axis, shape.length), exclusive, reverse),
      by: [0],
    }),
  ),
  ofAxis(tf.Reshape, (x) => tf.add(tf.reshape(x, [-1, 1]), 1)),
  ofAxis(tf.ExpandDims, (x, axis) => tf.expandDims(x, axis)),
  ofAxis(tf.Transpose, (x, axis) => {
    const order = x.shape.map((_, from) => (from + positive(axis, x.rank)) % x.rank);
    return [tf.transpose(x, order), tf.transpose(x)];
  }),
  ofAxis(tf.Reverse, (x, axis) => [tf.reverse(x, axis), tf.reverse(x)]),
  examplesOf(
    tf.Slice,
    fc.record({ shape: shapes(1, 4, 5), part: fc.double({ min: 0, max: 0.99, noNaN: true }) }),
    ({ shape, part, fill, seed }) => {
      const begin = shape.map((size) => Math.floor(size * part));
      const size = shape.map((all, axis) => Math.ceil((all - begin[axis]!) * (1 - part / 2)));
      return {
        inputs: [host(shape, fill, seed)],
        apply: (x) => [tf.slice(x!, begin, size), tf.slice(x!, begin), tf.slice(x!, begin[0]!)],
        by: [0],
      };
    },
  ),
  examplesOf(
    tf.StridedSlice,
    fc.record({ shape: fc.tuple(upTo(6), upTo(6), upTo(3)), stride: fc.constantFrom(1, 2, 3, -1, -2) }),
    ({ shape, stride, fill, seed }) => ({
      inputs: [host(shape, fill, seed)],
      apply: (x) => [
        tf.stridedSlice(x!, [0, 0, 0], shape, [Math.abs(stride), 1, 2]),
        tf.stridedSlice(x!, [0, 0, 0], [0, 0, 0], [stride, stride, 1], 7, 7),
        tf.stridedSlice(x!, [0, -1], [1, 9], [1, 1], 0, 0, 0, 0, 1),
      ],
    }),
  ),
  examplesOf(
    tf.PadV2,
    shapes(1, 4).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        paddings: fc.array(fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 })), {
          minLength: shape.length,
          maxLength: shape.length,
        }),
        value: fc.constantFrom(0, -1.5),
      }),
    ),
    ({ shape, paddings, value, fill, seed }) => ({
      inputs: [host(shape, fill, seed)],
      apply: (x) => tf.pad(x!, paddings, value),
      by: [0],
    }),
  ),
  examplesOf(
    tf.MirrorPad,
    fc.record({
      shape: fc.tuple(fc.integer({ min: 3, max: 5 }), fc.integer({ min: 3, max: 5 })),
      paddings: fc.tuple(
        fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 })),
        fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 })),
      ),
      mode: fc.constantFrom('reflect' as const, 'symmetric' as const),
    }),
    ({ shape, paddings, mode, fill, seed }) => ({
      inputs: [host(shape, fill, seed)],
      apply: (x) => tf.mirrorPad(x!, paddings, mode),
    }),
  ),
  examplesOf(
    tf.Tile,
    shapes(1, 4, 3).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        reps: fc.array(upTo(3), { minLength: shape.length, maxLength: shape.length }),
      }),
    ),
    ({ shape, reps, fill, seed }) => ({ inputs: [host(shape, fill, seed)], apply: (x) => tf.tile(x!, reps), by: [0] }),
  ),
  examplesOf(
    tf.Concat,
    fc.record({ at: withAxis(), count: fc.integer({ min: 2, max: 3 }) }),
    ({ at, count, fill, seed }) => ({
      inputs: Array.from({ length: count }, (_, index) => {
        const along = positive(at.axis, at.shape.length);
        return host(
          at.shape.map((size, axis) => (axis === along ? size + index : size)),
          fill,
          seed + index,
        );
      }),
      apply: (...inputs) => tf.concat(inputs, at.axis),
      by: Array.from({ length: count }, (_, index) => index),
    }),
  ),
  examplesOf(tf.Pack, fc.record({ at: withAxis(), count: upTo(3) }), ({ at, count, fill, seed }) => ({
    inputs: several(at.shape, count, fill, seed),
    apply: (...inputs) => tf.stack(inputs, positive(at.axis, at.shape.length)),
    by: Array.from({ length: count }, (_, index) => index),
  })),
  ofAxis(tf.Unpack, (x, axis) => tf.unstack(x, axis)),
  ofAxis(tf.SplitV, (x, axis) => {
    const size = x.shape.at(axis)!;
    return size === 1 ? tf.split(x, 1, axis) : tf.split(x, [1, size - 1], axis);
  }),
  examplesOf(
    tf.GatherV2,
    fc.record({ at: withAxis(), picks: shapes(1, 2) }),
    ({ at: { shape, axis }, picks, fill, seed }) => ({
      inputs: [host(shape, fill, seed), indices(picks, seed, shape.at(axis)!)],
      apply: (x, picked) => tf.gather(x!, picked as tf.Tensor1D, axis),
      by: [0],
    }),
  ),
  examplesOf(
    tf.GatherV2,
    fc.record({ batch: upTo(3), outer: upTo(3), size: upTo(4), inner: upTo(3), each: upTo(4), deep: fc.boolean() }),
    ({ batch, outer, size, inner, each, deep, fill, seed }) => ({
      inputs: [
        host(deep ? [batch, outer, size, inner] : [batch, size, inner], fill, seed),
        indices([batch, each], seed, size),
      ],
      apply: (x, picked) => tf.gather(x!, picked as tf.Tensor1D, deep ? 2 : 1, 1),
      by: [0],
    }),
  ),
  examplesOf(
    tf.GatherNd,
    fc.record({ shape: fc.tuple(upTo(4), upTo(4), upTo(3)), depth: fc.constantFrom(1, 2, 3), count: upTo(5) }),
    ({ shape, depth, count, fill, seed }) => ({
      inputs: [host(shape, fill, seed), indices([count, depth], seed, Math.min(...shape))],
      apply: (x, picked) => tf.gatherND(x!, picked!),
    }),
  ),
  examplesOf(
    tf.ScatterNd,
    fc.record({ rows: upTo(4), columns: upTo(4), width: upTo(3), count: upTo(6), depth: fc.constantFrom(1, 2) }),
    ({ rows, columns, width, count, depth, fill, seed }) => {
      const shape = [rows, columns, width];
      return {
        inputs: [
          indices([count, depth], seed, Math.min(rows, columns)),
          host([count, ...shape.slice(depth)], fill, seed),
        ],
        apply: (at, updates) => tf.scatterND(at!, updates!, shape),
      };
    },
  ),
  examplesOf(
    tf.UnsortedSegmentSum,
    fc.record({ count: upTo(6), width: fc.array(upTo(3), { maxLength: 2 }), segments: upTo(4) }),
    ({ count, width, segments, fill, seed }) => ({
      inputs: [host([count, ...width], fill, seed), indices([count], seed, segments + 2)], // some beyond all segments
      apply: (x, ids) => tf.unsortedSegmentSum(x!, tf.sub(ids!, tf.scalar(1, 'int32')) as tf.Tensor1D, segments),
      by: [0],
    }),
  ),
  examplesOf(
    tf.OneHot,
    fc.record({ shape: shapes(1, 2), depth: fc.integer({ min: 2, max: 5 }), values: fc.constantFrom([1, 0], [2, -1]) }),
    ({ shape, depth, values: [onValue, offValue], seed }) => ({
      inputs: [indices(shape, seed, depth + 1)],
      apply: (x) => [tf.oneHot(x!, depth, onValue, offValue), tf.oneHot(x!, depth, onValue, offValue, 'float32')],
    }),
  ),
];
