import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../../src/base/random.ts';
import { augmentationSchema, augmenter } from '../../../src/data/augment/augmentation.ts';
import { patchMasker } from '../../../src/data/augment/patches.ts';
import { quarterTurn } from '../../../src/data/augment/quarter-turn.ts';
import { imageSpec, views } from '../../../src/data/augment/views.ts';
import { batchGatherer } from '../../../src/data/batches.ts';
import { exampleMoments } from '../../../src/data/example-moments.ts';
import { selectClasses, take } from '../../../src/data/view.ts';
import { makeDataset } from '../make-dataset.ts';

const dataset = makeDataset({ counts: [4, 4], shape: [6, 6, 1] });
const view = selectClasses(dataset, ['c0', 'c1']);
const image = imageSpec(dataset);
const draws = () => stream('augment', { seed: 1 });

describe('an augmentation', () => {
  const schema = augmentationSchema(['crop', 'jitter']);

  test('has what the objective does by default; the rest is off', () => {
    expect(schema.parse({})).toEqual({
      crop: { area: 0.5, aspect: 1.3 },
      flip: 'off',
      jitter: { brightness: 0.4, contrast: 0.4 },
      blur: 'off',
      noise: 'off',
      'spec-augment': 'off',
      cutout: 'off',
    });
    expect(schema.parse({ crop: 'off', flip: {} })).toMatchObject({ crop: 'off', flip: { share: 0.5 } });
    expect(schema.safeParse({ rotate: {} }).success).toBe(false);
    expect(schema.safeParse({ crop: { area: 0 } }).success).toBe(false);
  });

  test('with everything off changes nothing', () => {
    const { x } = batchGatherer(view, 1)(Int32Array.of(3));
    const target = new Float32Array(36);
    augmenter(schema.parse({ crop: 'off', jitter: 'off' }), image)(x, target, draws());
    expect(target).toEqual(x);
  });

  test('is its transformations one after the other', () => {
    const { x } = batchGatherer(view, 1)(Int32Array.of(3));
    const off = { crop: 'off', jitter: 'off' };
    const random = draws();
    const step = (on: object, source: Float32Array) => {
      const target = new Float32Array(36);
      augmenter(schema.parse({ ...off, ...on }), image)(source, target, random);
      return target;
    };
    const steps = step({ noise: {} }, step({ blur: {} }, step({ flip: {} }, x)));
    const whole = new Float32Array(36);
    augmenter(schema.parse({ ...off, noise: {}, blur: {}, flip: {} }), image)(x, whole, draws());
    expect(whole).toEqual(steps);
  });
});

describe('views of a batch', () => {
  const make = augmenter(augmentationSchema(['crop']).parse({}), image);

  test('lie version by version, and are the same whatever the padding', () => {
    const positions = Int32Array.of(1, 6, 4);
    const exact = views(3, 36, 2, make)(batchGatherer(view, 3)(positions), draws());
    const maker = views(5, 36, 2, make);
    maker(batchGatherer(view, 5)(Int32Array.of(0, 1, 2, 3, 4)), draws()); // leaves something to clear
    const padded = maker(batchGatherer(view, 5)(positions), draws());
    expect([...padded.weight]).toEqual([1, 1, 1, 0, 0, 1, 1, 1, 0, 0]);
    for (const version of [0, 1]) {
      const rows = padded.x.subarray(version * 5 * 36, (version + 1) * 5 * 36);
      expect(rows.subarray(0, 3 * 36)).toEqual(exact.x.subarray(version * 3 * 36, (version + 1) * 3 * 36));
      expect(rows.subarray(3 * 36).every((value) => value === 0)).toBe(true);
    }
    expect(exact.x.subarray(0, 3 * 36)).not.toEqual(exact.x.subarray(3 * 36));
  });
});

describe('quarter turns', () => {
  test('go counter-clockwise', () => {
    const target = new Float32Array(4);
    quarterTurn(Float32Array.of(1, 2, 3, 4), target, 1, { shape: [2, 2, 1], range: [0, 4] });
    expect([...target]).toEqual([2, 4, 1, 3]);
  });

  test('add up: k turns are k times one turn, four are none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.constantFrom(1, 3), (size, channels) => {
        const spec = { shape: [size, size, channels], range: [0, 1] } as const;
        const pixels = Float32Array.from({ length: size * size * channels }, (_, index) => index);
        const turned = (source: Float32Array, turns: number) => {
          const target = new Float32Array(source.length);
          quarterTurn(source, target, turns, spec);
          return target;
        };
        let current = pixels;
        for (let turns = 0; turns < 4; turns++, current = turned(current, 1)) {
          expect(turned(pixels, turns)).toEqual(current);
        }
        expect(current).toEqual(pixels);
      }),
    );
  });
});

describe('hidden patches', () => {
  const patches = { shape: [6, 6, 1], size: 2, count: 9, hidden: 5 } as const;

  test.each(['zero', 'mean'] as const)('are as many as asked for, whole, and filled with %s', (fill) => {
    const hide = patchMasker(3, patches, fill);
    hide(batchGatherer(view, 3)(Int32Array.of(0, 1, 2)), stream('augment', { seed: 2 })); // leaves something to clear
    const batch = batchGatherer(view, 3)(Int32Array.of(3, 5));
    const { x, mask } = hide(batch, draws());
    expect(mask.subarray(72).every((value) => value === 0)).toBe(true);
    for (const row of [0, 1]) {
      const hidden = mask.subarray(row * 36, (row + 1) * 36);
      expect(hidden.reduce((sum, value) => sum + value, 0)).toBe(5 * 4);
      hidden.forEach((value, pixel) => {
        const corner = pixel - (pixel % 2) - (Math.floor(pixel / 6) % 2) * 6;
        expect(value).toBe(hidden[corner]);
      });
      const visible = batch.x.subarray(row * 36, (row + 1) * 36).filter((_, pixel) => hidden[pixel] === 0);
      const filled = fill === 'zero' ? 0 : visible.reduce((sum, value) => sum + value, 0) / visible.length;
      hidden.forEach((value, pixel) => {
        const before = batch.x[row * 36 + pixel]!;
        expect(x[row * 36 + pixel]).toBeCloseTo(value === 1 ? filled : before, 6);
      });
    }
  });
});

test('moments of examples are those of their pixels', () => {
  const some = take(view, Int32Array.of(7, 0, 3));
  const { x } = batchGatherer(some, 3)(Int32Array.of(0, 1, 2));
  const { mean, variance } = exampleMoments(some);
  const expected = Array.from({ length: 36 }, (_, place) => (x[place]! + x[36 + place]! + x[72 + place]!) / 3);
  const squares = [...x].map((value, index) => (value - expected[index % 36]!) ** 2);
  mean.forEach((value, place) => {
    expect(value).toBeCloseTo(expected[place]!, 6);
  });
  expect(variance).toBeCloseTo(squares.reduce((sum, value) => sum + value, 0) / 108, 6);
});
