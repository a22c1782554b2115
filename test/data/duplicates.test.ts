import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSeen, nearExamples, sameExamples } from '../../src/data/duplicates.ts';
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
