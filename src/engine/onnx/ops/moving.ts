import * as tf from '@tensorflow/tfjs-core';
import type { OnnxBuilder, Ref } from '../builder.ts';
import { type Dtype, elements, type TracedValue } from '../traced.ts';
import type { OpEntry } from './contract.ts';
import { define } from './define.ts';
import { none } from './flops.ts';

/** Kernels that move and repeat values. */
export const moving: readonly OpEntry[] = [
  define<tf.ReshapeAttrs>({
    kernel: tf.Reshape,
    becomes: 'Reshape',
    flops: none,
    outputs: ({ x }, { shape }) => [
      { shape: tf.util.inferFromImplicitShape(shape, elements(x!.shape)), dtype: x!.dtype },
    ],
    lower: ({ onnx, get, set }, { inputs, outputs }) =>
      set(outputs[0]!, onnx.reshape(get(inputs['x']!), outputs[0]!.shape)),
  }),
  define<tf.ExpandDimsAttrs>({
    kernel: tf.ExpandDims,
    becomes: 'Reshape',
    flops: none,
    outputs: ({ input }, { dim }) => {
      const shape = [...input!.shape];
      shape.splice(dim < 0 ? shape.length + dim + 1 : dim, 0, 1);
      return [{ shape, dtype: input!.dtype }];
    },
    lower: ({ onnx, get, set }, { inputs, outputs }) =>
      set(outputs[0]!, onnx.reshape(get(inputs['input']!), outputs[0]!.shape)),
  }),
  define<tf.TransposeAttrs>({
    kernel: tf.Transpose,
    becomes: 'Transpose',
    flops: none,
    outputs: ({ x }, { perm }) => [{ shape: perm.map((axis) => x!.shape[axis]!), dtype: x!.dtype }],
    lower: ({ onnx, get, set }, { inputs, outputs }, { perm }) =>
      set(outputs[0]!, onnx.transpose(get(inputs['x']!), perm)),
  }),
  define<tf.ReverseAttrs>({
    kernel: tf.Reverse,
    becomes: 'Slice',
    flops: none,
    outputs: ({ x }) => [x!],
    lower: ({ onnx, get, set }, { inputs, outputs }, { dims }) => {
      const x = inputs['x']!;
      const axes = tf.util.parseAxisParam(dims, [...x.shape]);
      const starts = x.shape.map((size, axis) => (axes.includes(axis) ? size - 1 : 0));
      set(
        outputs[0]!,
        onnx.slice(
          get(x),
          starts,
          x.shape,
          x.shape.map((_, axis) => (axes.includes(axis) ? -1 : 1)),
        ),
      );
    },
  }),
  define<tf.SliceAttrs>({
    kernel: tf.Slice,
    becomes: 'Slice',
    flops: none,
    outputs: ({ x }, { begin, size }) => [{ shape: sliceOf(x!, begin, size)[1], dtype: x!.dtype }],
    lower: ({ onnx, get, set }, { inputs, outputs }, { begin, size }) => {
      const x = inputs['x']!;
      set(outputs[0]!, onnx.slice(get(x), ...sliceOf(x, begin, size)));
    },
  }),
  define<tf.StridedSliceAttrs>({
    kernel: tf.StridedSlice,
    becomes: 'Slice, Reshape',
    flops: none,
    outputs: ({ x }, attrs) => [{ shape: stridedSliceOf(x!, attrs).finalShape, dtype: x!.dtype }],
    lower: ({ onnx, get, set }, { inputs, outputs }, attrs) => {
      const x = inputs['x']!;
      const { begin, end, strides } = stridedSliceOf(x, attrs);
      const sizes = tf.slice_util.computeOutShape(begin, end, strides);
      set(outputs[0]!, onnx.reshape(onnx.slice(get(x), begin, sizes, strides), outputs[0]!.shape));
    },
  }),
  define<tf.PadV2Attrs>({
    kernel: tf.PadV2,
    becomes: 'Pad',
    flops: none,
    outputs: ({ x }, { paddings }) => [padded(x!, paddings)],
    lower: ({ onnx, get, set }, { inputs, outputs }, { paddings, constantValue }) => {
      const [before, after] = [paddings.map(([size]) => size), paddings.map(([, size]) => size)];
      set(outputs[0]!, onnx.pad(get(inputs['x']!), before, after, constantValue));
    },
  }),
  define<tf.MirrorPadAttrs>({
    kernel: tf.MirrorPad,
    becomes: 'Slice, Concat',
    flops: none,
    outputs: ({ x }, { paddings }) => [padded(x!, paddings)],
    lower: ({ onnx, get, set }, { inputs, outputs }, { paddings, mode }) => {
      const skipped = mode === 'reflect' ? 1 : 0; // the edge itself is not repeated
      let value: Ref = get(inputs['x']!);
      paddings.forEach(([before, after], axis) => {
        const { shape } = value;
        const size = shape[axis]!;
        const mirrored = (start: number, count: number): Ref =>
          onnx.slice(
            value,
            shape.map((_, other) => (other === axis ? start : 0)),
            shape.map((all, other) => (other === axis ? count : all)),
            shape.map((_, other) => (other === axis ? -1 : 1)),
          );
        const parts = [
          ...(before > 0 ? [mirrored(before - 1 + skipped, before)] : []),
          value,
          ...(after > 0 ? [mirrored(size - 1 - skipped, after)] : []),
        ];
        value = onnx.concat(parts, axis);
      });
      set(outputs[0]!, value);
    },
  }),
  define<tf.TileAttrs>({
    kernel: tf.Tile,
    becomes: 'Expand where axes of one are repeated, else Tile',
    flops: none,
    outputs: ({ x }, { reps }) => [{ shape: x!.shape.map((size, axis) => size * reps[axis]!), dtype: x!.dtype }],
    lower: ({ onnx, get, set }, { inputs, outputs }, { reps }) => {
      const x = get(inputs['x']!);
      const { shape } = outputs[0]!;
      const isExpansion = reps.every((count, axis) => count === 1 || x.shape[axis] === 1);
      set(
        outputs[0]!,
        onnx.op(isExpansion ? 'Expand' : 'Tile', [x, onnx.indices(isExpansion ? shape : reps)], {
          shape,
          dtype: x.dtype,
        }),
      );
    },
  }),
  define<tf.ConcatAttrs>({
    kernel: tf.Concat,
    becomes: 'Concat',
    flops: none,
    outputs: (inputs, { axis }) => {
      const parts = Object.values(inputs);
      const [along] = tf.util.parseAxisParam(axis, [...parts[0]!.shape]);
      return [
        {
          shape: tf.backend_util.computeOutShape(
            parts.map(({ shape }) => [...shape]),
            along!,
          ),
          dtype: parts[0]!.dtype,
        },
      ];
    },
    lower: ({ onnx, get, set }, { inputs, outputs }, { axis }) => {
      const parts = Object.values(inputs);
      const [along] = tf.util.parseAxisParam(axis, [...parts[0]!.shape]);
      const filled = parts.filter(({ shape }) => shape.every((size) => size > 0));
      set(
        outputs[0]!,
        onnx.concat(
          filled.map((part) => get(part)),
          along!,
        ),
      );
    },
  }),
  define<tf.PackAttrs>({
    kernel: tf.Pack,
    becomes: 'Reshape, Concat',
    flops: none,
    outputs: (inputs, { axis }) => {
      const parts = Object.values(inputs);
      const shape = [...parts[0]!.shape];
      shape.splice(axis, 0, parts.length);
      return [{ shape, dtype: parts[0]!.dtype }];
    },
    lower: ({ onnx, get, set }, { inputs, outputs }, { axis }) => {
      const one = [...outputs[0]!.shape];
      one[axis] = 1;
      set(
        outputs[0]!,
        onnx.concat(
          Object.values(inputs).map((part) => onnx.reshape(get(part), one)),
          axis,
        ),
      );
    },
  }),
  define<tf.UnpackAttrs>({
    kernel: tf.Unpack,
    becomes: 'Slice, Reshape',
    flops: none,
    outputs: ({ value }, { axis }) => {
      const along = axis < 0 ? value!.shape.length + axis : axis;
      const shape = value!.shape.filter((_, other) => other !== along);
      return Array.from({ length: value!.shape[along]! }, () => ({ shape, dtype: value!.dtype }));
    },
    lower: ({ onnx, get, set }, { inputs, outputs }, { axis }) => {
      const value = inputs['value']!;
      const along = axis < 0 ? value.shape.length + axis : axis;
      outputs.forEach((output, index) => {
        set(output, onnx.reshape(part(onnx, get(value), along, index, 1), output.shape));
      });
    },
  }),
  define<tf.SplitVAttrs>({
    kernel: tf.SplitV,
    becomes: 'Slice',
    flops: none,
    outputs: ({ x }, { numOrSizeSplits, axis }) => {
      const [along] = tf.util.parseAxisParam(axis, [...x!.shape]);
      return tf.backend_util
        .prepareSplitSize(x! as never, numOrSizeSplits, along)
        .map((size) => ({ shape: x!.shape.map((all, other) => (other === along ? size : all)), dtype: x!.dtype }));
    },
    lower: ({ onnx, get, set }, { inputs, outputs }, { axis }) => {
      const x = inputs['x']!;
      const [along] = tf.util.parseAxisParam(axis, [...x.shape]) as [number];
      let start = 0;
      for (const output of outputs) {
        set(output, part(onnx, get(x), along, start, output.shape[along]!));
        start += output.shape[along]!;
      }
    },
  }),
];

function part(onnx: OnnxBuilder, x: Ref, axis: number, start: number, count: number): Ref {
  return onnx.slice(
    x,
    x.shape.map((_, other) => (other === axis ? start : 0)),
    x.shape.map((size, other) => (other === axis ? count : size)),
  );
}

function sliceOf(x: TracedValue, begin: tf.SliceAttrs['begin'], size: tf.SliceAttrs['size']): [number[], number[]] {
  return tf.slice_util.parseSliceParams(x as never, begin, size) as [number[], number[]];
}

function stridedSliceOf(x: TracedValue, attrs: tf.StridedSliceAttrs) {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs;
  return tf.slice_util.sliceInfo(
    [...x.shape],
    begin,
    end,
    strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
}

function padded(x: TracedValue, paddings: readonly (readonly [number, number])[]): { shape: number[]; dtype: Dtype } {
  return { shape: x.shape.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]), dtype: x.dtype };
}
