import * as tf from '@tensorflow/tfjs-core';
import type { TracedValue } from '../traced.ts';
import type { OpEntry } from './contract.ts';
import { transposedConvolution } from './convolution.ts';
import { define } from './define.ts';
import { depthwiseFlops } from './flops.ts';
import { type Geometry, padded, padsOf, sound, tapOf, tapsOf } from './windows.ts';

type Attrs = Omit<tf.DepthwiseConv2dNativeAttrs, 'dilations'> & {
  readonly dilations?: tf.DepthwiseConv2dNativeAttrs['dilations'];
};

/** Convolutions of each channel by itself: filters are [height, width, channels, multiplier]. */
export const depthwise: readonly OpEntry[] = [
  define<Attrs>({
    kernel: tf.DepthwiseConv2dNative,
    becomes: 'Conv in groups',
    outputs: ({ x, filter }, attrs) => [
      { shape: geometryOf(x!.shape, filter!.shape, attrs).outShape, dtype: 'float32' },
    ],
    flops: ({ inputs }, attrs) => depthwiseFlops(geometryOf(inputs['x']!.shape, inputs['filter']!.shape, attrs)),
    lower: ({ onnx, get, set }, { inputs, outputs }, attrs) => {
      const { x, filter } = inputs as Record<'x' | 'filter', TracedValue>;
      const geometry = geometryOf(x.shape, filter.shape, attrs);
      const { strideHeight, strideWidth, dilationHeight, dilationWidth, filterHeight, filterWidth } = geometry;
      const [batch, height, width, channels] = outputs[0]!.shape as [number, number, number, number];
      const weights = onnx.reshape(onnx.transpose(get(filter), [2, 3, 0, 1]), [channels, 1, filterHeight, filterWidth]);
      const result = onnx.op(
        'Conv',
        [get(x, 'first'), weights],
        { shape: [batch, channels, height, width], dtype: 'float32' },
        {
          kernel_shape: [filterHeight, filterWidth],
          pads: padsOf(geometry),
          strides: [strideHeight, strideWidth],
          dilations: [dilationHeight, dilationWidth],
          group: geometry.inChannels,
        },
      );
      set(outputs[0]!, result, 'first');
    },
  }),
  define<Attrs & { readonly inputShape: readonly number[] }>({
    kernel: tf.DepthwiseConv2dNativeBackpropInput,
    becomes: 'ConvTranspose in groups',
    outputs: (_inputs, { inputShape }) => [{ shape: inputShape, dtype: 'float32' }],
    flops: ({ inputs }, attrs) => depthwiseFlops(geometryOf(attrs.inputShape, inputs['filter']!.shape, attrs)),
    lower: (lowering, { inputs, outputs }, attrs) => {
      const { dy, filter } = inputs as Record<'dy' | 'filter', TracedValue>;
      const geometry = geometryOf(attrs.inputShape, filter.shape, attrs);
      const { filterHeight, filterWidth, inChannels, outChannels } = geometry;
      const turned = lowering.onnx.transpose(lowering.get(filter), [2, 3, 0, 1]);
      const weights = lowering.onnx.reshape(turned, [outChannels, 1, filterHeight, filterWidth]);
      transposedConvolution(lowering, dy, weights, outputs[0]!, geometry, inChannels);
    },
  }),
  define<Attrs & { readonly filterShape: readonly number[] }>({
    kernel: tf.DepthwiseConv2dNativeBackpropFilter,
    becomes: 'Pad, Slice, Mul, ReduceSum',
    outputs: (_inputs, { filterShape }) => [{ shape: filterShape, dtype: 'float32' }],
    flops: ({ inputs }, attrs) => depthwiseFlops(geometryOf(inputs['x']!.shape, attrs.filterShape, attrs)),
    lower: ({ onnx, get, set }, { inputs, outputs }, attrs) => {
      const { x, dy } = inputs as Record<'x' | 'dy', TracedValue>;
      const geometry = geometryOf(x.shape, attrs.filterShape, attrs);
      const { batchSize, outHeight, outWidth, inChannels, outChannels } = geometry;
      const lead = [batchSize, outHeight, outWidth, inChannels];
      const images = padded(onnx, get(x), geometry, 1);
      const gradients = onnx.reshape(get(dy), [...lead, outChannels / inChannels]);
      const sums = tapsOf(geometry).map((tap) => {
        const products = onnx.elementwise('Mul', [
          onnx.reshape(tapOf(onnx, images, geometry, tap, 1), [...lead, 1]),
          gradients,
        ]);
        return onnx.reshape(onnx.reduce('ReduceSum', products, [0, 1, 2]), [1, inChannels, outChannels / inChannels]);
      });
      set(outputs[0]!, onnx.reshape(onnx.concat(sums, 0), outputs[0]!.shape));
    },
  }),
];

function geometryOf(
  x: readonly number[],
  filter: readonly number[],
  { strides, pad, dilations, dimRoundingMode }: Attrs,
): Geometry {
  return sound(
    tf.backend_util.computeConv2DInfo(x as never, filter as never, strides, dilations ?? 1, pad, dimRoundingMode, true),
  );
}
