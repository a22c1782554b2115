import * as tf from '@tensorflow/tfjs-layers';
import { definePlugin, layersBackbone, z } from 'headstart/plugin';
import { topTwo } from './top-two.ts';

/** A plug-in with a network that is written with TensorFlow.js layers, and with a metric. */
export default definePlugin({
  backbones: {
    'small-residual': layersBackbone({
      title: 'a convolution, a residual block and global average pooling',
      schema: z.strictObject({
        filters: z.int().min(1).max(512).default(8).describe('output channels of each convolution'),
      }),
      classifier: true, // the last dense layer stands for the suite's head
      model: ({ filters }, inputShape) => {
        const convolution = (name: string) =>
          tf.layers.conv2d({ name, filters, kernelSize: 3, padding: 'same', activation: 'relu' });
        const input = tf.input({ shape: [...inputShape] });
        const stem = convolution('stem').apply(input) as tf.SymbolicTensor;
        const half = tf.layers.maxPooling2d({ poolSize: 2 }).apply(stem) as tf.SymbolicTensor;
        const inner = convolution('block_1_inner').apply(half) as tf.SymbolicTensor;
        const sum = tf.layers.add({ name: 'block_1_add' }).apply([half, inner]) as tf.SymbolicTensor;
        const pooled = tf.layers.globalAveragePooling2d({}).apply(sum);
        const classes = tf.layers.dense({ units: 10, activation: 'softmax' }).apply(pooled) as tf.SymbolicTensor;
        return tf.model({ inputs: input, outputs: classes });
      },
    }),
  },
  metrics: { 'top-two': topTwo },
});
