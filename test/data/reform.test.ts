import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { imageDataset } from '../../src/data/image-dataset.ts';
import { reform } from '../../src/data/reform.ts';
import { resampler } from '../../src/data/resample.ts';
import { exampleHashes, selectClasses } from '../../src/data/view.ts';
import { makeDataset } from './make-dataset.ts';

const side = fc.integer({ min: 1, max: 12 });
const size = fc.tuple(side, side);
const channels = fc.constantFrom(1, 3);

const meanOf = (values: Float64Array): number =>
  values.reduce((sum: number, value: number) => sum + value, 0) / values.length;

/** A data set of one image. */
function one(shape: readonly [number, number, number], samples: readonly number[], scale = 1 / 255) {
  return imageDataset({
    shape,
    classes: ['a'],
    samples: Uint8Array.from(samples),
    labels: Uint8Array.of(0),
    scale,
  });
}

describe('resampling', () => {
  test('a constant image stays constant, whatever the sizes', () => {
    fc.assert(
      fc.property(size, size, channels, fc.integer({ min: 0, max: 255 }), (from, to, depth, value) => {
        const resized = resampler(from, to, depth)(new Float64Array(from[0] * from[1] * depth).fill(value));
        expect(resized).toHaveLength(to[0] * to[1] * depth);
        for (const pixel of resized) expect(pixel).toBeCloseTo(value, 9);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('shrinking by whole factors keeps the mean, and is the mean of each block', () => {
    fc.assert(
      fc.property(
        size,
        size,
        fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 9, maxLength: 50 }),
        (to, factor, bytes) => {
          const from = [to[0] * factor[0], to[1] * factor[1]] as const;
          const image = Float64Array.from({ length: from[0] * from[1] }, (_, index) => bytes[index % bytes.length]!);
          const resized = resampler(from, to, 1)(image);
          expect(meanOf(resized)).toBeCloseTo(meanOf(image), 9);
          let sum = 0;
          for (let y = 0; y < factor[0]; y++) for (let x = 0; x < factor[1]; x++) sum += image[y * from[1] + x]!;
          expect(resized[0]).toBeCloseTo(sum / (factor[0] * factor[1]), 9);
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  test('nothing leaves the range of the image, and the same size changes nothing', () => {
    fc.assert(
      fc.property(size, size, fc.integer({ min: 1, max: 250 }), (from, to, factor) => {
        const image = Float64Array.from({ length: from[0] * from[1] }, (_, index) => (index * factor) % 251);
        expect(Float64Array.from(resampler(from, from, 1)(image))).toEqual(image);
        const resized = resampler(from, to, 1)(image);
        expect(Math.min(...resized)).toBeGreaterThanOrEqual(Math.min(...image) - 1e-9);
        expect(Math.max(...resized)).toBeLessThanOrEqual(Math.max(...image) + 1e-9);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  // Worked by hand: centres of 4 pixels over 2 lie at 0, ¼, ¾ and 1 of the way; thirds of 3 pixels in 2 are 1, ½ | ½, 1.
  test('growing interpolates between centres; shrinking by a fraction shares pixels', () => {
    expect([...resampler([1, 2], [1, 4], 1)(Float64Array.of(0, 100))]).toEqual([0, 25, 75, 100]);
    const halves = resampler([1, 3], [1, 2], 1)(Float64Array.of(30, 60, 90));
    expect([...halves].map((value) => Number(value.toFixed(9)))).toEqual([40, 80]);
    expect([...resampler([2, 1], [1, 2], 3)(Float64Array.of(0, 10, 20, 2, 30, 40))]).toEqual([1, 20, 30, 1, 20, 30]);
  });
});

describe('a data set in another form', () => {
  test('is the same one if it has that form', () => {
    const dataset = makeDataset({ counts: [3, 2] });
    expect(reform(dataset, {})).toBe(dataset);
    expect(reform(dataset, { resize: [4, 4], channels: 1 })).toBe(dataset);
  });

  test('lies in shared memory, with a fingerprint of its own and the same labels', () => {
    const dataset = makeDataset({ counts: [3, 2] });
    const small = reform(dataset, { resize: [2, 2] });
    expect(small).toMatchObject({ shape: [2, 2, 1], count: 5, classes: dataset.classes, scale: 1 / 255 });
    expect(small.samples).toHaveLength(20);
    expect(small.samples.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(small.labels).toEqual(dataset.labels);
    expect(small.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(small.fingerprint).not.toBe(dataset.fingerprint);
    expect(reform(dataset, { resize: [2, 2] }).fingerprint).toBe(small.fingerprint);
    expect(reform(dataset, { resize: [2, 1] }).fingerprint).not.toBe(small.fingerprint);
  });

  // ITU-R BT.601: Y = 0.299 R + 0.587 G + 0.114 B.
  test('grey is repeated in colour, and colour weighted to grey', () => {
    expect([...reform(one([1, 2, 1], [7, 250]), { channels: 3 }).samples]).toEqual([7, 7, 7, 250, 250, 250]);
    const colours = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 10, 10];
    expect([...reform(one([2, 2, 3], colours), { channels: 1 }).samples]).toEqual([76, 150, 29, 10]);
    const there = reform(one([1, 2, 1], [7, 250]), { channels: 3 });
    expect([...reform(there, { channels: 1 }).samples]).toEqual([7, 250]);
  });

  test('few levels become as many as fit, and a model sees the same', () => {
    const digits = one([1, 2, 1], [0, 16], 1 / 16);
    const wide = reform(digits, { resize: [1, 4] });
    expect(wide.scale).toBe(1 / 240);
    expect([...wide.samples].map((byte) => byte * wide.scale)).toEqual([0, 0.25, 0.75, 1]);
  });

  test('a form that no memory holds is refused in a line', () => {
    const many = imageDataset({
      shape: [1, 1, 1],
      classes: ['a'],
      samples: new Uint8Array(2000),
      labels: new Uint8Array(2000),
    });
    expect(() => reform(many, { resize: [1024, 1024], channels: 3 })).toThrow(
      '2000 images of 1024 × 1024 × 3 take more memory than there is for them, received "6.3 GB"; give the data a smaller',
    );
  });

  test('examples keep their origin: what was resized is still found in what was not', () => {
    const dataset = makeDataset({ counts: [3, 3] });
    const hashes = (of: typeof dataset): string[] => exampleHashes(selectClasses(of, ['c1']));
    const changed = reform(reform(dataset, { resize: [2, 3] }), { channels: 3 });
    expect(hashes(changed)).toEqual(hashes(dataset));
    expect(new Set(hashes(dataset)).size).toBe(3);
  });
});
