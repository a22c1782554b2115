import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/compare/contract.ts';
import { estimation } from '../../src/report/figures/estimation.ts';
import { roundTicks } from '../../src/report/figures/ticks.ts';
import { EVERYTHING, narrow } from '../../src/report/selection.ts';
import { slim } from '../../src/report/slim.ts';
import { cases, fortyArms } from './cases.ts';
import { makeComparison } from './make-comparison.ts';

const { normal, lowerIsBetter, oneFold, crowded } = cases;

function drawn(comparison: Comparison) {
  const [target] = comparison.targets;
  const contrast = target!.contrasts.find(({ arm, size }) => arm === 'full' && size === 50)!;
  if (contrast.status !== 'ok') throw new Error(contrast.status);
  return {
    contrast,
    figure: estimation(comparison, target!)!,
    sets: estimation(comparison, target!)!.panels[0]!.datasets,
  };
}

describe.each([
  ['higher', normal, 1],
  ['lower', lowerIsBetter, -1],
])('where %s is better', (_, comparison, turned) => {
  const { contrast, sets } = drawn(comparison);
  const base = Number(sets['levels']![0]!['value']);

  test('a line joins the two scores of each pair', () => {
    const lines = contrast.differences.flatMap(({ repeat, fold, reference, value }) => [
      [`${repeat}/${fold}`, 0, reference],
      [`${repeat}/${fold}`, 1, value],
    ]);
    expect(sets['pairs']!.map((row) => [row['cell'], row['at'], row['value']])).toEqual(lines);
  });

  test('the gain lies as far from the reference’s mean as it is large, and so do its ends and the region', () => {
    const [mean] = sets['means']!;
    const gainAt = (key: string) => turned * (Number(mean![key]) - base);
    expect(gainAt('mean')).toBeCloseTo(contrast.gain, 12);
    expect(gainAt('low')).toBeCloseTo(contrast.interval[0], 12);
    expect(gainAt('high')).toBeCloseTo(contrast.interval[1], 12);
    const rope = comparison.metrics[0].rope!;
    expect(turned * (Number(sets['region']![0]!['low']) - base)).toBeCloseTo(-rope, 12);
  });

  test('the gain lies at the mean of the arm’s scores', () => {
    const values = contrast.differences.map(({ value }) => value);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Number(sets['means']![0]!['mean'])).toBeCloseTo(mean, 12);
  });

  test('zero on the right is the reference’s mean', () => {
    const zero = sets['ticks']!.find((row) => row['text'] === '0');
    expect(Number(zero!['value'])).toBeCloseTo(base, 12);
  });
});

test('is of the smallest size, or of the one that is selected', () => {
  expect(estimation(normal, normal.targets[0]!)!.measure).toBe('accuracy, %, 50 examples, the smallest');
  const narrowed = narrow(normal, { ...EVERYTHING, size: 500 });
  expect(estimation(narrowed, narrowed.targets[0]!)!.measure).toBe('accuracy, %, 500 examples');
});

test('draws no more lines than 200 over all panels, from the mean of all pairs', () => {
  const many = makeComparison({ repeats: 100 });
  const lines = (comparison: Comparison) => {
    const { panels } = estimation(comparison, comparison.targets[0]!)!;
    return panels.map(({ datasets }) => new Set(datasets['pairs']!.map((row) => row['cell'])).size);
  };
  expect(lines(many)).toEqual([100, 100]);
  const bases = [many, slim(many)].map((comparison) => {
    const { panels } = estimation(comparison, comparison.targets[0]!)!;
    return Number(panels[0]!.datasets['levels']![0]!['value']);
  });
  expect(bases[1]).toBeCloseTo(bases[0]!, 6);
});

test('is not drawn without pairs, nor for more arms than can be compared by eye', () => {
  expect(estimation(oneFold, oneFold.targets[0]!)).toBeNull();
  expect(estimation(fortyArms, fortyArms.targets[0]!)).toBeNull();
  expect(estimation(crowded, crowded.targets[0]!)!.panels).toHaveLength(7);
});

describe('round ticks', () => {
  test('are round, and hold zero', () => {
    expect(roundTicks(-0.023, 0.14, 100).map(({ text }) => text)).toEqual(['0', '+5', '+10']);
    expect(roundTicks(-0.4, 0.3, 1).map(({ text }) => text)).toEqual(['−0.4', '−0.2', '0', '+0.2']);
    expect(roundTicks(1, 1, 1)).toEqual([]);
  });

  test('are few and inside their span, whatever it is', () => {
    const end = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(end, end, fc.constantFrom(1, 100), (one, other, factor) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const ticks = roundTicks(low, high, factor);
        expect(ticks.length).toBeLessThanOrEqual(7);
        for (const { value, text } of ticks) {
          const slack = (high - low) * 1e-9 + Math.abs(high) * 1e-12 + Math.abs(low) * 1e-12;
          expect(value).toBeGreaterThanOrEqual(low - slack);
          expect(value).toBeLessThanOrEqual(high + slack);
          expect(text).not.toMatch(/NaN|Infinity/);
        }
      }),
      { examples: [[0, -7e-323, 100]] },
    );
  });
});
