import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { volume } from '../../../src/model/layers.ts';
import { forward, learnable, maskSpecs, statisticsOf } from '../../../src/model/network.ts';
import { built, farthest, images, loaded, saved, scramble } from './oracle.ts';
import { smallMobileNet } from './topologies.ts';

const L = layers.layers;
type Symbolic = layers.SymbolicTensor;
type Edit = (topology: string) => string;

const conv = (name: string, extra: object = {}) =>
  L.conv2d({ name, filters: 4, kernelSize: 3, padding: 'same', ...extra }) as unknown as {
    apply(x: unknown): Symbolic;
  };

/** What a layer of a model makes of an image. */
function upTo(model: layers.LayersModel, layer: string, x: tf.Tensor): tf.Tensor {
  return layers
    .model({ inputs: model.inputs, outputs: model.getLayer(layer).output as Symbolic })
    .predict(x) as tf.Tensor;
}

beforeAll(() => tf.setBackend('cpu'));

describe('a network of named blocks', async () => {
  const model = await built(smallMobileNet(32));
  scramble(model);
  const file = await saved(model);
  const { stages, parameters } = loaded(file, [32, 32, 3]);

  test('becomes stem, blocks and what follows them, without the classifier', () => {
    expect(stages.map(({ name, outputShape }) => `${name} ${outputShape.join('×')}`)).toEqual([
      'stem 16×16×8',
      'block1 8×8×8',
      'block2 8×8×8',
      'Conv_1 16',
      'dense_1 12',
    ]);
    expect(Object.keys(stages[0]!.parameters)).toEqual([
      'Conv1.kernel',
      'bn_Conv1.gamma',
      'bn_Conv1.beta',
      'bn_Conv1.moving_mean',
      'bn_Conv1.moving_variance',
    ]);
    expect(statisticsOf(stages[0]!)).toEqual(['stem/bn_Conv1.moving_mean', 'stem/bn_Conv1.moving_variance']);
    expect(learnable(stages[4]!)).toEqual(['dense_1/dense_1.kernel', 'dense_1/dense_1.bias']);
    expect(maskSpecs(stages)).toEqual({ 'dense_1/dropout_1': { shape: [12], rate: 0.5 } });
  });

  test('counts multiply–adds', () => {
    // 3·3·3 taps · 8 filters · 16² places; 16·8·8² + 9·16·8² + 8·16·8² by hand, the first of them on 16² places
    expect(stages[0]!.multiplyAdds).toBe(27 * 8 * 256);
    expect(stages[1]!.multiplyAdds).toBe(8 * 16 * 256 + 9 * 16 * 64 + 16 * 8 * 64);
  });

  test('each stage makes what its last layer makes', () => {
    const x = images([2, 32, 32, 3]);
    const ends = ['Conv1_relu', 'block_1_project_BN', 'block_2_add', 'flatten', 'dropout_1'];
    stages.forEach((_, index) => {
      const mine = forward(stages.slice(0, index + 1), parameters, x);
      const end = ends[index]!;
      expect(farthest(mine, upTo(model, end, x)), end).toBeLessThan(1e-5);
    });
  });

  test.each([16, 20, 48, 35])('takes images of %i pixels too', async (size) => {
    const other = await built(smallMobileNet(Math.ceil(size / 4) * 4));
    other.setWeights(model.getWeights());
    const { stages: resized, parameters: same } = loaded(file, [size, size, 3]);
    const x = images([2, size, size, 3]);
    const block = forward(resized.slice(0, 3), same, x);
    expect(resized.map(({ outputShape }) => outputShape)[4]).toEqual([12]);
    if (size % 4 === 0) {
      expect(farthest(block, upTo(other, 'block_2_add', x))).toBeLessThan(1e-5);
      expect(farthest(forward(resized, same, x), upTo(other, 'dense_1', x))).toBeLessThan(1e-5);
    }
  });

  test('can end early', () => {
    expect(loaded(file, [32, 32, 3], 'block1').stages.map(({ name }) => name)).toEqual(['stem', 'block1']);
    expect(() => loaded(file, [32, 32, 3], 'block7')).toThrow(
      /^model\.json: the model has no stage block7, received "block7"; use one of stem, block1, block2, Conv_1, dense_1$/,
    );
  });

  test('refuses other inputs', () => {
    expect(() => loaded(file, [32, 32, 1])).toThrow(/received \[32,32,1\]; give the data `channels: 3`/);
    expect(() => loaded(file, [64])).toThrow(/use data of that shape/);
  });
});

