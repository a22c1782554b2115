import * as tf from '@tensorflow/tfjs-core';
import type { OnnxBuilder, Ref } from '../builder.ts';
import type { Lowering } from '../lowering.ts';
import { callOf, type KernelCall, type TracedValue } from '../traced.ts';
import type { OpEntry } from './contract.ts';
import { convolve } from './convolution.ts';
import { binary, define } from './define.ts';
import { perOutput } from './flops.ts';
import { multiply } from './matrix.ts';

const plain = (kernel: string, type: string): OpEntry =>
  binary(kernel, type, (onnx, operands) => onnx.elementwise(type, operands));

const compare = (kernel: string, type: string): OpEntry =>
  binary(
    kernel,
    type,
    (onnx, operands) =>
      onnx.elementwise(
        type,
        operands.map((operand) => comparable(onnx, operand)),
        'bool',
      ),
    'bool',
  );

/** ONNX compares no booleans by size. */
const comparable = (onnx: OnnxBuilder, x: Ref): Ref => (x.dtype === 'bool' ? onnx.cast(x, 'int32') : x);

const add = plain(tf.Add, 'Add');

/** Kernels of two operands that are broadcast against each other. */
export const arithmetic: readonly OpEntry[] = [
  define({
    ...add,
    becomes: 'Add, or the bias of a Gemm or Conv',
    lower: (lowering, call) => lowerAdd(lowering, call),
  }),
  plain(tf.Sub, 'Sub'),
  plain(tf.Multiply, 'Mul'),
  plain(tf.Maximum, 'Max'),
  plain(tf.Minimum, 'Min'),
  plain(tf.Pow, 'Pow'),
  plain(tf.LogicalAnd, 'And'),
  plain(tf.LogicalOr, 'Or'),
  compare(tf.Equal, 'Equal'),
  compare(tf.Greater, 'Greater'),
  compare(tf.GreaterEqual, 'GreaterOrEqual'),
  compare(tf.Less, 'Less'),
  compare(tf.LessEqual, 'LessOrEqual'),
  binary(
    tf.NotEqual,
    'Equal, Not',
    (onnx, operands) =>
      onnx.elementwise('Not', [
        onnx.elementwise(
          'Equal',
          operands.map((operand) => comparable(onnx, operand)),
          'bool',
        ),
      ]),
    'bool',
  ),
  plain(tf.RealDiv, 'Div'),
  define({
    ...binary(tf.SquaredDifference, 'Sub, Mul', (onnx, operands) => {
      const difference = onnx.elementwise('Sub', operands);
      return onnx.elementwise('Mul', [difference, difference]);
    }),
    flops: perOutput(2),
  }),
  binary(
    tf.FloorDiv,
    'Div, Floor',
    (onnx, operands) =>
      onnx.cast(
        onnx.elementwise('Floor', [
          onnx.elementwise(
            'Div',
            operands.map((x) => onnx.cast(x, 'float32')),
          ),
        ]),
        'int32',
      ),
    'int32',
  ),
  binary(tf.Atan2, 'Div, Atan, corrected by the quadrant', (onnx, operands) => {
    const [y, x] = operands as [Ref, Ref];
    const zero = onnx.scalar(0);
    const turn = onnx.elementwise(
      'Where',
      [onnx.elementwise('Less', [y, zero], 'bool'), onnx.scalar(-Math.PI), onnx.scalar(Math.PI)],
      'float32',
    );
    const behind = onnx.elementwise('Where', [onnx.elementwise('Less', [x, zero], 'bool'), turn, zero], 'float32');
    const angle = onnx.elementwise('Add', [onnx.elementwise('Atan', [onnx.elementwise('Div', [y, x])]), behind]);
    const upright = onnx.elementwise('Mul', [onnx.elementwise('Sign', [y]), onnx.scalar(Math.PI / 2)]);
    return onnx.elementwise('Where', [onnx.elementwise('Equal', [x, zero], 'bool'), upright, angle], 'float32');
  }),
  binary(tf.Mod, 'Mod', (onnx, [a, b]) => {
    const shape = onnx.elementwise('Add', [a!, b!]).shape;
    const remainder = (x: Ref): Ref => onnx.op('Mod', [x, b!], { shape, dtype: x.dtype }, { fmod: 1 });
    const zero = onnx.scalar(0, a!.dtype as 'float32');
    const signs = [a!, b!].map((x) => onnx.elementwise('Less', [x, zero], 'bool'));
    const rest = remainder(a!);
    const alike = onnx.elementwise('Equal', signs, 'bool');
    return onnx.elementwise('Where', [alike, rest, remainder(onnx.elementwise('Add', [rest, b!]))], a!.dtype);
  }),
];

/** A bias joins the product or convolution that it is added to, if nothing else needs that. */
function lowerAdd(lowering: Lowering, call: KernelCall): void {
  for (const [sum, bias] of [
    [call.inputs['a']!, call.inputs['b']!],
    [call.inputs['b']!, call.inputs['a']!],
  ] as const) {
    if (lowering.uses(sum) !== 1 || !isBias(bias, sum)) continue;
    const product = callOf(sum, tf.BatchMatMul);
    if (product !== undefined && sum.shape.length === 2) {
      multiply(lowering, product, call.outputs[0]!, bias);
      return;
    }
    const convolution = callOf(sum, tf.Conv2D);
    if (convolution !== undefined) {
      convolve(lowering, convolution, call.outputs[0]!, bias);
      return;
    }
  }
  add.lower(lowering, call, {} as never);
}

function isBias(bias: TracedValue, sum: TracedValue): boolean {
  return bias.shape.length === 1 && bias.shape[0] === sum.shape.at(-1) && sum.dtype === 'float32';
}
