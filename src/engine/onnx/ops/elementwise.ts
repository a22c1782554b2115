import * as tf from '@tensorflow/tfjs-core';
import type { OnnxBuilder, Ref } from '../builder.ts';
import { type Dtype, elements } from '../traced.ts';
import type { OpEntry } from './contract.ts';
import { define, inSharedForm, unary } from './define.ts';
import { none, perOutput } from './flops.ts';

/** A kernel that ONNX has under another name. */
const same = (kernel: string, type: string = kernel): OpEntry =>
  unary(kernel, type, (onnx, [x]) => onnx.elementwise(type, [x!]));

const like = (onnx: OnnxBuilder, x: Ref, value: number): Ref => onnx.scalar(value, x.dtype as Dtype);

const positive = (onnx: OnnxBuilder, x: Ref): Ref => onnx.elementwise('Greater', [x, like(onnx, x, 0)], 'bool');

/** Kernels of one operand, each element for itself. */
export const elementwise: readonly OpEntry[] = [
  ...[
    'Abs',
    'Acos',
    'Acosh',
    'Asin',
    'Asinh',
    'Atan',
    'Atanh',
    'Ceil',
    'Cos',
    'Cosh',
    'Elu',
    'Erf',
    'Exp',
    'Floor',
  ].map((name) => same(name)),
  ...[
    'Log',
    'Neg',
    'Reciprocal',
    'Round',
    'Selu',
    'Sigmoid',
    'Sign',
    'Sin',
    'Sinh',
    'Softplus',
    'Sqrt',
    'Tan',
    'Tanh',
  ].map((name) => same(name)),
  same(tf.LogicalNot, 'Not'),
  unary(tf.Relu, 'Relu', (onnx, [x]) =>
    x!.dtype === 'int32' ? onnx.elementwise('Max', [x!, like(onnx, x!, 0)]) : onnx.elementwise('Relu', [x!]),
  ),
  unary(tf.IsNan, 'IsNaN', (onnx, [x]) => onnx.elementwise('IsNaN', [x!], 'bool'), 'bool'),
  unary(tf.IsInf, 'IsInf', (onnx, [x]) => onnx.elementwise('IsInf', [x!], 'bool'), 'bool'),
  unary(
    tf.IsFinite,
    'IsNaN, IsInf, Or, Not',
    (onnx, [x]) => {
      const odd = onnx.elementwise('Or', [
        onnx.elementwise('IsNaN', [x!], 'bool'),
        onnx.elementwise('IsInf', [x!], 'bool'),
      ]);
      return onnx.elementwise('Not', [odd]);
    },
    'bool',
  ),
  unary(tf.Square, 'Mul', (onnx, [x]) => onnx.elementwise('Mul', [x!, x!])),
  unary(tf.Rsqrt, 'Sqrt, Reciprocal', (onnx, [x]) => onnx.elementwise('Reciprocal', [onnx.elementwise('Sqrt', [x!])])),
  unary(tf.Relu6, 'Clip', (onnx, [x]) => onnx.elementwise('Clip', [x!, like(onnx, x!, 0), like(onnx, x!, 6)])),
  unary<tf.ClipByValueAttrs>(tf.ClipByValue, 'Clip', (onnx, [x], { clipValueMin, clipValueMax }) =>
    onnx.elementwise('Clip', [x!, like(onnx, x!, clipValueMin), like(onnx, x!, clipValueMax)]),
  ),
  unary<tf.LeakyReluAttrs>(tf.LeakyRelu, 'LeakyRelu', (onnx, [x], { alpha }) =>
    onnx.op('LeakyRelu', [x!], { shape: x!.shape, dtype: x!.dtype }, { alpha: { float: alpha } }),
  ),
  unary<tf.StepAttrs>(tf.Step, 'Greater, Cast or Where', (onnx, [x], { alpha = 0 }) =>
    alpha === 0
      ? onnx.cast(positive(onnx, x!), x!.dtype)
      : onnx.elementwise('Where', [positive(onnx, x!), like(onnx, x!, 1), like(onnx, x!, alpha)], x!.dtype),
  ),
  // Near zero the plain formulas lose what they are for: expm1(x) = 2t/(1−t) with t = tanh(x/2), and Kahan's log1p.
  unary(tf.Expm1, 'Tanh near zero, else Exp, Sub', (onnx, [x]) => {
    const one = onnx.scalar(1);
    const t = onnx.elementwise('Tanh', [onnx.elementwise('Mul', [x!, onnx.scalar(0.5)])]);
    const close = onnx.elementwise('Div', [
      onnx.elementwise('Add', [t, t]),
      onnx.elementwise('Sub', [one, t], 'float32'),
    ]);
    const far = onnx.elementwise('Sub', [onnx.elementwise('Exp', [x!]), one]);
    const isClose = onnx.elementwise('Less', [onnx.elementwise('Abs', [x!]), onnx.scalar(0.5)], 'bool');
    return onnx.elementwise('Where', [isClose, close, far], 'float32');
  }),
  unary(tf.Log1p, 'Log, corrected near zero', (onnx, [x]) => {
    const one = onnx.scalar(1);
    const u = onnx.elementwise('Add', [x!, one]);
    const rounded = onnx.elementwise('Sub', [u, one]);
    const logarithm = onnx.elementwise('Log', [u]);
    const isLost = onnx.elementwise('Equal', [rounded, onnx.scalar(0)], 'bool');
    const isWide = onnx.elementwise('IsInf', [u], 'bool');
    const safe = onnx.elementwise('Where', [isLost, one, rounded], 'float32');
    const corrected = onnx.elementwise('Div', [onnx.elementwise('Mul', [logarithm, x!]), safe]);
    const close = onnx.elementwise('Where', [isLost, x!, corrected], 'float32');
    return onnx.elementwise('Where', [isWide, logarithm, close], 'float32');
  }),
  define<tf.CastAttrs>({
    kernel: tf.Cast,
    becomes: 'Cast',
    outputs: ({ x }, { dtype }) => [{ shape: x!.shape, dtype: dtype as Dtype }],
    flops: none,
    lower: (lowering, call, { dtype }) => inSharedForm(lowering, call, (onnx, [x]) => onnx.cast(x!, dtype as Dtype)),
  }),
  define({
    kernel: tf.EluGrad,
    becomes: 'Greater, Add, Mul, Where',
    outputs: ({ dy }) => [dy!],
    flops: perOutput(4), // comparison, choice, addition, multiplication
    lower: (lowering, call) =>
      inSharedForm(lowering, call, (onnx, [dy, y]) => {
        const below = onnx.elementwise('Mul', [dy!, onnx.elementwise('Add', [y!, onnx.scalar(1)])]);
        const above = onnx.elementwise('GreaterOrEqual', [y!, onnx.scalar(0)], 'bool');
        return onnx.elementwise('Where', [above, dy!, below], 'float32');
      }),
  }),
  define({
    kernel: tf.Prelu,
    becomes: 'Less, Mul, Where',
    outputs: ({ x }) => [x!],
    flops: perOutput(3), // comparison, choice, multiplication
    lower: (lowering, call) =>
      inSharedForm(lowering, call, (onnx, [x, alpha]) => {
        const negative = onnx.elementwise('Less', [x!, onnx.scalar(0)], 'bool');
        return onnx.elementwise('Where', [negative, onnx.elementwise('Mul', [x!, alpha!]), x!], 'float32');
      }),
  }),
  define({
    kernel: tf.Select,
    becomes: 'Where',
    outputs: ({ t }) => [t!], // TensorFlow.js has broadcast all three before
    flops: perOutput(),
    lower: (lowering, call) =>
      inSharedForm(lowering, call, (onnx, [condition, t, e]) =>
        onnx.elementwise('Where', [condition!, t!, e!], t!.dtype),
      ),
  }),
  define({
    kernel: tf.AddN,
    becomes: 'Sum',
    outputs: (inputs) => [Object.values(inputs)[0]!],
    flops: ({ inputs, outputs }) => (Object.keys(inputs).length - 1) * elements(outputs[0]!.shape),
    lower: (lowering, call) => inSharedForm(lowering, call, (onnx, operands) => onnx.elementwise('Sum', operands)),
  }),
];
