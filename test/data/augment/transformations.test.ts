import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../../src/base/random.ts';
import { blur } from '../../../src/data/augment/blur.ts';
import type { ImageSpec, Transformation } from '../../../src/data/augment/contract.ts';
import { crop } from '../../../src/data/augment/crop.ts';
import { cutout } from '../../../src/data/augment/cutout.ts';
import { flip } from '../../../src/data/augment/flip.ts';
import { jitter } from '../../../src/data/augment/jitter.ts';
import { noise } from '../../../src/data/augment/noise.ts';
import { transformations } from '../../../src/data/augment/registry.ts';
import { specAugment } from '../../../src/data/augment/spec-augment.ts';
import { givenUniforms } from './draws.ts';

const shapes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.constantFrom(1, 3));
const images = fc.record({ shape: shapes, seed: fc.nat() }).map(({ shape, seed }) => {
  const random = stream('image', { seed });
  const spec: ImageSpec = { shape, range: [0, 1] };
  return { spec, seed, pixels: Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, random.uniform) };
});

function altered(make: Transformation, pixels: Float32Array, seed: number): Float32Array {
  const target = new Float32Array(pixels.length).fill(Number.NaN); // all of it must be written
  make(pixels, target, stream('augment', { seed }));
  return target;
}

type Create = (options: object, image: ImageSpec) => Transformation;

