import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SearchSpace, searchMethods, searchSettings } from '../../../src/transfer/search/configurations.ts';
import { isWholeKnob, knobs } from '../../../src/transfer/search/knobs.ts';
import {
  gridValues,
  type KnobValues,
  readRange,
  showValues,
  valueAtShare,
} from '../../../src/transfer/search/range.ts';

function range(text: string): Extract<KnobValues, { kind: 'range' }> {
  const read = readRange(text);
  if ('message' in read) throw new Error(read.message);
  return read;
}

const SPACE: SearchSpace = {
  'training.lr': range('log 1e-4..1e-2'),
  'lr.decay': range('0.5..1'),
  'training.batch': range('8..64'),
  norm: { kind: 'list', values: ['train', 'frozen'] },
};
const drawn = ['random', 'quasi-random'] as const;

describe('ranges', () => {
  test.each([
    ['log 1e-4..1e-2', { scale: 'log', from: 1e-4, to: 1e-2, points: null }],
    ['0.1..0.9', { scale: 'linear', from: 0.1, to: 0.9, points: null }],
    ['-1..0.5', { scale: 'linear', from: -1, to: 0.5, points: null }],
    ['1..5 in 3', { scale: 'linear', from: 1, to: 5, points: 3 }],
  ])('%s', (text, expected) => {
    expect(readRange(text)).toEqual({ kind: 'range', ...expected });
  });

  test.each([
    '1',
    '1-2',
    'log 1e-4',
    'logs 1..2',
    '1..2..3',
    '-1...5',
    'a..b',
    '1..2 in x',
    '1e999..2',
    '2..1',
    '1..1',
    'log 0..1',
    '1..2 in 1',
  ])('%s is none', (text) => {
    expect(readRange(text)).toMatchObject({ message: expect.any(String), remedy: expect.any(String) });
  });

  test('are written as they were read', () => {
    for (const text of ['log 0.0001..0.01', '0.1..0.9', '1..5 in 3']) expect(showValues(range(text))).toBe(text);
    expect(showValues({ kind: 'list', values: [0, 'train'] })).toBe('[0, "train"]');
  });

  test('are gone through evenly, by value or by logarithm, both ends included in a grid', () => {
    expect(gridValues(range('log 1e-4..1e-2 in 5'), false)).toEqual([1e-4, 3.162e-4, 1e-3, 3.162e-3, 1e-2]);
    expect(gridValues(range('0..1 in 3'), false)).toEqual([0, 0.5, 1]);
    expect(gridValues(range('1..3 in 5'), true)).toEqual([1, 2, 3]); // 1.5 and 2.5 are no batches
    expect(valueAtShare(range('log 1e-4..1e-2'), 0.5, false)).toBe(1e-3);
  });

  test('give every whole number an equal part', () => {
    const counts = new Map<unknown, number>();
    for (let at = 0; at < 600; at++) {
      const value = valueAtShare(range('1..6'), at / 600, true);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.entries()]).toEqual([1, 2, 3, 4, 5, 6].map((value) => [value, 100]));
  });

  test('hold all that is drawn from them', () => {
    const shares = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: -6, max: 2 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        shares,
        (low, more, isLog, share) => {
          const values: KnobValues = {
            kind: 'range',
            scale: isLog ? 'log' : 'linear',
            from: 10 ** low,
            to: 10 ** (low + more),
            points: null,
          };
          const value = valueAtShare(values, share, false) as number;
          expect(value).toBeGreaterThanOrEqual(values.from);
          expect(value).toBeLessThanOrEqual(values.to);
        },
      ),
      { seed: 5 },
    );
  });
});

describe.each(drawn)('%s configurations', (method) => {
  const settings = searchSettings(SPACE, method, 12, 7);

  test('begin with the arm as it is written, and lie in the space', () => {
    expect(settings).toHaveLength(12);
    expect(settings[0]).toEqual({});
    for (const setting of settings.slice(1)) {
      const { 'training.lr': lr, 'lr.decay': decay, 'training.batch': batch, norm } = setting;
      expect(lr).toBeGreaterThanOrEqual(1e-4);
      expect(lr).toBeLessThanOrEqual(1e-2);
      expect(decay).toBeGreaterThanOrEqual(0.5);
      expect(decay).toBeLessThanOrEqual(1);
      expect(Number.isInteger(batch)).toBe(true);
      expect(['train', 'frozen']).toContain(norm);
    }
    expect(new Set(settings.map(({ 'training.lr': lr }) => lr)).size).toBe(12);
  });

  test('are the same again, and others with another seed', () => {
    expect(searchSettings(SPACE, method, 12, 7)).toEqual(settings);
    expect(searchSettings(SPACE, method, 12, 8)).not.toEqual(settings);
  });

  test('do not move when more are drawn', () => {
    expect(searchSettings(SPACE, method, 30, 7).slice(0, 12)).toEqual(settings);
  });

  test('do not move when a knob is added behind the others', () => {
    const more = searchSettings({ ...SPACE, 'penalty.weight-decay': range('0..1') }, method, 12, 7);
    expect(more.map(({ 'penalty.weight-decay': _, ...rest }) => rest)).toEqual(settings);
  });
});

test('a random draw depends on its own knob alone, wherever it stands', () => {
  const alone = searchSettings({ 'lr.decay': SPACE['lr.decay']! }, 'random', 12, 7);
  const among = searchSettings(SPACE, 'random', 12, 7);
  expect(among.map(({ 'lr.decay': decay }) => decay)).toEqual(alone.map(({ 'lr.decay': decay }) => decay));
});

test('quasi-random draws leave no half of a range out, where random ones may', () => {
  const space: SearchSpace = { 'lr.decay': range('0..1'), 'training.lr': range('0..1') };
  for (let seed = 0; seed < 50; seed++) {
    const points = searchSettings(space, 'quasi-random', 1 + 6, seed).slice(1); // six points, 2 × 3 boxes
    const boxes = points.map(
      (point) => `${Math.floor(2 * Number(point['lr.decay']))} ${Math.floor(3 * Number(point['training.lr']))}`,
    );
    expect(new Set(boxes).size).toBe(6);
  }
});

test('a grid is every combination, the last knob varying fastest', () => {
  const space: SearchSpace = { norm: SPACE['norm']!, 'training.lr': range('log 1e-4..1e-2 in 3') };
  expect(searchSettings(space, 'grid', 6, 1)).toEqual(
    ['train', 'frozen'].flatMap((norm) => [1e-4, 1e-3, 1e-2].map((lr) => ({ norm, 'training.lr': lr }))),
  );
});

test('what sets the budget, or says which method an arm is, is no knob', () => {
  for (const part of [
    'training.steps',
    'labels',
    'tasks.rows',
    'draws',
    'oracle',
    'init',
    'init.from',
    'adapt',
    'adapt.weight',
    'phases',
    'head.layers.hidden',
    'penalty',
    'unfreeze',
  ]) {
    expect(knobs).not.toContain(part);
  }
  expect(knobs).toContain('penalty.weight-decay');
  expect(knobs.filter(isWholeKnob)).toEqual(['training.batch', 'tuning.rank', 'tuning.width']);
  expect(searchMethods).toContain('grid');
});
