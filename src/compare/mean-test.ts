import { stream } from '../base/random.ts';
import { allResamples, bootstrapInterval, randomResamples } from '../stats/bootstrap-interval.ts';
import { correctedT } from '../stats/corrected-t.ts';
import { fiveByTwoMean } from '../stats/cv5x2-mean.ts';
import { fiveByTwoDetectable } from '../stats/cv5x2-power.ts';
import { detectableEffect } from '../stats/detectable-effect.ts';
import { pairedT } from '../stats/paired-t.ts';
import { signFlip } from '../stats/sign-flip.ts';
import type { FurtherEvidence } from './contract/contrast.ts';
import type { Interval } from './contract/values.ts';
import type { TestedDesign } from './design.ts';

/** Whether a mean over the cells of a design differs from zero, by the test that the design gets. */
export type MeanTest =
  | {
      readonly status: 'ok';
      readonly mean: number;
      /** 95 %. */
      readonly interval: Interval;
      /** Two-sided. */
      readonly p: number;
      /** One-sided, for a mean above zero; of 5×2 it is of the t that makes the interval. */
      readonly pGreater: number;
      /** Of one value, as the test estimates it: what effects are measured in. */
      readonly sd: number;
    }
  /** Without variance there is neither a test nor an interval. All values are equal, or of 5×2 those of each repeat. */
  | { readonly status: 'zero_variance'; readonly mean: number; readonly constant: boolean }
  /** One sentence on what is missing. */
  | { readonly status: 'insufficient'; readonly reason: string };

const FIVE_BY_TWO = 10;

/**
 * Tests a mean over cells.
 *
 * @param values one per cell, by repeat, then fold: 5×2 takes two that stand side by side for the halves of a repeat.
 * @param what a cell has that is among them.
 */
export function testMean(values: readonly number[], design: TestedDesign, what = 'a score'): MeanTest {
  const n = values.length;
  if (design.test === null) return { status: 'insufficient', reason: design.reason };
  if (design.test === '5x2cv-F') return testFiveByTwo(values, what);
  const test = design.test === 'paired-t' ? pairedT(values) : correctedT(values, { testTrainRatio: design.ratio });
  switch (test.status) {
    case 'ok': {
      const { mean, interval, pTwoSided: p, pGreater } = test;
      return { status: 'ok', mean, interval, p, pGreater, sd: Math.sqrt(test.variance) };
    }
    case 'zero_variance':
      return { status: 'zero_variance', mean: test.mean, constant: true };
    case 'insufficient': {
      const found = `${n === 0 ? 'No' : 'Only one'} cell has ${what}`;
      return { status: 'insufficient', reason: `${found}; the test needs two or more.` };
    }
    case 'invalid':
      return { status: 'insufficient', reason: OUT_OF_RANGE };
  }
}

const OUT_OF_RANGE = 'The scores are outside the range that the test can be computed in.';

function testFiveByTwo(values: readonly number[], what: string): MeanTest {
  const n = values.length;
  if (n !== FIVE_BY_TWO) {
    const found = n === 0 ? 'none has' : n === 1 ? 'one has' : `${n} have`;
    const reason = `The 5×2 tests need all ten cells, and ${found} ${what}.`;
    return { status: 'insufficient', reason };
  }
  const test = fiveByTwoMean(values);
  switch (test.status) {
    case 'ok': {
      const { mean, interval, pF: p, pGreater, sd } = test;
      return { status: 'ok', mean, interval, p, pGreater, sd };
    }
    case 'zero_variance': {
      const { mean, constant } = test;
      return { status: 'zero_variance', mean, constant };
    }
    case 'invalid':
      return { status: 'insufficient', reason: OUT_OF_RANGE };
  }
}

/**
 * 95 % interval of a mean over cells; null where the design gives none, and where the values do not vary: an interval
 * without width would look like certainty. @param values as of `testMean`.
 */
export function intervalOfMean(values: readonly number[], design: TestedDesign): Interval | null {
  const test = testMean(values, design);
  return test.status === 'ok' ? test.interval : null;
}

/** The smallest effect that so many pairs detect, in standard deviations of the differences; null if there is none. */
export type Detectable = (n: number) => number | null;

/** Computed once per number of pairs: it takes milliseconds, and most contrasts have the same number. */
export function detectableByPairs(design: TestedDesign): Detectable {
  const known = new Map<number, number | null>();
  return (n) => {
    const found = known.get(n);
    if (found !== undefined) return found;
    const dz = detectable(n, design);
    known.set(n, dz);
    return dz;
  };
}

function detectable(n: number, { test, ratio }: TestedDesign): number | null {
  if (test === null) return null;
  if (test === '5x2cv-F') return n === FIVE_BY_TWO ? fiveByTwoDetectable() : null;
  const effect = detectableEffect({ n, testTrainRatio: ratio });
  return effect.status === 'ok' ? effect.dz : null;
}

/** Up to so many pairs all resamples are taken: n^n of them. */
const MOST_COUNTED = 5;
const RESAMPLES = 9999;

/** What else speaks for or against a mean of differences in this design; null where nothing does. */
export function furtherEvidence(differences: readonly number[], design: TestedDesign): FurtherEvidence | null {
  if (design.kind !== 'seeds') return null;
  // One list of sign vectors, and one of resamples, for all contrasts of a run: they name no arm.
  const flips = signFlip(differences, { random: stream('sign flips', { seed: design.seed }) });
  if (flips.status !== 'ok') return null;
  const n = differences.length;
  const resamples =
    n <= MOST_COUNTED
      ? allResamples(n)
      : randomResamples(n, RESAMPLES, stream('resampled pairs', { seed: design.seed }));
  const found = bootstrapInterval(differences, { resamples });
  return {
    signFlip: { p: flips.pTwoSided, method: flips.method },
    bca: found.status === 'ok' ? found.bca : null,
  };
}
