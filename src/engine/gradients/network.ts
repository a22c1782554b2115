import * as tf from '@tensorflow/tfjs-core';
import { gradient, unbroadcast } from './define.ts';
import { spreadFilter, spreadShape, withoutGaps } from './dilation.ts';

type Tensor = tf.Tensor;

const run = (kernel: string, inputs: Record<string, Tensor>, attrs: object): Tensor =>
  tf.engine().runKernel(kernel, inputs, attrs as tf.NamedAttrMap);

/** Convolutions, pooling, matrix products, normalisation, resizing. Images are [batch, height, width, channels]. */
export const network: readonly tf.GradConfig[] = [
  gradient<tf.BatchMatMulAttrs>(tf.BatchMatMul, { inputs: ['a', 'b'] }, (dy, [a, b], { transposeA, transposeB }) => ({
    a: () => (transposeA ? tf.matMul(b!, dy, transposeB, true) : tf.matMul(dy, b!, false, !transposeB)),
    b: () => (transposeB ? tf.matMul(dy, a!, true, transposeA) : tf.matMul(a!, dy, !transposeA, false)),
  })),
  gradient<tf.Conv2DAttrs>(tf.Conv2D, { inputs: ['x', 'filter'] }, (dy, [x, filter], attrs) =>
    convolutionGradient(dy, x!, filter!, attrs, [tf.Conv2DBackpropInput, tf.Conv2DBackpropFilter]),
  ),
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
    (dy, [x, filter], attrs) =>
      convolutionGradient(dy, x!, filter!, attrs, [
        tf.DepthwiseConv2dNativeBackpropInput,
        tf.DepthwiseConv2dNativeBackpropFilter,
      ]),
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

/** @param kernels of the gradients with respect to the input and to the filter. */
function convolutionGradient(
  dy: Tensor,
  x: Tensor,
  filter: Tensor,
  { dilations, ...given }: Pick<tf.Conv2DAttrs, 'strides' | 'pad' | 'dilations'>,
  [toInput, toFilter]: readonly [string, string],
) {
  const attrs = { ...given, dilations: 1 };
  const filterShape = spreadShape(filter.shape as tf.Tensor4D['shape'], dilations);
  return {
    x: () => run(toInput, { dy, filter: spreadFilter(filter, dilations) }, { ...attrs, inputShape: x.shape }),
    filter: () => withoutGaps(run(toFilter, { x, dy }, { ...attrs, filterShape }), dilations),
  };
}
