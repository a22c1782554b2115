import * as tf from '@tensorflow/tfjs-core';
import type { Form } from '../forms.ts';
import type { Dtype, KernelCall, TracedValue } from '../traced.ts';
import type { OpEntry } from './contract.ts';
import { define } from './define.ts';
import { perElementOf, perOutput } from './flops.ts';

type Axes = {
  readonly axis?: number | number[];
  readonly reductionIndices?: number | number[];
  readonly keepDims?: boolean;
};

/** Where the axes of a [batch, height, width, channels] tensor are in its other forms. */
const AXES: Readonly<Record<Exclude<Form, 'plain'>, readonly (readonly number[])[]>> = {
  first: [[0], [2], [3], [1]],
  blocked: [[0], [2], [3], [1, 4]],
};

function axesOf(x: TracedValue, { axis, reductionIndices }: Axes): number[] {
  return tf.util.parseAxisParam((axis ?? reductionIndices) as number[], [...x.shape]).sort((a, b) => a - b);
}

function reducedShape(x: TracedValue, axes: readonly number[], keep: boolean): number[] {
  return x.shape.flatMap((size, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [size]));
}

/** A reduction over axes; over whole images in whatever form the images are. */
const reduce = (kernel: string, type: string, dtype?: Dtype): OpEntry =>
  define<Axes>({
    kernel,
    becomes: type,
    outputs: ({ x }, attrs) => [
      { shape: reducedShape(x!, axesOf(x!, attrs), attrs.keepDims ?? false), dtype: dtype ?? x!.dtype },
    ],
    flops: perElementOf('x'),
    lower: (lowering, call, attrs) => {
      const x = call.inputs['x']!;
      const axes = axesOf(x, attrs);
      const { onnx } = lowering;
      const form = lowering.formOf(x);
      const native = form !== 'plain' && axes.includes(1) && axes.includes(2) ? form : 'plain';
      const reduced = onnx.reduce(
        type,
        lowering.get(x, native),
        native === 'plain' ? axes : axes.flatMap((axis) => AXES[native as 'first'][axis]!),
      );
      lowering.set(call.outputs[0]!, onnx.reshape(reduced, call.outputs[0]!.shape));
    },
  });

/** ONNX reduces no booleans. */
const logical = (kernel: string, type: string): OpEntry =>
  define<Axes>({
    kernel,
    becomes: `Cast, ${type}`,
    outputs: ({ x }, attrs) => [{ shape: reducedShape(x!, axesOf(x!, attrs), attrs.keepDims ?? false), dtype: 'bool' }],
    flops: perElementOf('x'),
    lower: ({ onnx, get, set }, call, attrs) => {
      const x = call.inputs['x']!;
      const reduced = onnx.reduce(type, onnx.cast(get(x), 'int32'), axesOf(x, attrs));
      set(call.outputs[0]!, onnx.reshape(onnx.cast(reduced, 'bool'), call.outputs[0]!.shape));
    },
  });

/** The first of equal extremes. */
const position = (kernel: string): OpEntry =>
  define<tf.ArgMaxAttrs>({
    kernel,
    becomes: `${kernel}, Cast`,
    outputs: ({ x }, { axis }) => [{ shape: reducedShape(x!, axesOf(x!, { axis }), false), dtype: 'int32' }],
    flops: perElementOf('x'),
    lower: ({ onnx, get, set }, call, { axis }) => {
      const x = call.inputs['x']!;
      const [along] = axesOf(x, { axis });
      const { shape } = call.outputs[0]!;
      const found = onnx.op(kernel, [get(x)], { shape, dtype: 'int64' }, { axis: along!, keepdims: 0 });
      set(call.outputs[0]!, onnx.cast(found, 'int32'));
    },
  });

export const reduction: readonly OpEntry[] = [
  reduce(tf.Sum, 'ReduceSum'),
  reduce(tf.Mean, 'ReduceMean', 'float32'),
  reduce(tf.Max, 'ReduceMax'),
  reduce(tf.Min, 'ReduceMin'),
  reduce(tf.Prod, 'ReduceProd'),
  logical(tf.All, 'ReduceMin'),
  logical(tf.Any, 'ReduceMax'),
  position(tf.ArgMax),
  position(tf.ArgMin),
  define<tf.SoftmaxAttrs>({
    kernel: tf.Softmax,
    becomes: 'Softmax',
    outputs: ({ logits }) => [logits!],
    flops: perOutput(5), // maximum, difference, exponential, sum, quotient
    lower: ({ onnx, get, set }, { inputs, outputs }, { dim }) => {
      const logits = inputs['logits']!;
      const [axis] = tf.util.parseAxisParam(dim, [...logits.shape]);
      set(outputs[0]!, onnx.op('Softmax', [get(logits)], logits, { axis: axis! }));
    },
  }),
  define<tf.CumsumAttrs>({
    kernel: tf.Cumsum,
    becomes: 'CumSum',
    outputs: ({ x }) => [x!],
    flops: perElementOf('x'),
    lower: ({ onnx, get, set }, call: KernelCall, { axis, exclusive, reverse }) => {
      const x = call.inputs['x']!;
      const along = onnx.reshape(onnx.indices(tf.util.parseAxisParam(axis, [...x.shape])), []);
      const attrs = { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 };
      set(call.outputs[0]!, onnx.op('CumSum', [get(x), along], x, attrs));
    },
  }),
];
