import type { MetricFacts } from '../compare/contract/values.ts';
import type { TestedDesign } from '../compare/design.ts';
import { type NonInferiority, nonInferiority } from '../stats/non-inferiority.ts';
import { nonInferiorityPairs } from '../stats/non-inferiority-pairs.ts';
import { requiredRounds } from '../stats/required-repeats.ts';
import type { Change, Confirmation, Judgement } from './contract.ts';

/** Level of each one-sided test. */
export const ALPHA = 0.05;

/** Of finding that nothing is wrong, where the number of repeats that this takes is told. */
const POWER = 0.8;

export interface JudgedPairs {
  /** New less old, cell by cell, in the metric's unit. */
  readonly differences: readonly number[];
  readonly metric: MetricFacts;
  readonly design: TestedDesign;
  /** Cells in one repeat. */
  readonly folds: number;
  readonly margin: number;
}

/** The paired change, by the test that the design allows. A gain is positive. */
export function changeOf({
  differences,
  metric,
  design,
  margin,
}: JudgedPairs): Change & { readonly test: NonInferiority | null } {
  const pairs = differences.length;
  // Of 5×2 there is no form: the ratio of two folds is what stands for it, as elsewhere.
  const test =
    design.test === null
      ? null
      : nonInferiority(differences, {
          margin,
          direction: metric.direction,
          testTrainRatio: design.ratio,
          alpha: ALPHA,
        });
  if (test === null || test.status === 'insufficient' || test.status === 'invalid') {
    const sum = differences.reduce((total, difference) => total + difference, 0);
    const mean = pairs === 0 ? null : ((metric.direction === 'higher' ? 1 : -1) * sum) / pairs + 0;
    return { pairs, mean, interval: null, pWorse: null, test };
  }
  const { mean, interval } = test;
  if (test.status === 'zero_variance') return { pairs, mean, interval: null, pWorse: null, test };
  return { pairs, mean, interval: [interval[0], interval[1]], pWorse: 1 - test.pNonInferior, test };
}

type Ruled = Pick<Judgement, 'ruling' | 'warned' | 'reason'>;

/** What a change amounts to, by the rules of a gate: what is not shown to be harmless is not thereby harmful. */
export function rule(pairs: JudgedPairs, { test, ...change }: ReturnType<typeof changeOf>, warn: number): Ruled {
  const { differences, metric, design, margin } = pairs;
  if (differences.length > 0 && differences.every((difference) => difference === 0))
    return { ruling: 'unchanged', warned: false, reason: 'Every pair is equal.' };
  if (test === null) return { ruling: 'inconclusive', warned: false, reason: `${design.reason} Give the design more.` };
  if (test.status === 'insufficient') {
    const found = change.pairs === 0 ? 'No cell has' : 'Only one cell has';
    return { ruling: 'inconclusive', warned: false, reason: `${found} a score on both sides; two or more are needed.` };
  }
  if (test.status === 'invalid')
    return { ruling: 'inconclusive', warned: false, reason: `The change cannot be judged: ${test.reason}.` };
  if (test.status === 'zero_variance')
    return {
      ruling: 'inconclusive',
      warned: false,
      reason: 'All pairs differ by the same amount: there is no spread to judge it by.',
    };
  if (test.decision === 'fail') {
    const reason = 'The loss is beyond the margin.';
    return { ruling: 'regressed', warned: false, reason };
  }
  const early = nonInferiority(differences, {
    margin: warn,
    direction: metric.direction,
    testTrainRatio: design.ratio,
    alpha: ALPHA,
  });
  const warned = warn < margin && early.decision === 'fail';
  if (test.decision === 'inconclusive')
    return {
      ruling: 'inconclusive',
      warned,
      reason: `The pairs allow a loss beyond the margin and none. ${settles(pairs)}`,
    };
  if (test.superior) return { ruling: 'improved', warned, reason: 'Better, by the whole interval.' };
  const reason = test.equivalent ? 'The change is within the margin, either way.' : 'Any loss is within the margin.';
  return { ruling: 'unchanged', warned, reason };
}

/** What would settle an open question, if the truth is that nothing has changed. */
function settles({ differences, design, folds, margin }: JudgedPairs): string {
  const n = differences.length;
  const mean = differences.reduce((total, one) => total + one, 0) / n;
  const sd = Math.sqrt(differences.reduce((total, one) => total + (one - mean) ** 2, 0) / (n - 1));
  const repeatsNeeded = neededRepeats(margin / sd, design, folds);
  const repeats = design.kind === 'seeds' ? 'seeds' : design.kind === 'episodes' ? 'episodes' : 'repeats';
  if (repeatsNeeded === 'never')
    return `No number of ${repeats} can show that nothing is lost: differences spread too far for a margin of ${short(margin)}. More folds, more training or a larger margin can.`;
  return repeatsNeeded * folds > n
    ? `About ${repeatsNeeded} ${repeats} would show that nothing is lost, if nothing is.`
    : `A few more ${repeats} may settle it; the mean change is near the margin.`;
}

/** Repeats of the design that show a change of zero to be within so many standard deviations of the differences. */
function neededRepeats(dz: number, design: TestedDesign, folds: number): number | 'never' {
  if (design.independent) {
    const found = nonInferiorityPairs({ mean: 0, sd: 1, margin: dz }, { alpha: ALPHA, power: POWER });
    return found.status === 'ok' ? found.n : 'never';
  }
  // One-sided at alpha is two-sided at twice that.
  const demand = { alpha: 2 * ALPHA, power: POWER };
  const found = requiredRounds(dz, { pairs: folds, testTrainRatio: design.ratio }, demand);
  return found.status === 'ok' ? found.repeats : 'never';
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/**
 * What cells that nobody had seen say of suspected regressions. Over all that are suspected, p is adjusted by Holm: several
 * suspicions are several chances to be wrong.
 */
export function confirm(
  { test }: ReturnType<typeof changeOf>,
  pAdjusted: number | null,
): { readonly found: Confirmation; readonly reason: string } {
  if (test === null || test.status === 'insufficient' || test.status === 'invalid')
    return { found: 'inconclusive', reason: 'The reserve block has too few pairs.' };
  const isConstant = test.status === 'zero_variance' && test.mean !== 0;
  if (test.decision === 'pass' && !isConstant)
    return { found: 'cleared', reason: 'New cells show no loss beyond the margin.' };
  const worse = !isConstant && pAdjusted !== null && pAdjusted < ALPHA;
  return worse
    ? { found: 'confirmed', reason: 'New cells show it too.' }
    : { found: 'inconclusive', reason: 'New cells show neither a loss beyond the margin nor its absence.' };
}
