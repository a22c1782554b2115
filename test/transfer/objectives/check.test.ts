import { describe, expect, test } from 'vitest';
import type { Content } from '../../../src/engine/input.ts';
import { checkObjective } from '../../../src/transfer/objective.ts';
import { objectives } from '../../../src/transfer/registry.ts';
import type { ObjectiveName } from './learn.ts';

describe('objectives that do not suit the examples are refused', () => {
  test.each<[ObjectiveName, object, number[], string]>([
    ['masked-patches', { patch: 5 }, [28, 28, 1], 'patches of 5 × 5 do not tile'],
    ['masked-patches', { patch: 4 }, [28, 30, 1], 'patches of 4 × 4 do not tile'],
    ['masked-patches', {}, [16], 'do not tile examples of shape [16]'],
    ['masked-patches', { patch: 14, ratio: 0.1 }, [28, 28, 1], 'of 4 patches none would be hidden'],
    ['masked-patches', { patch: 14, ratio: 0.9 }, [28, 28, 1], 'of 4 patches all would be hidden'],
    ['rotation', {}, [28, 30, 1], 'only square images'],
    ['rotation', {}, [16, 16], 'only square images'],
    ['simclr', {}, [16], 'views are made of images'],
  ])('%s %j of %j', (name, options, shape, message) => {
    expect(() => checkObjective(name, objectives[name].schema.parse(options), shape)).toThrow(message);
  });

  test.each<ObjectiveName>(['masked-patches', 'rotation', 'simclr', 'reconstruction', 'masked-tokens', 'next-token'])(
    '%s of graphs',
    (name) => {
      const content: Content = { kind: 'graph', attributes: 'any', nodes: 8, features: 4, edges: 10 };
      expect(() => checkObjective(name, objectives[name].schema.parse({}), { shape: [60], content })).toThrow();
    },
  );

  test.each<ObjectiveName>(['attribute-masking', 'edge-prediction'])('%s of pixels and of texts', (name) => {
    const content: Content = { kind: 'tokens', vocabulary: 300, tokenizer: 'any' };
    const options = objectives[name].schema.parse({});
    expect(() => checkObjective(name, options, [28, 28, 1])).toThrow(`${name} learns from graphs`);
    expect(() => checkObjective(name, options, { shape: [60], content })).toThrow(`${name} learns from graphs`);
  });

  test.each<[ObjectiveName, object, string]>([
    ['rotation', {}, 'images can be rotated, and these examples are of another kind, received "spectrogram"'],
    [
      'simclr',
      { augment: { flip: {} } },
      '`augment.flip` is done to images only, and the examples are spectrograms, received {"share":0.5}; write `flip: off`, or leave it away',
    ],
  ])('%s %j of spectrograms', (name, options, message) => {
    const spectrogram = { shape: [32, 32, 1], content: { kind: 'spectrogram' } } as const;
    expect(() => checkObjective(name, objectives[name].schema.parse(options), spectrogram)).toThrow(message);
  });

  test('masks of time and frequency are for spectrograms, and views of them may have them', () => {
    const options = objectives.simclr.schema.parse({ augment: { crop: 'off', 'spec-augment': {} } });
    expect(() => checkObjective('simclr', options, [32, 32, 1])).toThrow(
      '`augment.spec-augment` is done to spectrograms only, and the examples are images',
    );
    const spectrogram = { shape: [32, 32, 1], content: { kind: 'spectrogram' } } as const;
    expect(() => checkObjective('simclr', options, spectrogram)).not.toThrow();
  });

  test.each<[ObjectiveName, object, number[]]>([
    ['masked-patches', {}, [28, 28, 1]],
    ['masked-patches', { patch: 7 }, [28, 14, 3]],
    ['rotation', {}, [8, 8, 1]],
    ['simclr', {}, [28, 30, 3]],
    ['reconstruction', { noise: 0.1 }, [300]],
  ])('%s %j of %j is not', (name, options, shape) => {
    expect(() => checkObjective(name, objectives[name].schema.parse(options), shape)).not.toThrow();
  });
});