describe.each(Object.entries(transformations))('%s', (name, entry) => {
  const create = entry.create as Create;
  const options = entry.schema.parse({});

  test('is registered under its name, with a source', () => {
    expect(entry).toMatchObject({ name, title: expect.stringMatching(/./), reference: expect.stringMatching(/\d{4}/) });
  });

  test('keeps to the range, leaves its source alone, and follows the stream', () => {
    fc.assert(
      fc.property(images, ({ spec, seed, pixels }) => {
        const before = pixels.slice();
        const make = create(options, spec);
        const once = altered(make, pixels, seed);
        expect(pixels).toEqual(before);
        altered(make, pixels, seed + 1); // what one image leaves behind must not reach the next
        expect(altered(make, pixels, seed)).toEqual(once);
        expect(altered(create(options, spec), pixels, seed)).toEqual(once);
        expect(once.every((value) => value >= -1e-6 && value <= 1 + 1e-6)).toBe(true);
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  test('differs from draw to draw', () => {
    const spec: ImageSpec = { shape: [8, 8, 1], range: [0, 1] };
    const random = stream('image', { seed: 1 });
    const pixels = Float32Array.from({ length: 64 }, random.uniform);
    const results = Array.from({ length: 8 }, (_, seed) => altered(create(options, spec), pixels, seed).join());
    expect(new Set(results).size).toBeGreaterThan(1);
  });
});

describe('nothing happens', () => {
  test.each<[string, (image: ImageSpec) => Transformation]>([
    ['in a window of full size', (image) => crop.create({ area: 1, aspect: 1 }, image)],
    ['where no image is mirrored', (image) => flip.create({ share: 0 }, image)],
    ['without jitter', (image) => jitter.create({ brightness: 0, contrast: 0 }, image)],
    ['where no image is blurred', (image) => blur.create({ share: 0, sigma: 2 }, image)],
    ['with noise of no deviation', (image) => noise.create({ deviation: 0 }, image)],
    ['without spans', (image) => specAugment.create({ times: 0, duration: 1, frequencies: 0, height: 1 }, image)],
    [
      'under spans without width',
      (image) => specAugment.create({ times: 3, duration: 0, frequencies: 3, height: 0 }, image),
    ],
    ['under a square without sides', (image) => cutout.create({ side: 0 }, image)],
  ])('%s', (_, create) => {
    fc.assert(
      fc.property(images, ({ spec, seed, pixels }) => {
        expect(altered(create(spec), pixels, seed)).toEqual(pixels);
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  test('when an image is mirrored twice', () => {
    fc.assert(
      fc.property(images, ({ spec, seed, pixels }) => {
        const mirror = flip.create({ share: 1 }, spec);
        const [, width, channels] = spec.shape;
        const once = altered(mirror, pixels, seed);
        expect(altered(mirror, once, seed)).toEqual(pixels);
        expect(once[0]).toBe(pixels[(width - 1) * channels]);
      }),
      { seed: 1, numRuns: 40 },
    );
  });
});

/** PyTorch 1.13: `interpolate(arange(16.).reshape(1,1,4,4)[:,:,1:3,0:2], size=(4,4), mode='bilinear')`. */
test('a window is resized as PyTorch does', () => {
  const source = Float32Array.from({ length: 16 }, (_, index) => index);
  const target = new Float32Array(16);
  const make = crop.create({ area: 0.25, aspect: 1 }, { shape: [4, 4, 1], range: [0, 15] });
  make(source, target, givenUniforms(0, 0.5, 0.5, 0)); // least area, no stretch, middle rows, first columns
  expect([...target]).toEqual([4, 4.25, 4.75, 5, 5, 5.25, 5.75, 6, 7, 7.25, 7.75, 8, 8, 8.25, 8.75, 9]);
});

/** SciPy 1.10: `gaussian_filter(a, 0.8, mode='nearest', radius=3)`, a 5 × 5, a[1,1] = 1, a[4,0] = .5. */
test('an image is blurred as SciPy does', () => {
  const source = new Float32Array(25);
  source[6] = 1;
  source[20] = 0.5;
  const target = new Float32Array(25);
  const make = blur.create({ share: 1, sigma: 0.8 }, { shape: [5, 5, 1], range: [0, 1] });
  make(source, target, givenUniforms(0, 1));
  const expected = [
    0.0521258, 0.1138532, 0.0521258, 0.0050024, 0.0001006, 0.1140183, 0.2487334, 0.1138581, 0.0109263, 0.0002198,
    0.0605, 0.1166545, 0.0523756, 0.0050073, 0.0001006, 0.0989176, 0.0423418, 0.0078036, 0.0005353, 9.7e-6, 0.2808545,
    0.094135, 0.0084749, 0.0001748, 2e-7,
  ];
  target.forEach((value, index) => {
    expect(value).toBeCloseTo(expected[index]!, 6);
  });
});

test('brightness multiplies, contrast spreads about the mean, and the range cuts', () => {
  const target = new Float32Array(2);
  const make = jitter.create({ brightness: 0.5, contrast: 0.5 }, { shape: [1, 2, 1], range: [0, 1] });
  make(Float32Array.of(0.2, 0.6), target, givenUniforms(1, 1)); // both factors 1.5: .3 and .9, mean .6
  expect([...target]).toEqual([expect.closeTo(0.15, 6), 1]); // .6 − 1.5 · .3, and .6 + 1.5 · .3 = 1.05
});

test('a square of the stated side is covered by the mean, in each channel', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = stream('image', { seed });
      const pixels = Float32Array.from({ length: 10 * 8 * 3 }, random.uniform);
      const make = cutout.create({ side: 0.5 }, { shape: [10, 8, 3], range: [0, 1] });
      const result = altered(make, pixels, seed);
      const covered = [...result].flatMap((value, index) => (value === pixels[index] ? [] : [index]));
      expect(covered.length).toBeLessThanOrEqual(4 * 4 * 3);
      expect(covered.length).toBeGreaterThanOrEqual(2 * 2 * 3); // its centre is inside
      for (const index of covered) {
        const channel = pixels.filter((_, place) => place % 3 === index % 3);
        expect(result[index]).toBeCloseTo(channel.reduce((sum, value) => sum + value, 0) / 80, 6);
      }
    }),
    { seed: 1, numRuns: 40 },
  );
});

test('a span of frames and a span of bands are covered by the mean of the spectrogram, up to the stated shares', () => {
  const shape = [20, 16, 1] as const;
  const create = (options: Partial<Parameters<typeof specAugment.create>[0]>) =>
    specAugment.create({ times: 0, duration: 0.25, frequencies: 0, height: 0.5, ...options }, { shape, range: [0, 1] });
  const widths = { times: new Set<number>(), frequencies: new Set<number>() };
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom('times' as const, 'frequencies' as const), (seed, kind) => {
      const random = stream('spectrogram', { seed });
      const levels = Float32Array.from({ length: 20 * 16 }, random.uniform);
      const result = altered(create({ [kind]: 1 }), levels, seed);
      const mean = levels.reduce((sum, value) => sum + value, 0) / levels.length;
      const covered = [...result.keys()].filter((index) => result[index] !== levels[index]);
      for (const index of covered) expect(result[index]).toBeCloseTo(mean, 5);
      const spans = new Set(covered.map((index) => (kind === 'times' ? Math.floor(index / 16) : index % 16)));
      const other = kind === 'times' ? 16 : 20;
      expect(covered).toHaveLength(spans.size * other); // whole frames, or whole bands
      expect(spans.size).toBeLessThanOrEqual(kind === 'times' ? 5 : 8);
      if (spans.size > 0) expect(Math.max(...spans) - Math.min(...spans)).toBe(spans.size - 1);
      widths[kind].add(spans.size);
    }),
    { seed: 1, numRuns: 200 },
  );
  expect([...widths.times].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  expect([...widths.frequencies].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});
