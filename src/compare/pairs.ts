import type { Score } from './cells.ts';
import type { PairedDifference } from './contract/contrast.ts';
import type { MetricFacts } from './contract/values.ts';

/** Two scores of one cell. */
export interface Pair {
  readonly reference: Score;
  readonly arm: Score;
}

/** The cells that both arms have a score in, by repeat and fold. */
export function pairCells(reference: readonly Score[], arm: readonly Score[]): Pair[] {
  const byCell = new Map(reference.map((score) => [`${score.repeat}.${score.fold}`, score]));
  return arm.flatMap((score) => {
    const partner = byCell.get(`${score.repeat}.${score.fold}`);
    return partner === undefined ? [] : [{ reference: partner, arm: score }];
  });
}

/** The pairs whose trials differ in more than the recipe. */
export function mismatched(pairs: readonly Pair[]): Pair[] {
  return pairs.filter((pair) => pair.reference.fingerprint !== pair.arm.fingerprint);
}

export function differenceOf({ reference, arm }: Pair, direction: MetricFacts['direction']): PairedDifference {
  const gain = gainOf(reference.value, arm.value, direction);
  return { repeat: arm.repeat, fold: arm.fold, reference: reference.value, value: arm.value, gain };
}

/** How much better `after` is than `before`. */
export function gainOf(before: number, after: number, direction: MetricFacts['direction']): number {
  return direction === 'higher' ? after - before : before - after;
}
