import { correctedTPower } from '../stats/detectable-effect.ts';
import { momentsOf } from '../stats/moments.ts';
import { requiredPairs } from '../stats/paired-sample-size.ts';
import { requiredRounds } from '../stats/required-repeats.ts';
import type { RunRecord } from '../store/run-record.ts';
import type { Contrast } from './contract/contrast.ts';
import type { Comparison } from './contract.ts';
import { designOf } from './design.ts';

/**
 * Before a run: whether a design can find a gain of a given size, and what it takes. Of one two-sided test at 5 %.
 */

/** What a design's power hangs on. */
export type PoweredDesign = Pick<RunRecord['design'], 'kind' | 'folds' | 'repeats' | 'holdout'> & {
  readonly episodes?: { readonly ways: number; readonly shots: readonly number[] } | undefined;
};

export interface Goal {
  /** A gain, in the metric's unit. */
  readonly effect: number;
  /** The probability with which it is to be found. */
  readonly power: number;
}

export type Needed =
  /** The fewest repeats, episodes or pairs that have the power. */
  | { readonly status: 'ok'; readonly count: number }
  /** No number of repeats: endless ones find gains from the floor on, in the metric's unit. */
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
  /** Of what the design repeats: repeats of its folds, or episodes. */
  readonly needed: Needed;
  /** Repeats of more folds, were the deviation to stay; none in a design without folds. */
  readonly moreFolds: readonly { readonly folds: number; readonly needed: Needed }[];
  /** Pairs that share no training examples, such as seeds on one split or targets, were the deviation to stay. */
  readonly pairs: Needed;
}

/** Numbers of folds that are usual. */
const USUAL_FOLDS = [5, 10];

/** In standard deviations; above it every test has a power of 1, and the ratio does not overflow. */
const LARGEST_EFFECT = 1e9;

/**
 * The power of a design for a goal, and what it takes to reach it: a gain over the standard deviation of the paired
 * differences is the dz of `correctedTPower`.
 *
 * @param sd above 0, in the metric's unit.
 */
export function designPower(sd: number, design: PoweredDesign, goal: Goal): DesignPower {
  const dz = Math.min(goal.effect / sd, LARGEST_EFFECT);
  const usual = design.kind === 'k-fold' ? USUAL_FOLDS.filter((folds) => folds > design.folds) : [];
  return {
    status: 'ok',
    sd,
    ...testPower(dz, sd, design, goal.power),
    moreFolds: usual.map((folds) => ({
      folds,
      needed: testPower(dz, sd, { ...design, folds, repeats: 1 }, goal.power).needed,
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
  const { test, independent, ratio } = designOf({ ...design, seed: 0 });
  const { folds: pairs, repeats } = design;
  const n = pairs * repeats;
  const now = test === null || n < 2 ? null : correctedTPower(dz, { n, testTrainRatio: ratio });
  if (independent) return { power: now, needed: neededPairs(dz, power) };
  if (test === null) return { power: null, needed: { status: 'no_test' } };
  const result = requiredRounds(dz, { pairs, testTrainRatio: ratio }, { power });
  if (result.status === 'invalid') return { power: now, needed: { status: 'no_test' } };
  if (result.status === 'never') return { power: now, needed: { status: 'never', floor: result.floor * sd } };
  return { power: now, needed: { status: 'ok', count: result.repeats } };
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
 * own differences there; in the run's order.
 *
 * @param metric Name of the metric that the goal is in.
 */
export function contrastPowers(
  { targets }: Pick<Comparison, 'targets'>,
  metric: string,
  design: PoweredDesign,
  goal: Goal,
): ContrastPower[] {
  return targets.flatMap(({ name: target, contrasts }) =>
    contrasts
      .filter((contrast) => contrast.metric === metric)
      .map((contrast) => {
        const { arm, reference, size, n } = contrast;
        return { target, arm, reference, size, n, outcome: contrastPower(contrast, design, goal) };
      }),
  );
}

function contrastPower(contrast: Contrast, design: PoweredDesign, goal: Goal): ContrastPower['outcome'] {
  if (contrast.status !== 'ok') return { status: 'no_deviation', reason: contrast.reason };
  const moments = momentsOf(contrast.differences.map(({ gain }) => gain));
  if (moments.status !== 'ok') return { status: 'no_deviation', reason: 'The differences have no deviation.' };
  return designPower(moments.sd, design, goal);
}
