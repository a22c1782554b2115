import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { forward } from '../../../src/model/network.ts';
import { layerKinds } from '../../../src/model/tfjs-layers/layers/registry.ts';
import { distance, farthest, images, loaded, saved } from './oracle.ts';

const L = layers.layers;
type Layer = ReturnType<typeof L.conv2d>;

/** A model of one input; it ends in something that is no classifier. */
function chain(shape: readonly number[], ...made: readonly unknown[]): layers.LayersModel {
  const model = layers.sequential();
  model.add(L.inputLayer({ inputShape: [...shape] }));
  for (const layer of made) model.add(layer as Layer);
  return model;
}

const conv = (extra: object = {}) => L.conv2d({ filters: 5, kernelSize: 3, ...extra });
const relu = () => L.reLU();

/** Configurations of each class, by its name in Keras. */
const cases: Readonly<Record<string, readonly (() => unknown)[]>> = {
  Activation: [
    'linear',
    'relu',
    'relu6',
    'elu',
    'tanh',
    'sigmoid',
    'hardSigmoid',
    'softplus',
    'softmax',
    'swish',
    'mish',
    'gelu',
  ].map((activation) => () => L.activation({ activation: activation as 'relu' })),
  AveragePooling2D: [
    () => L.averagePooling2d({ poolSize: 2 }),
    () => L.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
  ],
  BatchNormalization: [
    () => L.batchNormalization(),
    () => L.batchNormalization({ epsilon: 0.1, center: false }),
    () => L.batchNormalization({ scale: false, axis: 3 }),
  ],
  Conv2D: [
    () => conv(),
    () => conv({ strides: 2, padding: 'same', activation: 'relu6', useBias: false }),
    () => conv({ kernelSize: [1, 4], strides: [2, 1] }),
    () => conv({ dilationRate: 2, activation: 'elu' }),
  ],
  DepthwiseConv2D: [
    () => L.depthwiseConv2d({ kernelSize: 3 }),
    () => L.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, strides: 2, padding: 'same', activation: 'relu' }),
    () => L.depthwiseConv2d({ kernelSize: [2, 3], useBias: false }),
  ],
  Dropout: [() => L.dropout({ rate: 0.5 }), () => L.dropout({ rate: 0 })],
  ELU: [() => L.elu()],
  Flatten: [() => L.flatten()],
  GlobalAveragePooling2D: [() => L.globalAveragePooling2d({ dataFormat: 'channelsLast' })],
  GlobalMaxPooling2D: [() => L.globalMaxPooling2d({ dataFormat: 'channelsLast' })],
  LayerNormalization: [() => L.layerNormalization(), () => L.layerNormalization({ epsilon: 0.1, scale: false })],
  LeakyReLU: [() => L.leakyReLU(), () => L.leakyReLU({ alpha: 0.1 })],
  MaxPooling2D: [
    () => L.maxPooling2d({ poolSize: 2 }),
    () => L.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
  ],
  ReLU: [() => L.reLU(), () => L.reLU({ maxValue: 6 }), () => L.reLU({ maxValue: 1 })],
  Rescaling: [() => L.rescaling({ scale: 2, offset: -1 })],
  SeparableConv2D: [
    () => L.separableConv2d({ filters: 4, kernelSize: 3 }),
    () =>
      L.separableConv2d({
        filters: 4,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        useBias: false,
      }),
  ],
  SpatialDropout2D: [],
  ZeroPadding2D: [
    () => L.zeroPadding2d(),
    () =>
      L.zeroPadding2d({
        padding: [
          [0, 1],
          [2, 0],
        ],
      }),
  ],
};

const SHAPES = [
  [9, 8, 3],
  [12, 13, 3],
] as const;

describe('layers do what TensorFlow.js does', () => {
  beforeAll(() => tf.setBackend('cpu'));
  const listed = Object.entries(cases).flatMap(([name, made]) => made.map((make, index) => ({ name, index, make })));
  test.each(listed)('$name $index', async ({ make }) => {
    for (const shape of SHAPES) expect(await distance(chain(shape, conv(), make(), relu()), shape)).toBeLessThan(1e-5);
  });

  test('dense layers, also over several dimensions', async () => {
    const made = [
      L.dense({ units: 4, activation: 'tanh' }),
      L.flatten(),
      L.dense({ units: 6, useBias: false }),
      relu(),
    ];
    expect(await distance(chain([5, 4, 2], ...made), [5, 4, 2])).toBeLessThan(1e-5);
  });

  test('softmax', async () => {
    const made = [L.flatten(), L.softmax(), L.reLU()];
    expect(await distance(chain([5, 4, 2], ...made), [5, 4, 2])).toBeLessThan(1e-5);
  });

  test('reshapes', async () => {
    const made = [
      conv(),
      L.reshape({ targetShape: [-1, 10] }),
      L.dense({ units: 3 }),
      L.reshape({ targetShape: [9] }),
      L.reLU(),
    ];
    expect(await distance(chain([5, 4, 3], ...made), [5, 4, 3])).toBeLessThan(1e-5);
  });

  test.each(['add', 'multiply', 'concatenate'] as const)('%s', async (merge) => {
    const input = layers.input({ shape: [6, 7, 3] });
    const [a, b] = [1, 2].map(() => conv({ padding: 'same' }).apply(input)) as [
      layers.SymbolicTensor,
      layers.SymbolicTensor,
    ];
    const scale = L.globalAveragePooling2d({}).apply(b) as layers.SymbolicTensor;
    const each = L.reshape({ targetShape: [1, 1, 5] }).apply(scale) as layers.SymbolicTensor;
    const joined = L[merge]().apply(merge === 'multiply' ? [a, each] : [a, b, a]) as layers.SymbolicTensor;
    const model = layers.model({ inputs: input, outputs: L.reLU().apply(joined) as layers.SymbolicTensor });
    expect(await distance(model, [6, 7, 3])).toBeLessThan(1e-5);
  });

  // What TensorFlow.js layers leaves out of its files, or does not heed: Keras writes it and means it.
  test('separable convolutions with several filters for each channel', async () => {
    const model = chain([9, 8, 3], L.separableConv2d({ filters: 4, kernelSize: 3, depthMultiplier: 2 }), L.reLU());
    const edited = (text: string) => text.replace('"filters":4', '"filters":4,"depth_multiplier":2');
    expect(await distance(model, [9, 8, 3], { edit: edited })).toBeLessThan(1e-5);
  });

  test('dilated depthwise convolutions', async () => {
    const model = chain([9, 8, 3], L.depthwiseConv2d({ kernelSize: 3, useBias: false }), L.reLU());
    const file = await saved(model, (text) => text.replace('"dilation_rate":[1,1]', '"dilation_rate":[2,2]'));
    const { stages, parameters } = loaded(file, [9, 8, 3]);
    const x = images([2, 9, 8, 3]) as tf.Tensor4D;
    const expected = tf.relu(tf.depthwiseConv2d(x, Object.values(parameters)[0] as tf.Tensor4D, 1, 'valid', 'NHWC', 2));
    expect(farthest(forward(stages, parameters, x), expected)).toBeLessThan(1e-5);
  });

  test('every class that can be read is tested', () => {
    const elsewhere = ['Add', 'Multiply', 'Concatenate', 'Dense', 'Reshape', 'Softmax'];
    expect([...Object.keys(cases), ...elsewhere].sort()).toEqual(Object.keys(layerKinds).sort());
  });
});
