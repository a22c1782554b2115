import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviations, type Example } from './compare.ts';
import { host } from './kernel-cases/define.ts';

type Tensor = tf.Tensor;

const as4D = (x: Tensor | undefined) => x as tf.Tensor4D;
const conv = (x: Tensor, filter: Tensor, stride = 1) => tf.conv2d(as4D(x), as4D(filter), stride, 'same');

/** Channels before, between and after: of blocks and of none, of the same form and of different ones. */
const widths = fc.constantFrom<[number, number, number]>(
  [1, 16, 16],
  [3, 16, 32],
  [16, 32, 16],
  [5, 20, 16],
  [16, 20, 3],
  [32, 48, 5],
  [48, 16, 48],
  [8, 8, 24],
);

interface Net {
  readonly name: string;
  /** Shapes of what is trained, given the channels. */
  readonly parameters: (channels: readonly [number, number, number]) => number[][];
  readonly apply: (x: Tensor, ...parameters: Tensor[]) => Tensor | Tensor[];
}

const filters = ([a, b, c]: readonly [number, number, number]) => [[3, 3, a, b], [b], [3, 3, b, c], [c]];

/** Ways for values to change their layout, to be used in two at once, and to be differentiated in both. */
const NETS: readonly Net[] = [
  {
    name: 'convolution, bias, relu, max-pool, convolution',
    parameters: filters,
    apply: (x, w, b, v, c) => tf.add(conv(tf.maxPool(as4D(tf.relu(tf.add(conv(x, w!), b!))), 2, 2, 'valid'), v!), c!),
  },
  {
    name: 'overlapping max-pool, strided convolution, relu after',
    parameters: filters,
    apply: (x, w, b, v, c) =>
      tf.relu(tf.add(conv(tf.relu(tf.add(tf.maxPool(as4D(conv(x, w!)), 3, 2, 'same'), b!)), v!, 2), c!)),
  },
  {
    name: 'a residual sum over two convolutions',
    parameters: ([, b, c]) => [[3, 3, b, c], [c], [1, 1, c, b], [b]],
    apply: (x, w, b, v, c) => tf.relu(tf.add(x, tf.add(conv(tf.relu(tf.add(conv(x, w!), b!)), v!), c!))),
  },
  {
    name: 'one value for a convolution and, flat, for a product',
    parameters: (channels) => [...filters(channels), [8 * 6 * channels[1], 3]],
    apply: (x, w, b, v, c, dense) => {
      const shared = tf.relu(tf.add(conv(x, w!), b!));
      return [tf.add(conv(shared, v!), c!), tf.matMul(tf.reshape(shared, [x.shape[0]!, -1]), dense as tf.Tensor2D)];
    },
  },
  {
    name: 'channels put together',
    parameters: ([a, b, c]) => [[3, 3, a, b], [3, 3, a, c], [1, 1, b + c, 16], [16]],
    apply: (x, w, v, u, b) => tf.add(conv(tf.concat([conv(x, w!), conv(x, v!)], 3), u!), b!),
  },
  {
    name: 'global average pooling',
    parameters: (channels) => [...filters(channels), [channels[2], 4]],
    apply: (x, w, b, v, c, dense) => {
      const images = tf.relu(tf.add(conv(tf.relu(tf.add(conv(x, w!), b!)), v!), c!));
      return [tf.matMul(tf.mean(images, [1, 2]) as tf.Tensor2D, dense as tf.Tensor2D), tf.max(images, [1, 2])];
    },
  },
  {
    name: 'batch normalisation by moments',
    parameters: filters,
    apply: (x, w, b, v, c) => {
      const images = conv(x, w!);
      const { mean, variance } = tf.moments(images, [0, 1, 2]);
      const normal = tf.mul(tf.sub(images, mean), tf.rsqrt(tf.add(variance, 1e-3)));
      const seen = tf.moments(conv(x, w!), [0, 1, 2], true);
      return [tf.add(conv(tf.relu(tf.add(normal, b!)), v!), c!), mean, variance, seen.variance];
    },
  },
  {
    name: 'batch normalisation by the kernel',
    parameters: (channels) => [...filters(channels), [channels[1]], [channels[1]]],
    apply: (x, w, b, v, c, offset, scale) => {
      const images = conv(x, w!);
      const normal = tf.batchNorm(
        images,
        b as tf.Tensor1D,
        tf.add(tf.square(offset!), 0.5) as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
      );
      return tf.add(conv(tf.elu(normal), v!), c!);
    },
  },
  {
    name: 'scales for each channel, each image, each pixel, and all together',
    parameters: (channels) => [...filters(channels), [1, 1, 1, channels[1]], [], [8, 6, 1], [2, 1, 1, 1]],
    apply: (x, w, b, v, c, channel, all, pixel, image) => {
      const images = tf.mul(tf.add(tf.mul(conv(x, w!), channel!), b!), all!);
      const gated = tf.where(tf.greater(images, 0), images, tf.mul(images, all!));
      return tf.add(conv(tf.mul(tf.mul(gated, pixel!), image!), v!), c!);
    },
  },
  {
    name: 'average pooling, depthwise convolution, dropped values',
    parameters: (channels) => [...filters(channels), [3, 3, channels[1], 1], [2, 8, 6, channels[1]]],
    apply: (x, w, b, v, c, each, mask) => {
      const images = tf.relu(tf.add(conv(x, w!), b!));
      const dropped = tf.mul(images, tf.cast(tf.greater(mask!, 0), 'float32'));
      const pooled = tf.avgPool(as4D(tf.depthwiseConv2d(as4D(dropped), as4D(each), 1, 'same')), 2, 2, 'valid');
      return tf.add(conv(pooled, v!), c!);
    },
  },
];

/** The average pool's windows lie inside, where both backends agree. */
const exampleOf = (net: Net, channels: [number, number, number], seed: number): Example => {
  const [a, b] = channels;
  const shapes = net.parameters(channels);
  const depth = net.name.startsWith('a residual') ? b : a;
  return {
    label: `${net.name}, channels ${channels.join()}, seed ${seed}`,
    inputs: [
      host([2, 8, 6, depth], 'normal', seed),
      ...shapes.map((shape, at) => host(shape, 'normal', seed + 1 + at)),
    ],
    apply: (x, ...parameters) => net.apply(x!, ...parameters),
    by: [0, ...shapes.map((_, at) => at + 1)],
  };
};

describe('values change their layout without changing', () => {
  test.each(NETS)('$name', async (net) => {
    const drawn = fc.array(fc.tuple(widths, fc.nat({ max: 1e6 })), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(drawn, async (several) => {
        expect((await deviations(several.map(([channels, seed]) => exampleOf(net, channels, seed)))).found).toEqual([]);
      }),
      { seed: 21, numRuns: 2, endOnFailure: true },
    );
  });
});
