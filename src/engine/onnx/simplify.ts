import * as tf from '@tensorflow/tfjs-core';
import { callOf, type KernelCall, type Spec, sameShape, type TracedValue, uniformOf } from './traced.ts';

type Inputs = Readonly<Record<string, TracedValue>>;
type Attrs = Readonly<Record<string, unknown>>;

/** What a rule may ask for: other calls, and constants. */
export interface Recorder {
  call(kernel: string, inputs: Inputs, attrs: Attrs): TracedValue;
  constant(spec: Spec, value: number): TracedValue;
}

/** A value that equals the call's, bit by bit up to the signs of zeros, and costs less; undefined if no rule applies. */
export function simplified(kernel: string, inputs: Inputs, attrs: Attrs, recorder: Recorder): TracedValue | undefined {
  return RULES[kernel]?.(inputs, attrs, recorder);
}

type Rule = (inputs: Inputs, attrs: Attrs, recorder: Recorder) => TracedValue | undefined;

const RULES: Readonly<Record<string, Rule>> = {
  [tf.Identity]: ({ x }) => x,
  [tf.Reshape]: ({ x }, { shape }) => (sameShape(x!.shape, shape as number[]) ? x : undefined),
  [tf.Cast]: ({ x }, { dtype }) => (x!.dtype === dtype ? x : undefined),
  [tf.ZerosLike]: ({ x }, _attrs, { constant }) => constant(x!, 0),
  [tf.OnesLike]: ({ x }, _attrs, { constant }) => constant(x!, 1),
  [tf.Fill]: (_inputs, attrs, { constant }) => {
    const { shape, value, dtype } = attrs as { shape: number[]; value: number; dtype?: Spec['dtype'] };
    return typeof value === 'number' ? constant({ shape, dtype: dtype ?? 'float32' }, value) : undefined;
  },
  [tf.Multiply]: (inputs, _attrs, recorder) =>
    without(inputs, 'b', 1) ?? without(inputs, 'a', 1) ?? maskedPoolGradient(inputs, recorder),
  [tf.RealDiv]: (inputs) => without(inputs, 'b', 1),
  [tf.Add]: (inputs) => without(inputs, 'b', 0) ?? without(inputs, 'a', 0),
  [tf.Sub]: (inputs) => without(inputs, 'b', 0),
  [tf.MaxPool]: poolBeforeRelu,
  [tf.Sum]: sumOfPoolGradient,
};

/** The other operand, where one is neutral and has nothing to add to the shape. */
function without({ a, b }: Inputs, operand: 'a' | 'b', neutral: number): TracedValue | undefined {
  const [left, other] = operand === 'a' ? [a!, b!] : [b!, a!];
  if (uniformOf(left) !== neutral || left.dtype !== other.dtype) return undefined;
  return left.shape.length <= other.shape.length &&
    left.shape.every((size, axis) => size === 1 || size === other.shape[axis - left.shape.length + other.shape.length])
    ? other
    : undefined;
}

/** Both are monotone, so they can change places: pooling first leaves a quarter of the values to rectify. */
function poolBeforeRelu({ x }: Inputs, attrs: Attrs, { call }: Recorder): TracedValue | undefined {
  const relu = callOf(x, tf.Relu);
  return relu && call(tf.Relu, { x: call(tf.MaxPool, { x: relu.inputs['x']! }, attrs) }, {});
}

/**
 * step(s) · MaxPoolGrad(dy, relu(s), p), p = relu(maxPool(s)): a window whose maximum is positive has the same first
 * winner with and without relu, and any other window is masked away. So the mask can be applied to the small dy.
 */
function maskedPoolGradient({ a, b }: Inputs, { call }: Recorder): TracedValue | undefined {
  const [gradient, mask] = callOf(a, tf.MaxPoolGrad) ? [callOf(a, tf.MaxPoolGrad), b] : [callOf(b, tf.MaxPoolGrad), a];
  const relu = callOf(gradient?.inputs['input'], tf.Relu);
  const step = callOf(mask, tf.Step);
  if (gradient === undefined || relu === undefined || step === undefined) return undefined;
  const source = relu.inputs['x']!;
  if (step.inputs['x'] !== source || (step.attrs['alpha'] ?? 0) !== 0) return undefined;
  const pooled = call(tf.MaxPool, { x: source }, gradient.attrs);
  const masked = call(tf.Multiply, { a: gradient.inputs['dy']!, b: call(tf.Step, { x: pooled }, step.attrs) }, {});
  return call(tf.MaxPoolGrad, { dy: masked, input: source, output: pooled }, gradient.attrs);
}

/** Every window pays exactly one element: over whole images the gradient sums to dy's sum, a quarter of the values. */
function sumOfPoolGradient({ x }: Inputs, { axis, keepDims }: Attrs, { call }: Recorder): TracedValue | undefined {
  const gradient: KernelCall | undefined = callOf(x, tf.MaxPoolGrad);
  if (gradient === undefined) return undefined;
  const axes = tf.util.parseAxisParam(axis as number[], [...x!.shape]);
  if (!axes.includes(1) || !axes.includes(2)) return undefined;
  return call(tf.Sum, { x: gradient.inputs['dy']! }, { axis: axes, keepDims: keepDims ?? false });
}
