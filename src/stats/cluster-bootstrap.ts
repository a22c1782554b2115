import type { RandomStream } from '../base/random.ts';
import { twoSidedNormalP } from './normal.ts';
import { twoSidedCritical } from './student-t.ts';

export interface BootstrapOptions {
  /** Where the draws come from; a stream of its own. */
  readonly random: Pick<RandomStream, 'integer'>;
  /** Resamples; 2,000 where it is left out. */
  readonly draws?: number;
  /** Coverage of intervals; 0.95 where it is left out. */
  readonly level?: number;
}

export const DEFAULT_DRAWS = 2000;
export const DEFAULT_LEVEL = 0.95;

/**
 * Resamples of whole units with replacement: as many units as there are, each with all its cells.
 *
 * A unit is what was drawn independently. In repeated cross-validation that is the repeat, with all its folds: folds of
 * one repeat share most of their training examples. A cell is never taken apart, since its sizes are nested subsets and
 * its arms saw the same examples; its curves move together, and a difference of arms keeps the precision of pairing.
 *
 * Source: Davison & Hinkley 1997, "Bootstrap methods and their application", section 3.8; Efron & Tibshirani 1993,
 * chapter 8.
 */
export function* unitResamples<Cell>(
  units: readonly (readonly Cell[])[],
  draws: number,
  random: Pick<RandomStream, 'integer'>,
): Generator<Cell[]> {
  for (let draw = 0; draw < draws; draw++) {
    const cells: Cell[] = [];
    for (let place = 0; place < units.length; place++) cells.push(...units[random.integer(units.length)]!);
    yield cells;
  }
}

/**
 * The share of draws in each tail of a percentile interval over few units. Resampling n units puts σ²(n − 1)/n in place of
 * σ², and percentiles are normal quantiles where Student's are due; for a mean this tail makes good for both:
 *
 *     Φ(−sqrt(n / (n − 1)) · t(1 − α/2, n − 1)),  α = 1 − level
 *
 * Source: Hesterberg 2015, "What teachers should know about the bootstrap", The American Statistician 69:371–386, "expanded
 * percentile". With five units the plain one covers 84 % where it says 95 %.
 */
export function expandedTail(level: number, units: number): number {
  return twoSidedNormalP(Math.sqrt(units / (units - 1)) * twoSidedCritical(1 - level, units - 1)) / 2;
}

/** What keeps options from being used: a reason, or null. */
export function bootstrapProblem({ draws = DEFAULT_DRAWS, level = DEFAULT_LEVEL }: BootstrapOptions): string | null {
  if (!(Number.isInteger(draws) && draws > 0)) return 'no whole number of draws above zero';
  return level > 0 && level < 1 ? null : 'a level that is not between 0 and 1';
}
