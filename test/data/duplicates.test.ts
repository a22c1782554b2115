import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { countSeen, nearExamples, nearIn, sameExamples } from '../../src/data/duplicates.ts';
import { take, type View } from '../../src/data/view.ts';

/** A view of examples with these values, one label for all. */
function viewOf(examples: readonly (readonly number[])[]): View {
  const samples = Float32Array.from(examples.flat());
  return {
    kind: 'classes',
    dataset: { shape: [examples[0]?.length ?? 1], samples, scale: 1 },
    classes: ['only'],
    rows: Int32Array.from(examples.keys()),
    labels: new Int32Array(examples.length),
  };
}

const DIGIT = [0, 0, 7, 9, 1, 0, 3, 8];
const OTHER = [5, 0, 1, 0, 9, 2, 0, 4];
const dimmer = DIGIT.map((value) => 2 + value / 2);
const noisy = DIGIT.map((value, index) => value + (index % 2) / 4);

describe('equal examples', () => {
  it('are found by their bytes, each with its own row among them', () => {
    const twins = sameExamples(viewOf([DIGIT, OTHER, DIGIT, dimmer]));
    expect(twins.get(0)).toEqual([0, 2]);
    expect(twins.get(2)).toEqual([0, 2]);
    expect(twins.get(1)).toEqual([1]);
    expect(twins.get(3)).toEqual([3]);
  });

  it('are found by what they were made of', () => {
    const view = viewOf([DIGIT, dimmer]);
    const origin = { shape: [2], samples: Float32Array.of(1, 2, 1, 2) };
    expect(sameExamples({ ...view, dataset: { ...view.dataset, origin } }).get(0)).toEqual([0, 1]);
  });
});

describe('nearly equal examples', () => {
  it('are found whatever their brightness and contrast, and with a little noise', () => {
    const twins = nearExamples(viewOf([DIGIT, OTHER, dimmer, noisy]), 0.99);
    expect(twins.get(0)!.toSorted()).toEqual([2, 3]);
    expect(twins.get(1)).toEqual([]);
    expect(nearExamples(viewOf([DIGIT, noisy]), 0.9999).get(0)).toEqual([]);
  });

  it('are no constant ones, which have no correlation', () => {
    const flat = new Array<number>(8).fill(3);
    expect(nearExamples(viewOf([flat, flat, DIGIT]), 0.1).get(0)).toEqual([]);
  });

  it('hold equal ones at a correlation of 1, and are fewer the higher it is', () => {
    const list = fc.array(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 6, maxLength: 6 }), {
      minLength: 2,
      maxLength: 12,
    });
    fc.assert(
      fc.property(list, fc.double({ min: 0.2, max: 0.9, noNaN: true }), (examples, lower) => {
        const view = viewOf([...examples, ...examples]);
        const [strict, loose] = [nearExamples(view, 1), nearExamples(view, lower)];
        examples.forEach((example, row) => {
          if (new Set(example).size > 1) expect(strict.get(row)).toContain(row + examples.length);
          for (const twin of strict.get(row)!) expect(loose.get(row)).toContain(twin);
          for (const twin of loose.get(row)!) expect(loose.get(twin)).toContain(row);
        });
      }),
    );
  });
});

it('counts held-out examples that the training part holds again', () => {
  const view = viewOf([DIGIT, OTHER, DIGIT, OTHER, dimmer]);
  const part = (...positions: number[]) => take(view, Int32Array.from(positions));
  const twins = sameExamples(view);
  expect(countSeen(part(0, 1), part(2, 4), twins)).toBe(1);
  expect(countSeen(part(0, 1), part(2, 3), twins)).toBe(2);
  expect(countSeen(part(4), part(0, 1, 2, 3), twins)).toBe(0);
  expect(countSeen(part(4), part(0, 1, 2, 3), nearExamples(view, 0.99))).toBe(1);
  expect(countSeen(part(0, 2), part(1, 3), twins)).toBe(0); // equal, and both held out
});

describe('likes in another view', () => {
  const LENGTH = 64;
  const random = () => stream('test', { seed: 5 });
  /** Unrelated images: independent values, whose correlation over 64 pixels has a deviation of 1/8. */
  const images = (count: number, seed: number) => {
    const values = stream('images', { seed });
    return Array.from({ length: count }, () => Array.from({ length: LENGTH }, () => 50 + 150 * values.uniform()));
  };
  const held = images(40, 1);
  const unrelated = images(70, 2);
  /** Brighter, of less contrast, and with noise of a twentieth of the images' own deviation. */
  const altered = (image: readonly number[], seed: number) => {
    const noise = stream('noise', { seed });
    return image.map((value) => 20 + 0.7 * (value + 2 * noise.normal()));
  };

  it('are found in shifted brightness and contrast and under noise, and none among unrelated images', () => {
    expect(nearIn(viewOf(held), viewOf(unrelated), 0.95, random(), 1e9)).toEqual({ compared: 40, found: 0 });
    const copies = held.slice(0, 7).map(altered);
    const other = viewOf([...unrelated, ...copies, ...copies]); // a second like counts for nothing
    expect(nearIn(viewOf(held), other, 0.95, random(), 1e9)).toEqual({ compared: 40, found: 7 });
    expect(nearIn(viewOf(held), other, 1, random(), 1e9).found).toBe(0);
  });

  it('are those of every chunk, in whatever order', () => {
    const many = images(2400, 3);
    const places = [0, 999, 1000, 2399];
    const other = many.map((image, index) =>
      places.includes(index) ? altered(held[places.indexOf(index)]!, 1) : image,
    );
    expect(nearIn(viewOf(held), viewOf(other), 0.95, random(), 1e9).found).toBe(4);
    expect(nearIn(viewOf(held.toReversed()), viewOf(other.toReversed()), 0.95, random(), 1e9).found).toBe(4);
  });

  it('are looked for within the multiplications that are allowed, in a sample of any size down to one', () => {
    const other = viewOf(held.map(altered));
    for (const [most, compared] of [
      [40 * 40 * LENGTH, 40],
      [12 * 40 * LENGTH, 12],
      [0, 1],
    ] as const) {
      expect(nearIn(viewOf(held), other, 0.95, random(), most)).toEqual({ compared, found: compared });
    }
    const half = viewOf([...held.slice(0, 20).map(altered), ...unrelated.slice(0, 20)]);
    const found = new Set(
      Array.from(
        { length: 20 },
        (_, seed) => nearIn(viewOf(held), half, 0.95, stream('s', { seed }), 8 * 40 * LENGTH).found,
      ),
    );
    expect(found.size).toBeGreaterThan(1); // the sample is drawn
  });

  it('are none where there is nothing to compare, or only constant images', () => {
    expect(nearIn(viewOf(held), take(viewOf(held), new Int32Array()), 0.9, random(), 1e9)).toEqual({
      compared: 40,
      found: 0,
    });
    const flat = viewOf([new Array<number>(LENGTH).fill(9)]);
    expect(nearIn(flat, flat, 0.1, random(), 1e9)).toEqual({ compared: 1, found: 0 });
  });
});
