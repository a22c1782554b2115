import { bayesCorrelatedT } from '../stats/bayes-correlated-t.ts';
import { type CorrectedT, correctedT } from '../stats/corrected-t.ts';
import { detectableEffect } from '../stats/detectable-effect.ts';
import type { RankedArm } from './arms.ts';
import type { Scores } from './cells.ts';
import type { Contrast, Verdict } from './contract/contrast.ts';
import type { MetricFacts } from './contract/values.ts';
import { correctionRatio, differenceOf, type Folds, isTestable, mismatched, type Pair, pairCells } from './pairs.ts';
import { counted, gainText } from './wording.ts';

/** A verdict is given where its posterior probability is above this (Benavoli et al. 2017). */
const VERDICT_PROBABILITY = 0.95;

export interface ContrastInput {
  readonly scores: Scores;
  /** What is compared with what. */
  readonly planned: readonly { readonly arm: RankedArm; readonly against: RankedArm }[];
  /** Of the p-values of the whole family. */
  readonly adjust: (pValues: readonly (number | null)[]) => readonly (number | null)[];
  readonly sizes: readonly number[];
  readonly metric: MetricFacts;
  readonly folds: Folds;
  readonly detectable: Detectable;
}

/** The smallest effect that so many pairs detect, in standard deviations of the differences; null if there is none. */
export type Detectable = (n: number) => number | null;

/** The contrasts of one family in one target and metric, by contrast, then size. */
export function contrastsOf(input: ContrastInput): Contrast[] {
  const { planned, sizes, adjust } = input;
  const contrasts = planned.flatMap(({ arm, against }) =>
    sizes.map((size) => contrastOf(arm.name, against.name, size, input)),
  );
  return adjusted(contrasts, adjust);
}

/** The contrasts with p-values that are adjusted over all of them. */
export function adjusted(contrasts: readonly Contrast[], adjust: ContrastInput['adjust']): Contrast[] {
  const found = adjust(contrasts.map((contrast) => (contrast.status === 'ok' ? contrast.p : null)));
  return contrasts.map((contrast, index) =>
    contrast.status === 'ok' ? { ...contrast, pAdjusted: found[index] ?? contrast.p } : contrast,
  );
}

/** Computed once per number of pairs: it takes milliseconds, and most contrasts have the same number. */
export function detectableByPairs(folds: Folds): Detectable {
  const known = new Map<number, number | null>();
  return (n) => {
    const found = known.get(n);
    if (found !== undefined) return found;
    const effect = detectableEffect({ n, testTrainRatio: correctionRatio(folds) });
    const dz = effect.status === 'ok' ? effect.dz : null;
    known.set(n, dz);
    return dz;
  };
}

function contrastOf(arm: string, reference: string, size: number, input: ContrastInput): Contrast {
  const { scores, metric } = input;
  const pairs = pairCells(scores(reference, size, metric.name), scores(arm, size, metric.name));
  return pairedContrast({ arm, reference, size, metric: metric.name }, pairs, input);
}

/** What some pairs of trials say, by the rule that all contrasts follow; p is not adjusted yet. */
export function pairedContrast(
  base: Pick<Contrast, 'arm' | 'reference' | 'size' | 'metric'>,
  pairs: readonly Pair[],
  { metric, folds, detectable }: Pick<ContrastInput, 'metric' | 'folds' | 'detectable'>,
): Contrast {
  const { arm, reference } = base;
  const n = pairs.length;
  const different = mismatched(pairs).length;
  if (different > 0) {
    const reason = `In ${different} of ${counted(n, 'pair')} the two trials differ in more than the recipe: their fingerprints do not match.`;
    return { ...base, status: 'refused', n, reason };
  }
  if (!isTestable(folds)) {
    return {
      ...base,
      status: 'insufficient',
      n,
      reason: 'The design has one fold; the corrected t needs two or more.',
    };
  }
  const differences = pairs.map((pair) => differenceOf(pair, metric.direction));
  const gains = differences.map((difference) => difference.gain);
  const test = correctedT(gains, { testTrainRatio: correctionRatio(folds) });
  if (test.status === 'zero_variance') {
    const reason = `All ${n} differences are ${gainText(test.mean, metric)}: without variance there is no test.`;
    return { ...base, status: 'zero_variance', n, gain: test.mean, differences, reason };
  }
  const dz = test.status === 'ok' ? detectable(n) : null;
  if (test.status !== 'ok' || dz === null) {
    return { ...base, status: 'insufficient', n, reason: insufficiency(test, n, arm, reference) };
  }
  const { mean: gain, interval, pTwoSided: p } = test;
  const judgement = judge(gains, folds, metric);
  const smallest = dz * Math.sqrt(test.variance);
  return { ...base, status: 'ok', n, gain, interval, p, pAdjusted: p, detectable: smallest, differences, judgement };
}

function insufficiency(test: CorrectedT, n: number, arm: string, reference: string): string {
  if (test.status !== 'insufficient') return 'The scores are outside the range that the test can be computed in.';
  const found = n === 0 ? 'No cell has a score' : 'One cell only has a score';
  return `${found} of both ${arm} and ${reference}; the test needs two or more.`;
}

type Judgement = Extract<Contrast, { status: 'ok' }>['judgement'];

function judge(gains: readonly number[], folds: Folds, { rope, label }: MetricFacts): Judgement {
  if (rope === null) {
    return { verdict: null, reason: `The suite gives no region of practical equivalence for ${label}.` };
  }
  const posterior = bayesCorrelatedT(gains, { folds, rope });
  if (posterior.status !== 'ok') return { verdict: null, reason: 'The posterior cannot be computed.' };
  const probabilities = { hurts: posterior.below, equivalent: posterior.within, helps: posterior.above };
  return { verdict: verdictOf(probabilities), rope, probabilities };
}

function verdictOf({ hurts, equivalent, helps }: { hurts: number; equivalent: number; helps: number }): Verdict {
  if (helps > VERDICT_PROBABILITY) return 'helps';
  if (hurts > VERDICT_PROBABILITY) return 'hurts';
  return equivalent > VERDICT_PROBABILITY ? 'equivalent' : 'inconclusive';
}
