import * as tf from '@tensorflow/tfjs-core';
import type { OnnxBuilder, Ref } from '../builder.ts';
import { elements, type TracedValue } from '../traced.ts';
import type { Inputs, OpEntry } from './contract.ts';
import { define } from './define.ts';
import { none, perElementOf } from './flops.ts';

/** Kernels that pick values by index, or add to what an index names. */
export const picking: readonly OpEntry[] = [
  define<tf.GatherV2Attrs>({
    kernel: tf.GatherV2,
    becomes: 'Gather',
    outputs: (inputs, attrs) => [{ shape: gathered(inputs, attrs).outputShape, dtype: inputs['x']!.dtype }],
    flops: none,
    lower: ({ onnx, get, set }, { inputs, outputs }, attrs) => {
      const { batchSize, outerSize, dimSize, sliceSize } = gathered(inputs, attrs);
      const indices = get(inputs['indices']!);
      const each = elements(indices.shape) / batchSize; // indices of one batch
      const x = onnx.reshape(get(inputs['x']!), [batchSize * outerSize, dimSize, sliceSize]);
      const [rows, along] =
        batchSize === 1
          ? [onnx.reshape(indices, [each]), x]
          : [
              flatIndices(onnx, onnx.reshape(indices, [batchSize, each]), batchSize, outerSize, dimSize),
              onnx.reshape(x, [1, batchSize * outerSize * dimSize, sliceSize]),
            ];
      const shape = [along.shape[0]!, rows.shape[0]!, sliceSize];
      const picked = onnx.op('Gather', [along, rows], { shape, dtype: x.dtype }, { axis: 1 });
      set(outputs[0]!, onnx.reshape(picked, outputs[0]!.shape));
    },
  }),
  define({
    kernel: tf.GatherNd,
    becomes: 'GatherND',
    flops: none,
    outputs: ({ params, indices }) => {
      const depth = indices!.shape.at(-1)!;
      return [{ shape: [...indices!.shape.slice(0, -1), ...params!.shape.slice(depth)], dtype: params!.dtype }];
    },
    lower: ({ onnx, get, set }, { inputs, outputs }) =>
      set(
        outputs[0]!,
        onnx.op('GatherND', [get(inputs['params']!), onnx.cast(get(inputs['indices']!), 'int64')], outputs[0]!),
      ),
  }),
  define<tf.ScatterNdAttrs>({
    kernel: tf.ScatterNd,
    becomes: 'ScatterND (add)',
    flops: perElementOf('updates'),
    outputs: ({ updates }, { shape }) => [{ shape, dtype: updates!.dtype }],
    lower: ({ onnx, get, set }, { inputs, outputs }) => {
      const zeros = zerosOf(onnx, outputs[0]!);
      const operands = [zeros, onnx.cast(get(inputs['indices']!), 'int64'), get(inputs['updates']!)];
      set(outputs[0]!, onnx.op('ScatterND', operands, outputs[0]!, { reduction: 'add' }));
    },
  }),
  define<tf.UnsortedSegmentSumAttrs>({
    kernel: tf.UnsortedSegmentSum,
    becomes: 'Where, ScatterND (add), Slice',
    flops: perElementOf('x'),
    outputs: ({ x, segmentIds }, { numSegments }) => [
      { shape: [numSegments, ...x!.shape.slice(segmentIds!.shape.length)], dtype: x!.dtype },
    ],
    lower: ({ onnx, get, set }, { inputs, outputs }, { numSegments }) => {
      const [x, ids] = [get(inputs['x']!), get(inputs['segmentIds']!)];
      const count = elements(ids.shape);
      const width = elements(x.shape) / count;
      const below = onnx.elementwise('Less', [ids, onnx.scalar(0, 'int32')], 'bool');
      const beyond = onnx.elementwise('GreaterOrEqual', [ids, onnx.scalar(numSegments, 'int32')], 'bool');
      // What belongs to no segment goes to one more, which is cut off.
      const safe = onnx.elementwise(
        'Where',
        [onnx.elementwise('Or', [below, beyond]), onnx.scalar(numSegments, 'int32'), ids],
        'int32',
      );
      const spec = { shape: [numSegments + 1, width], dtype: x.dtype as 'float32' };
      const operands = [
        zerosOf(onnx, spec),
        onnx.reshape(onnx.cast(safe, 'int64'), [count, 1]),
        onnx.reshape(x, [count, width]),
      ];
      const sums = onnx.op('ScatterND', operands, spec, { reduction: 'add' });
      set(outputs[0]!, onnx.reshape(onnx.slice(sums, [0, 0], [numSegments, width]), outputs[0]!.shape));
    },
  }),
  define<tf.OneHotAttrs>({
    kernel: tf.OneHot,
    becomes: 'Equal, Cast or Where',
    flops: none,
    outputs: ({ indices }, { depth, dtype }) => [
      { shape: [...indices!.shape, depth], dtype: (dtype ?? 'int32') as 'int32' },
    ],
    lower: ({ onnx, get, set }, { inputs, outputs }, { depth, onValue, offValue }) => {
      const { shape, dtype } = outputs[0]!;
      const indices = get(inputs['indices']!);
      const classes = onnx.constant(
        Int32Array.from({ length: depth }, (_, index) => index),
        [depth],
        'int32',
      );
      const hit = onnx.elementwise('Equal', [onnx.reshape(indices, [...indices.shape, 1]), classes], 'bool');
      const usual = (onValue ?? 1) === 1 && (offValue ?? 0) === 0;
      const chosen = usual
        ? onnx.cast(hit, dtype)
        : onnx.elementwise('Where', [hit, onnx.scalar(onValue, dtype), onnx.scalar(offValue, dtype)], dtype);
      set(outputs[0]!, onnx.reshape(chosen, shape));
    },
  }),
];

function gathered({ x, indices }: Inputs, { axis, batchDims }: tf.GatherV2Attrs) {
  const [along] = tf.util.parseAxisParam(axis, [...x!.shape]) as [number];
  return tf.backend_util.segment_util.collectGatherOpShapeInfo(x as never, indices as never, along, batchDims ?? 0);
}

/** Rows of all batches in one list: [batches, each] → [batches × outer × each]. */
function flatIndices(onnx: OnnxBuilder, indices: Ref, batches: number, outer: number, size: number): Ref {
  const starts = Int32Array.from({ length: batches * outer }, (_, index) => index * size);
  const offsets = onnx.constant(starts, [batches, outer, 1], 'int32');
  const [, each] = indices.shape as [number, number];
  const all = onnx.elementwise('Add', [onnx.reshape(indices, [batches, 1, each]), offsets]);
  return onnx.reshape(all, [batches * outer * each]);
}

function zerosOf(onnx: OnnxBuilder, { shape, dtype }: Pick<TracedValue, 'shape' | 'dtype'>): Ref {
  return onnx.op('Expand', [onnx.scalar(0, dtype), onnx.indices(shape)], { shape, dtype });
}