describe('graphs', () => {
  /** Stage names, and the distance of the whole from the model; the model ends in no classifier. */
  async function converted(model: layers.LayersModel, shape: number[], edit?: Edit) {
    scramble(model);
    const { stages, parameters } = loaded(await saved(model, edit), shape);
    const x = images([2, ...shape]);
    const error = farthest(forward(stages, parameters, x), model.predict(x) as tf.Tensor);
    return { names: stages.map(({ name }) => name), error, stages };
  }

  test('are cut only where one tensor alone goes on', async () => {
    const input = layers.input({ shape: [8, 8, 3] });
    const a = conv('a').apply(input);
    const b = conv('b').apply(a);
    const c = conv('c').apply(b);
    const sum = L.add({ name: 'sum' }).apply([a, c]) as Symbolic; // b and c stay together
    const d = conv('d').apply(sum);
    const e = conv('e').apply(sum);
    const both = L.concatenate({ name: 'both' }).apply([L.add().apply([d, sum]) as Symbolic, e]) as Symbolic;
    const end = L.reLU().apply(conv('end').apply(both)) as Symbolic;
    const { names, error } = await converted(layers.model({ inputs: input, outputs: end }), [8, 8, 3]);
    expect(names).toEqual(['a', 'b', 'd', 'end']);
    expect(error).toBeLessThan(1e-5);
  });

  test('a skip connection from the input itself', async () => {
    const input = layers.input({ shape: [8, 8, 4] });
    const sum = L.add().apply([input, conv('a').apply(input)]) as Symbolic;
    const { names, error } = await converted(
      layers.model({ inputs: input, outputs: L.reLU().apply(conv('b').apply(sum)) as Symbolic }),
      [8, 8, 4],
    );
    expect(names).toEqual(['a', 'b']);
    expect(error).toBeLessThan(1e-5);
  });

  test('models within models are taken apart', async () => {
    const inner = layers.input({ shape: [8, 8, 4] });
    const block = layers.model({
      name: 'inner',
      inputs: inner,
      outputs: L.add().apply([inner, conv('p').apply(inner)]) as Symbolic,
    });
    const chain = layers.sequential({
      name: 'chain',
      layers: [conv('q', { inputShape: [8, 8, 4] }) as never, L.batchNormalization({ name: 'n' }), L.reLU()],
    });
    const input = layers.input({ shape: [8, 8, 3] });
    const out = chain.apply(block.apply(conv('first').apply(input)) as Symbolic) as Symbolic;
    const { names, error } = await converted(layers.model({ inputs: input, outputs: out }), [8, 8, 3]);
    expect(names).toEqual(['first', 'p', 'q']);
    expect(error).toBeLessThan(1e-5);
  });

  test('a sequential model within a sequential one', async () => {
    const inner = layers.sequential({ layers: [conv('p', { inputShape: [8, 8, 4] }) as never, L.reLU()] });
    const model = layers.sequential({ layers: [conv('o', { inputShape: [8, 8, 3] }) as never, inner, L.reLU()] });
    const { names, error } = await converted(model, [8, 8, 3]);
    expect(names).toEqual(['o', 'p']);
    expect(error).toBeLessThan(1e-5);
  });

  test('layers may stand in any order in the file', async () => {
    const turned: Edit = (text) => {
      const topology = JSON.parse(text) as { config: { layers: unknown[] } };
      topology.config.layers.reverse();
      return JSON.stringify(topology);
    };
    const input = layers.input({ shape: [8, 8, 3] });
    const out = L.reLU().apply(conv('b').apply(conv('a').apply(input))) as Symbolic;
    const { names, error } = await converted(layers.model({ inputs: input, outputs: out }), [8, 8, 3], turned);
    expect(names).toEqual(['a', 'b']);
    expect(error).toBeLessThan(1e-5);
  });

  test('are read as Keras 3 writes them', async () => {
    const recent: Edit = (text) => {
      const topology = JSON.parse(text) as {
        config: { layers: { inbound_nodes: unknown[][][]; config: Record<string, unknown> }[] };
      };
      for (const layer of topology.config.layers) {
        const tensor = (history: unknown[]) => ({
          class_name: '__keras_tensor__',
          config: { keras_history: history.slice(0, 3) },
        });
        layer.inbound_nodes = layer.inbound_nodes.map((node) => {
          const [first, ...others] = node.map((history) => tensor(history));
          return { args: [others.length > 0 ? [first, ...others] : first], kwargs: {} };
        }) as never;
        layer.config.batch_shape = layer.config.batch_input_shape;
        delete layer.config.batch_input_shape;
      }
      return JSON.stringify({ model_config: topology });
    };
    const { names, error } = await converted(
      (() => {
        const input = layers.input({ shape: [8, 8, 4] });
        const sum = L.add().apply([input, conv('a').apply(input)]) as Symbolic;
        return layers.model({ inputs: input, outputs: L.reLU().apply(sum) as Symbolic });
      })(),
      [8, 8, 4],
      recent,
    );
    expect(names).toEqual(['a']);
    expect(error).toBeLessThan(1e-5);
  });

  test('a convolution after pooling to one place is a classifier', async () => {
    const model = layers.sequential({
      layers: [
        conv('conv_dw_1', { inputShape: [8, 8, 3] }) as never,
        L.globalAveragePooling2d({}),
        L.reshape({ targetShape: [1, 1, 4] }),
        L.dropout({ rate: 0.1 }),
        L.conv2d({ name: 'conv_preds', filters: 10, kernelSize: 1 }),
        L.reshape({ targetShape: [10] }),
        L.activation({ activation: 'softmax' }),
      ],
    });
    scramble(model);
    const { stages } = loaded(await saved(model), [8, 8, 3]);
    expect(stages.map(({ name, outputShape }) => [name, volume(outputShape)])).toEqual([['block1', 4]]);
  });
});
