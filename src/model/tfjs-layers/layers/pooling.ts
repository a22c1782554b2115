import * as tf from '@tensorflow/tfjs-core';
import type { LayerDescription } from '../description.ts';
import type { LayerKind } from './contract.ts';
import { windows } from './convolution.ts';

type Pool = (x: tf.Tensor4D, size: [number, number], strides: [number, number], padding: 'same' | 'valid') => tf.Tensor;

/**
 * Pooling in windows. A window that was the whole image at the size that the file declares is the whole image at any
 * other size: it stands for pooling over all places, and what follows counts on one place.
 */
function pooling(pool: Pool, over: (x: tf.Tensor, axes: number[]) => tf.Tensor): LayerKind {
  return (description, shapes, declared) => {
    const image = description.image(shapes);
    description.channelsLast();
    const size = description.pair('pool_size', [2, 2]);
    const strides = description.pair('strides', size);
    const padding = description.padding();
    const before = declared?.[0];
    if (padding === 'valid' && before !== undefined && before[0] === size[0] && before[1] === size[1]) {
      return {
        outputShape: [1, 1, image[2]],
        apply: (_parameters, [x]) => tf.reshape(over(x!, [1, 2]), [x!.shape[0]!, 1, 1, image[2]]),
      };
    }
    return {
      outputShape: [...windows(description, image, size, strides, padding), image[2]],
      apply: (_parameters, [x]) => pool(x as tf.Tensor4D, [...size], [...strides], padding),
    };
  };
}

const mean = (x: tf.Tensor, axes: number[]): tf.Tensor => tf.mean(x, axes);
const most = (x: tf.Tensor, axes: number[]): tf.Tensor => tf.max(x, axes);

export const maxPooling2d = pooling((x, size, strides, padding) => tf.maxPool(x, size, strides, padding), most);
/** Padding is no part of an average. */
export const averagePooling2d = pooling((x, size, strides, padding) => tf.avgPool(x, size, strides, padding), mean);

/** One value for each channel: [batch, height, width, channels] → [batch, channels]. */
function globalPooling(over: (x: tf.Tensor, axes: number[]) => tf.Tensor): LayerKind {
  return (description: LayerDescription, shapes) => {
    const [, , channels] = description.image(shapes);
    description.channelsLast();
    const keep = description.flag('keepdims', false);
    return {
      outputShape: keep ? [1, 1, channels] : [channels],
      apply: (_parameters, [x]) => {
        const values = over(x!, [1, 2]); // [batch, channels]
        return keep ? tf.reshape(values, [x!.shape[0]!, 1, 1, channels]) : values;
      },
    };
  };
}

export const globalAveragePooling2d = globalPooling(mean);
export const globalMaxPooling2d = globalPooling(most);
