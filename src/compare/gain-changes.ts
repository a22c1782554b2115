import { mean } from 'simple-statistics';
import type { Contrast, GainChange, PairedDifference } from './contract/contrast.ts';
import type { TestedDesign } from './design.ts';
import { intervalOfMean } from './mean-test.ts';

/**
 * How each arm's gain changes from the smallest to the largest size that it was compared at: an interaction of arm and
 * size. It is computed within each fold, whose training sets are nested, then averaged over folds; a fold without a
 * difference at both sizes is left out.
 *
 * @param contrasts of one family and one metric. @returns one change for each arm that has two such sizes.
 */
export function gainChangesOf(contrasts: readonly Contrast[], design: TestedDesign): GainChange[] {
  const arms = [...new Set(contrasts.map(({ arm }) => arm))];
  return arms.flatMap((arm): GainChange[] => {
    const measured = contrasts
      .flatMap((one) => (one.arm === arm && 'differences' in one ? one : []))
      .toSorted((a, b) => a.size - b.size);
    const [first, last] = [measured[0], measured.at(-1)];
    if (first === undefined || last === undefined || first === last) return [];
    const values = changes(first.differences, last.differences);
    if (values.length === 0) return [];
    const { reference, metric, size: from } = first;
    const interval = intervalOfMean(values, design);
    return [{ arm, reference, metric, from, to: last.size, n: values.length, change: mean(values), interval }];
  });
}

function changes(before: readonly PairedDifference[], after: readonly PairedDifference[]): number[] {
  const byCell = new Map(before.map(({ repeat, fold, gain }) => [`${repeat}.${fold}`, gain]));
  return after.flatMap(({ repeat, fold, gain }) => {
    const earlier = byCell.get(`${repeat}.${fold}`);
    return earlier === undefined ? [] : [gain - earlier];
  });
}
