import * as tf from '@tensorflow/tfjs-core';
import type { LayerDescription } from '../description.ts';
import type { LayerKind } from './contract.ts';
import { finish, kernelSpec } from './kernel.ts';

/** Output sizes of windows that move over an image; refuses where none fits. */
export function windows(
  description: LayerDescription,
  [height, width]: readonly number[],
  [tall, wide]: readonly [number, number],
  [down, right]: readonly [number, number],
  padding: 'same' | 'valid',
): [number, number] {
  const along = (size: number, window: number, stride: number) =>
    padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - window) / stride) + 1;
  const sizes: [number, number] = [along(height!, tall, down), along(width!, wide, right)];
  if (Math.min(...sizes) >= 1) return sizes;
  return description.refuse(
    `no window of ${tall} × ${wide} fits into ${height} × ${width}`,
    'use larger images, or end the backbone before this layer with `until`',
  );
}

/** What all convolutions over images share. */
function geometry(description: LayerDescription) {
  description.channelsLast();
  const kernel = description.pair('kernel_size');
  const strides = description.pair('strides', [1, 1]);
  const dilation = description.pair('dilation_rate', [1, 1]);
  const padding = description.padding();
  if (Math.max(...strides) > 1 && Math.max(...dilation) > 1) description.refuse('it has both strides and dilation');
  if (description.number('groups', 1) !== 1) description.refuse('its filters are in groups');
  const extent = kernel.map((size, axis) => (size - 1) * dilation[axis]! + 1) as [number, number];
  return {
    kernel,
    strides: [...strides] as [number, number],
    dilation: [...dilation] as [number, number],
    padding,
    extent,
  };
}

/** Kernel: [height, width, inputs, filters]. */
export const conv2d: LayerKind = (description, shapes) => {
  const image = description.image(shapes);
  const { kernel, strides, dilation, padding, extent } = geometry(description);
  const filters = description.count('filters');
  const size = windows(description, image, extent, strides, padding);
  const taps = kernel[0] * kernel[1];
  const shape = [...kernel, image[2], filters];
  const { bias, apply } = finish(description, filters);
  return {
    outputShape: [...size, filters],
    parameters: {
      kernel: kernelSpec(description, 'kernel_initializer', shape, taps * image[2], taps * filters),
      ...bias,
    },
    multiplyAdds: size[0] * size[1] * taps * image[2] * filters,
    apply: (parameters, [x]) =>
      apply(
        parameters,
        tf.conv2d(x as tf.Tensor4D, parameters.kernel as tf.Tensor4D, strides, padding, 'NHWC', dilation),
      ),
  };
};

/** Kernel: [height, width, inputs, multiplier]. Each output sees one channel, so that its fan-in is one filter's size. */
export const depthwiseConv2d: LayerKind = (description, shapes) => {
  const image = description.image(shapes);
  const { kernel, strides, dilation, padding, extent } = geometry(description);
  const multiplier = description.count('depth_multiplier', 1);
  const size = windows(description, image, extent, strides, padding);
  const taps = kernel[0] * kernel[1];
  const channels = image[2] * multiplier;
  const shape = [...kernel, image[2], multiplier];
  const { bias, apply } = finish(description, channels);
  return {
    outputShape: [...size, channels],
    parameters: {
      depthwise_kernel: kernelSpec(description, 'depthwise_initializer', shape, taps, taps * multiplier),
      ...bias,
    },
    multiplyAdds: size[0] * size[1] * taps * channels,
    apply: (parameters, [x]) =>
      apply(parameters, depthwise(x!, parameters.depthwise_kernel!, strides, padding, dilation)),
  };
};

/** A depthwise convolution, then one of 1 × 1: kernels [height, width, inputs, multiplier], [1, 1, channels, filters]. */
export const separableConv2d: LayerKind = (description, shapes) => {
  const image = description.image(shapes);
  const { kernel, strides, dilation, padding, extent } = geometry(description);
  const multiplier = description.count('depth_multiplier', 1);
  const filters = description.count('filters');
  const size = windows(description, image, extent, strides, padding);
  const taps = kernel[0] * kernel[1];
  const channels = image[2] * multiplier;
  const each = [...kernel, image[2], multiplier];
  const { bias, apply } = finish(description, filters);
  return {
    outputShape: [...size, filters],
    parameters: {
      depthwise_kernel: kernelSpec(description, 'depthwise_initializer', each, taps, taps * multiplier),
      pointwise_kernel: kernelSpec(description, 'pointwise_initializer', [1, 1, channels, filters], channels, filters),
      ...bias,
    },
    multiplyAdds: size[0] * size[1] * channels * (taps + filters),
    apply: (parameters, [x]) => {
      const apart = depthwise(x!, parameters.depthwise_kernel!, strides, padding, dilation);
      return apply(parameters, tf.conv2d(apart as tf.Tensor4D, parameters.pointwise_kernel as tf.Tensor4D, 1, 'valid'));
    },
  };
};

function depthwise(
  x: tf.Tensor,
  kernel: tf.Tensor,
  strides: [number, number],
  padding: 'same' | 'valid',
  dilation: [number, number],
): tf.Tensor {
  return tf.depthwiseConv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, strides, padding, 'NHWC', dilation);
}
