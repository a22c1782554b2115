import { fiveByTwoDetectable, fiveByTwoPower } from '../stats/cv5x2-power.ts';
import { correctedTPower } from '../stats/detectable-effect.ts';
import { requiredPairs } from '../stats/paired-sample-size.ts';
import { requiredRounds } from '../stats/required-repeats.ts';
import type { Contrast } from './contract/contrast.ts';
import type { Comparison } from './contract.ts';
import { designOf, type TestedDesign } from './design.ts';
import { testMean } from './mean-test.ts';

/**
 * Before a run: whether a design can find a gain of a given size, and what it takes. Of one two-sided test at 5 %.
 */

/** What a design's power hangs on. */
export type PoweredDesign = Pick<Comparison['design'], 'kind' | 'folds' | 'repeats' | 'holdout' | 'seed'>;

export interface Goal {
  /** A gain, in the metric's unit. */
  readonly effect: number;
  /** The probability with which it is to be found. */
  readonly power: number;
}

export type Needed =
  /** The fewest repeats, hold-outs, seeds, episodes or pairs that have the power. */
  | { readonly status: 'ok'; readonly count: number }
  /** No number of repeats: endless ones (the five of 5×2) find gains from the floor on, in the metric's unit. */
  | { readonly status: 'never'; readonly floor: number }
  /** More than a thousand million. */
  | { readonly status: 'too_many' }
  /** The design allows no test, however often it is repeated. */
  | { readonly status: 'no_test' };

export interface DesignPower {
  readonly status: 'ok';
  /** Standard deviation of the paired differences, in the metric's unit. */
  readonly sd: number;
  /** Of the design as it is; null where it allows no test. */
  readonly power: number | null;
  /** Of what the design repeats: its folds, hold-outs, seeds or episodes. */
  readonly needed: Needed;
  /** Repeats of more folds, were the deviation to stay; none that overlap as much as the design. */
  readonly moreFolds: readonly { readonly folds: number; readonly needed: Needed }[];
  /** Pairs that share no training examples, such as seeds on one split or targets, were the deviation to stay. */
  readonly pairs: Needed;
}

/** Of 0.2 / 0.8 and 1/4. */
const ROUNDING = 1e-9;

/** Numbers of folds that are usual. */
const USUAL_FOLDS = [5, 10];

/** In standard deviations; above it every test has a power of 1, and the ratio does not overflow. */
const LARGEST_EFFECT = 1e9;

/** The same of 5×2, where the noncentral F has its power within 1e-15 of 1. */
const LARGEST_FIVE_BY_TWO = 10;

/** So near to 1 that the effect which has it can still be computed. */
const LARGEST_POWER = 1 - 1e-9;

/**
 * The power of a design for a goal, and what it takes to reach it: a gain over the standard deviation of the paired
 * differences is the dz of `correctedTPower`.
 *
 * @param sd above 0, in the metric's unit.
 */
export function designPower(sd: number, design: PoweredDesign, goal: Goal): DesignPower {
  const dz = Math.min(goal.effect / sd, LARGEST_EFFECT);
  const { test, independent, ratio } = designOf(design);
  const helps = (folds: number) => test === null || (!independent && 1 / (folds - 1) < ratio - ROUNDING);
  return {
    status: 'ok',
    sd,
    ...testPower(dz, sd, design, goal.power),
    moreFolds: USUAL_FOLDS.filter(helps).map((folds) => ({
      folds,
      needed: testPower(dz, sd, { kind: 'k-fold', folds, repeats: 1, seed: design.seed }, goal.power).needed,
    })),
    pairs: neededPairs(dz, goal.power),
  };
}

/** All that differs between designs: the power of the one test that a design gets, and how it grows with repeats. */
function testPower(
  dz: number,
  sd: number,
  design: PoweredDesign,
  power: number,
): Pick<DesignPower, 'power' | 'needed'> {
  const { test, ratio: testTrainRatio, independent } = designOf(design);
  const { folds, repeats } = design;
  if (test === null) return { power: null, needed: { status: 'no_test' } };
  if (test === '5x2cv-F') {
    const now = fiveByTwoPower(Math.min(dz, LARGEST_FIVE_BY_TWO));
    const floor = now < power ? fiveByTwoDetectable(Math.min(power, LARGEST_POWER)) * sd : null;
    return { power: now, needed: floor === null ? { status: 'ok', count: repeats } : { status: 'never', floor } };
  }
  const n = folds * repeats;
  const now = n < 2 ? null : correctedTPower(dz, { n, testTrainRatio });
  if (independent) return { power: now, needed: neededPairs(dz, power) };
  const result = requiredRounds(dz, { pairs: folds, testTrainRatio }, { power });
  if (result.status === 'invalid') throw new RangeError(result.reason); // goal and deviation are positive numbers
  return {
    power: now,
    needed:
      result.status === 'ok' ? { status: 'ok', count: result.repeats } : { status: 'never', floor: result.floor * sd },
  };
}

function neededPairs(dz: number, power: number): Needed {
  const result = requiredPairs(dz, { power });
  return result.status === 'ok' ? { status: 'ok', count: result.n } : { status: 'too_many' };
}

/** A contrast of an earlier run, and what its spread says about the next one. */
export interface ContrastPower {
  readonly target: string;
  readonly arm: string;
  readonly reference: string;
  readonly size: number;
  /** Pairs that the deviation comes from. */
  readonly n: number;
  readonly outcome: DesignPower | { readonly status: 'no_deviation'; readonly reason: string };
}

/**
 * The power of a design for the contrasts of an earlier run with the reference, each by the standard deviation of its
 * own differences there, as the test of the run's design estimates it; in the run's order.
 *
 * @param metric Name of the metric that the goal is in.
 */
export function contrastPowers(
  { targets, design: before }: Pick<Comparison, 'targets' | 'design'>,
  metric: string,
  design: PoweredDesign,
  goal: Goal,
): ContrastPower[] {
  const tested = designOf(before);
  return targets.flatMap(({ name: target, contrasts }) =>
    contrasts
      .filter((contrast) => contrast.metric === metric)
      .map((contrast) => {
        const { arm, reference, size, n } = contrast;
        return { target, arm, reference, size, n, outcome: contrastPower(contrast, tested, design, goal) };
      }),
  );
}

function contrastPower(
  contrast: Contrast,
  tested: TestedDesign,
  design: PoweredDesign,
  goal: Goal,
): ContrastPower['outcome'] {
  if (contrast.status !== 'ok') return { status: 'no_deviation', reason: contrast.reason };
  const test = testMean(
    contrast.differences.map(({ gain }) => gain),
    tested,
  );
  // What made the contrast `ok` is this test.
  if (test.status !== 'ok') return { status: 'no_deviation', reason: 'The differences allow no test.' };
  return designPower(test.sd, design, goal);
}
