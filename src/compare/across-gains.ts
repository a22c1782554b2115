import { mean } from 'simple-statistics';
import { holm } from '../stats/holm.ts';
import { negativeAcrossSuites, negativeTransfer } from '../stats/negative-transfer.ts';
import { pairedT } from '../stats/paired-t.ts';
import { signedRank, smallestSignedRankP } from '../stats/signed-rank.ts';
import type { RankedArm } from './arms.ts';
import type { Scores } from './cells.ts';
import type { AcrossSize, GainOverTargets, TargetGain } from './contract/across-targets.ts';
import type { Contrast, Verdict } from './contract/contrast.ts';
import type { MetricFacts } from './contract/values.ts';
import type { TestedDesign } from './design.ts';
import { gainOf, mismatched, pairCells } from './pairs.ts';
import { counted, gainText } from './wording.ts';

export interface GainInput {
  readonly targets: readonly {
    readonly name: string;
    readonly scores: Scores;
    readonly contrasts: readonly Contrast[];
  }[];
  readonly arm: RankedArm;
  readonly reference: RankedArm;
  readonly size: number;
  readonly metric: MetricFacts;
  readonly design: TestedDesign;
}

/** Means that differ by less than this share of them are equal: their folds were added in another order. */
const ROUNDING = 1e-12;

/** An arm's gain with targets as the unit; its p is not adjusted yet. */
export function gainOverTargets(input: GainInput): GainOverTargets {
  const { targets, arm, reference, metric } = input;
  const gains = targets.flatMap((target): TargetGain[] => {
    const gain = meanGain(target.scores, input);
    return gain === null ? [] : [{ target: target.name, gain }];
  });
  const values = gains.map(({ gain }) => gain);
  const contrasts = targets.map((target) => contrastOf(target.contrasts, input));
  const base = { arm: arm.name, reference: reference.name, gains, verdicts: verdictsOf(contrasts) };
  const test = pairedT(values);
  if (test.status === 'zero_variance') {
    const reason = `The gain is ${gainText(test.mean, metric)} on all ${test.n} targets: without variance there is no test.`;
    return { ...base, status: 'zero_variance', mean: test.mean, reason };
  }
  const ranks = signedRank(values);
  if (test.status !== 'ok' || ranks.status === 'insufficient' || ranks.status === 'invalid') {
    const few = `${counted(values.length, 'target')} with a score of both arms; a mean over targets needs two or more.`;
    const reason =
      test.status === 'insufficient' ? few : 'The gains are outside the range that a test can be computed in.';
    return { ...base, status: 'insufficient', reason };
  }
  const p = ranks.exact?.pTwoSided ?? ('pNormalCorrected' in ranks ? ranks.pNormalCorrected : 1);
  const lowest = gains.reduce((low, one) => (one.gain < low.gain ? one : low));
  const pHarm = harmOn(
    targets.findIndex(({ name }) => name === lowest.target),
    contrasts,
    input.design,
  );
  const { mean: average, interval } = test;
  const tests = { p, pAdjusted: p, smallestP: smallestSignedRankP(test.n) };
  return { ...base, status: 'ok', mean: average, interval, ...tests, lowest, pHarm };
}

/** Over the cells that both arms have; null without any, or where trials differ in more than the recipe. */
function meanGain(scores: Scores, { arm, reference, size, metric }: GainInput): number | null {
  const pairs = pairCells(scores(reference.name, size, metric.name), scores(arm.name, size, metric.name));
  if (pairs.length === 0 || mismatched(pairs).length > 0) return null;
  const [before, after] = [mean(pairs.map((pair) => pair.reference.value)), mean(pairs.map((pair) => pair.arm.value))];
  const gain = gainOf(before, after, metric.direction);
  return Math.abs(gain) <= ROUNDING * Math.max(Math.abs(before), Math.abs(after)) ? 0 : gain;
}

function contrastOf(contrasts: readonly Contrast[], { arm, size, metric }: GainInput): Contrast | undefined {
  return contrasts.find((one) => one.arm === arm.name && one.size === size && one.metric === metric.name);
}

function verdictsOf(contrasts: readonly (Contrast | undefined)[]): GainOverTargets['verdicts'] {
  const verdicts = contrasts.map((one) => (one?.status === 'ok' ? one.judgement.verdict : null));
  const count = (verdict: Verdict | null) => verdicts.filter((one) => one === verdict).length;
  return {
    helps: count('helps'),
    hurts: count('hurts'),
    equivalent: count('equivalent'),
    inconclusive: count('inconclusive'),
    none: count(null),
  };
}

/** The p of harm on one target, among those of all. */
function harmOn(
  place: number,
  contrasts: readonly (Contrast | undefined)[],
  { ratio: testTrainRatio }: TestedDesign,
): number | null {
  const each = contrasts.map((contrast) => {
    const differences = contrast?.status === 'ok' ? contrast.differences.map(({ gain }) => gain) : [];
    return negativeTransfer(differences, { testTrainRatio, rope: 0 });
  });
  return negativeAcrossSuites(each).adjusted[place] ?? null;
}

/** Adjusts the p-values of all arms and sizes as one family, as those within a target are. */
export function adjusted(sizes: readonly AcrossSize[]): AcrossSize[] {
  const all = sizes.flatMap(({ gains }) => gains);
  const pValues = holm(all.map((gain) => (gain.status === 'ok' ? gain.p : null)));
  const known = new Map(all.map((gain, index) => [gain, pValues[index]]));
  return sizes.map((one) => ({
    ...one,
    gains: one.gains.map((gain) => (gain.status === 'ok' ? { ...gain, pAdjusted: known.get(gain) ?? gain.p } : gain)),
  }));
}
