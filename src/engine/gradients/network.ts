import * as tf from '@tensorflow/tfjs-core';
import { gradient, unbroadcast } from './define.ts';

type Tensor = tf.Tensor;

const run = (kernel: string, inputs: Record<string, Tensor>, attrs: object): Tensor =>
  tf.engine().runKernel(kernel, inputs, attrs as tf.NamedAttrMap);

/** Convolutions, pooling, matrix products, normalisation, resizing. Images are [batch, height, width, channels]. */
export const network: readonly tf.GradConfig[] = [
  gradient<tf.BatchMatMulAttrs>(tf.BatchMatMul, { inputs: ['a', 'b'] }, (dy, [a, b], { transposeA, transposeB }) => ({
    a: () => (transposeA ? tf.matMul(b!, dy, transposeB, true) : tf.matMul(dy, b!, false, !transposeB)),
    b: () => (transposeB ? tf.matMul(dy, a!, true, transposeA) : tf.matMul(a!, dy, !transposeA, false)),
  })),
  gradient<tf.Conv2DAttrs>(tf.Conv2D, { inputs: ['x', 'filter'] }, (dy, [x, filter], attrs) => {
    refuseDilations(tf.Conv2D, attrs.dilations);
    return {
      x: () => run(tf.Conv2DBackpropInput, { dy, filter: filter! }, { ...attrs, inputShape: x!.shape }),
      filter: () => run(tf.Conv2DBackpropFilter, { x: x!, dy }, { ...attrs, filterShape: filter!.shape }),
    };
  }),
  // The forward pass of a transposed convolution: its "dy" is the input.
  gradient<tf.Conv2DBackpropInputAttrs>(
    tf.Conv2DBackpropInput,
    { inputs: ['dy', 'filter'] },
    (dy, [input, filter], attrs) => ({
      dy: () => run(tf.Conv2D, { x: dy, filter: filter! }, { ...attrs, dilations: 1 }),
      filter: () => run(tf.Conv2DBackpropFilter, { x: dy, dy: input! }, { ...attrs, filterShape: filter!.shape }),
    }),
  ),
  gradient<tf.DepthwiseConv2dNativeAttrs>(
    tf.DepthwiseConv2dNative,
    { inputs: ['x', 'filter'] },
    (dy, [x, filter], given) => {
      refuseDilations(tf.DepthwiseConv2dNative, given.dilations);
      const attrs = { ...given, dilations: 1 };
      return {
        x: () =>
          run(tf.DepthwiseConv2dNativeBackpropInput, { dy, filter: filter! }, { ...attrs, inputShape: x!.shape }),
        filter: () =>
          run(tf.DepthwiseConv2dNativeBackpropFilter, { x: x!, dy }, { ...attrs, filterShape: filter!.shape }),
      };
    },
  ),
  gradient<tf.MaxPoolAttrs>(tf.MaxPool, { inputs: ['x'], output: true }, (dy, [x, y], attrs) => ({
    x: () => run(tf.MaxPoolGrad, { dy, input: x!, output: y! }, attrs),
  })),
  gradient<tf.AvgPoolAttrs>(tf.AvgPool, { inputs: ['x'] }, (dy, [x], attrs) => ({
    x: () => run(tf.AvgPoolGrad, { dy, input: x! }, attrs),
  })),
  gradient<tf.ResizeBilinearAttrs>(tf.ResizeBilinear, { inputs: ['images'] }, (dy, [images], attrs) => ({
    images: () => run(tf.ResizeBilinearGrad, { dy, images: images! }, attrs),
  })),
  gradient<tf.ResizeNearestNeighborAttrs>(tf.ResizeNearestNeighbor, { inputs: ['images'] }, (dy, [images], attrs) => ({
    images: () => run(tf.ResizeNearestNeighborGrad, { dy, images: images! }, attrs),
  })),
  gradient<tf.FusedBatchNormAttrs>(
    tf.FusedBatchNorm,
    { inputs: ['x', 'mean', 'variance', 'scale'] },
    (dy, [x, mean, variance, scale], { varianceEpsilon }) => {
      const inverse = tf.rsqrt(tf.add(variance!, varianceEpsilon));
      const centred = tf.sub(x!, mean!);
      const scaled = tf.mul(dy, scale!);
      return {
        x: () => tf.mul(scaled, inverse),
        mean: () => unbroadcast(tf.neg(tf.mul(scaled, inverse)), mean!.shape),
        variance: () =>
          unbroadcast(
            tf.mul(tf.mul(scaled, centred), tf.mul(tf.mul(tf.square(inverse), inverse), -0.5)),
            variance!.shape,
          ),
        scale: () => unbroadcast(tf.mul(dy, tf.mul(centred, inverse)), scale!.shape),
        offset: () => unbroadcast(dy, mean!.shape),
      };
    },
  ),
];

/** TensorFlow.js has no gradient of dilated convolutions either. */
function refuseDilations(kernel: string, dilations: number | [number, number] | undefined): void {
  if ([dilations ?? 1].flat().every((dilation) => dilation === 1)) return;
  throw new RangeError(`the gradient of ${kernel} needs dilations of 1, received ${String(dilations)}`);
}
