import '@tensorflow/tfjs-backend-cpu';
import { env, setBackend, tensor, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildArchitecture, initialWeights, type ModelChoice, parameterSpecs } from '../../src/model/architecture.ts';
import { TRAINED } from '../../src/model/packing.ts';
import { packed } from './classifying.ts';

const model: ModelChoice = { backbone: 'cnn', head: { use: 'linear' }, channels: [2, 3], kernel: 3, hidden: 4 };
const architecture = buildArchitecture(model, [4, 4, 1], 3);
const stages = architecture.stages.map(({ name }) => name);
const weights = initialWeights(architecture, stages, { seed: 1 });

beforeAll(() => {
  env().set('IS_TEST', true); // no advertisement on the console
  return setBackend('cpu');
});

describe.each([[['head']], [['block2', 'head']], [['block1']], [stages]])('with %j trained', (trained) => {
  const { packing } = packed(architecture, trained);

  test('weights come back from the state as they went in', () => {
    expect(packing.unpack(packing.pack(weights))).toEqual(weights);
    expect(Object.keys(packing.pack(weights)).sort()).toEqual(Object.keys(packing.specs).sort());
  });

  test('the vector holds the trained parameters, the rest stand alone', () => {
    const specs = parameterSpecs(architecture, trained);
    expect(packing.trained).toEqual(Object.keys(specs));
    const size = Object.values(specs).reduce((total, { shape }) => total + shape.reduce((a, b) => a * b, 1), 0);
    expect(packing.specs[TRAINED]).toEqual({ shape: [size], dtype: 'float32' });
    const alone = Object.keys(packing.specs).filter((name) => name !== TRAINED);
    expect([...alone, ...packing.trained].sort()).toEqual(Object.keys(weights).sort());
  });

  test('a program sees every parameter in its shape, and can join what it cut', () => {
    const specs = parameterSpecs(architecture);
    tidy(() => {
      const state = Object.fromEntries(
        Object.entries(packing.pack(weights)).map(([name, values]) => [
          name,
          tensor(values, [...packing.specs[name]!.shape]),
        ]),
      );
      for (const [name, value] of Object.entries(packing.parameters(state))) {
        expect(value.shape).toEqual(specs[name]!.shape);
        expect(value.dataSync()).toEqual(weights[name]);
      }
      expect(packing.join(packing.cut(state[TRAINED]!)).dataSync()).toEqual(packing.pack(weights)[TRAINED]);
    });
  });
});

test('equal keys mean equal states', () => {
  const key = (trained: string[]): string => packed(architecture, trained).packing.key;
  expect(new Set([key(['head']), key(['block2', 'head']), key(stages)]).size).toBe(3);
  expect(key(['head'])).toBe(key(['head']));
});
