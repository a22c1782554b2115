import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { testedFacts } from '../../src/compare/facts.ts';
import { repeatsToSettle } from '../../src/report/settle.ts';
import type { MeasuredContrast } from '../../src/report/view.ts';

interface StudentT {
  readonly studentt: { inv(p: number, freedom: number): number };
}
const { studentt } = createRequire(import.meta.url)('jstat') as StudentT;

/** A contrast whose pairs have a standard deviation of one, so that the interval follows from the design. */
function contrast(gain: number, folds: number, repeats: number): MeasuredContrast {
  const n = folds * repeats;
  const half = studentt.inv(0.975, n - 1) * Math.sqrt(1 / n + 1 / (folds - 1));
  return {
    arm: 'full',
    reference: 'scratch',
    size: 50,
    metric: 'accuracy',
    status: 'ok',
    n,
    test: 'corrected-resampled-t',
    gain,
    interval: [gain - half, gain + half],
    p: 0.1,
    pAdjusted: 0.1,
    detectable: 2,
    further: null,
    differences: [],
    judgement: { verdict: 'inconclusive', rope: 0.1, probabilities: { hurts: 0.2, equivalent: 0.2, helps: 0.6 } },
  };
}

const designOfFolds = (folds: number, repeats: number) =>
  ({
    ...testedFacts({ kind: 'k-fold', folds, repeats, seed: 1, groups: false }),
    checkpoints: 'none',
  }) as const;

/** The exact answer, by trying designs in turn. */
function exact(gain: number, rope: number, folds: number, repeats: number): number | null {
  for (let more = repeats + 1; more <= 50; more++) {
    const n = folds * more;
    const half = studentt.inv(0.975, n - 1) * Math.sqrt(1 / n + 1 / (folds - 1));
    if (half <= Math.abs(gain - rope)) return more;
  }
  return null;
}

test.each([
  [1.2, 10, 1],
  [1.3, 5, 1],
  [1.5, 5, 1],
  [0.9, 10, 2],
  [1.1, 5, 2],
])('the advice for a gain of %d over %d folds and %d repeats is about right', (gain, folds, repeats) => {
  const design = designOfFolds(folds, repeats);
  const advised = repeatsToSettle(contrast(gain, folds, repeats), 0.1, design);
  const right = exact(gain, 0.1, folds, repeats);
  expect(advised === null).toBe(right === null);
  if (advised !== null && right !== null) expect(Math.abs(advised - right)).toBeLessThanOrEqual(Math.ceil(right * 0.2));
});

test('no number of repeats beats the overlap of the folds', () => {
  const design = designOfFolds(5, 1);
  expect(repeatsToSettle(contrast(0.6, 5, 1), 0.1, design)).toBeNull();
});
