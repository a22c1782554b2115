import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { stream } from '../../../src/base/random.ts';
import { registerGradients } from '../../../src/engine/gradients/register.ts';
import { lendTensorFlow } from '../../../src/engine/guest.ts';
import { forward, stageSpecs } from '../../../src/model/network.ts';
import { layersBackbone } from '../../../src/model/tfjs-layers/given-model.ts';

/** Loaded as a plug-in loads it; its gradients are put back. */
let layers: typeof import('@tensorflow/tfjs-layers');
const before = new Map<string, unknown>();
const during = new Map<string, unknown>();

beforeAll(async () => {
  registerGradients();
  for (const kernel of ['Add', 'MaxPool', 'Conv2D', 'Atan2']) before.set(kernel, tf.getGradient(kernel));
  const giveBack = lendTensorFlow();
  layers = await import('@tensorflow/tfjs-layers');
  for (const kernel of before.keys()) during.set(kernel, tf.getGradient(kernel));
  giveBack();
  await tf.setBackend('cpu');
});

test('the gradients that the package registers in place of ours do not stay', () => {
  expect(before.get('MaxPool')).toBeDefined();
  expect(before.get('Atan2')).toBeUndefined();
  for (const [kernel, gradient] of before) {
    expect([kernel, during.get(kernel) === gradient]).toEqual([kernel, false]);
    expect([kernel, tf.getGradient(kernel) === gradient]).toEqual([kernel, true]);
  }
});

/** A model whose layers but one have no name of their own. */
function unnamed(units: number, inputShape: readonly number[]) {
  return layers.sequential({
    layers: [
      layers.layers.conv2d({ filters: 2, kernelSize: 3, activation: 'relu', inputShape: [...inputShape] }),
      layers.layers.batchNormalization(),
      layers.layers.flatten(),
      layers.layers.dense({ units, activation: 'tanh', name: 'code' }),
      layers.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
}

const schema = z.strictObject({ units: z.int().default(5) });
const backbone = (classifier: boolean, made: (model: ReturnType<typeof unnamed>) => void = () => {}) =>
  layersBackbone({
    title: 't',
    schema,
    classifier,
    model: ({ units }, inputShape) => {
      const model = unnamed(units, inputShape);
      made(model);
      return model;
    },
  });

test('names are the same however many models a process has made', () => {
  const names = () => backbone(true).stages({ units: 5 }, [6, 6, 1]);
  const first = names();
  expect(first.map(({ name, outputShape }) => [name, outputShape])).toEqual([
    ['conv2d_1', [32]],
    ['code', [5]],
  ]);
  expect(Object.keys(first[0]!.parameters)).toContain('conv2d_1.kernel');
  expect(JSON.stringify(names())).toBe(JSON.stringify(first));
});

test('without a classifier every layer stays', () => {
  const stages = backbone(false).stages({ units: 4 }, [6, 6, 1]);
  expect(stages.map(({ name }) => name)).toEqual(['conv2d_1', 'code', 'dense_1']);
  expect(stages.at(-1)!.outputShape).toEqual([3]);
});

test('the model is made once for each set of options and shape', () => {
  let made = 0;
  const entry = backbone(true, () => made++);
  for (const units of [5, 6, 5]) entry.stages({ units }, [6, 6, 1]);
  entry.stages({ units: 5 }, [7, 7, 1]);
  expect(made).toBe(3);
});

test('stages compute what the model does, with weights of any values', async () => {
  await tf.setBackend('cpu');
  const model = unnamed(4, [6, 6, 1]);
  const stages = backbone(false).stages({ units: 4 }, [6, 6, 1]);
  const specs = Object.entries(stageSpecs(stages));
  const draws = stream('given-model', { seed: 1 });
  const values = specs.map(([name, { shape }]) => {
    const size = tf.util.sizeFromShape([...shape]);
    const positive = name.endsWith('moving_variance');
    return tf.tensor(
      Float32Array.from({ length: size }, () => (positive ? 0.5 : 0) + Math.abs(draws.normal())),
      [...shape],
    );
  });
  // The model's weights by the last part of their names; trainable ones come first in both.
  const wanted = model.weights.map(({ originalName }) => originalName.split('/').at(-1)!);
  const left = new Map(specs.map(([name], index) => [name, values[index]!]));
  model.setWeights(
    wanted.map((weight, index) => {
      const shape = model.weights[index]!.shape.join();
      const [name, value] = [...left].find(
        ([name, value]) => name.endsWith(`.${weight}`) && value.shape.join() === shape,
      )!;
      left.delete(name);
      return value;
    }),
  );
  expect(left.size).toBe(0);
  const x = tf.tensor(
    Float32Array.from({ length: 72 }, () => draws.normal()),
    [2, 6, 6, 1],
  );
  const parameters = Object.fromEntries(specs.map(([name], index) => [name, values[index]!]));
  const [mine, theirs] = [forward(stages, parameters, x), model.predict(x) as tf.Tensor];
  expect(mine.shape).toEqual(theirs.shape);
  expect(tf.max(tf.abs(tf.sub(mine, theirs))).dataSync()[0]).toBeLessThan(1e-6);
});

test('what is no model, or throws, is told', () => {
  const wrong = layersBackbone({ title: 't', schema, classifier: true, model: () => ({}) as never });
  expect(() => wrong.stages({ units: 1 }, [4])).toThrow('`model` must return a layers model, received {}; return what');
});
