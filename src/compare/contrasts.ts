import { bayesCorrelatedT } from '../stats/bayes-correlated-t.ts';
import type { RankedArm } from './arms.ts';
import type { Scores } from './cells.ts';
import type { Contrast, Verdict } from './contract/contrast.ts';
import type { MetricFacts } from './contract/values.ts';
import type { TestedDesign } from './design.ts';
import { type Detectable, furtherEvidence, testMean } from './mean-test.ts';
import { differenceOf, mismatched, type Pair, pairCells } from './pairs.ts';
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
  readonly design: TestedDesign;
  readonly detectable: Detectable;
}

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

function contrastOf(arm: string, reference: string, size: number, input: ContrastInput): Contrast {
  const { scores, metric } = input;
  const pairs = pairCells(scores(reference, size, metric.name), scores(arm, size, metric.name));
  return pairedContrast({ arm, reference, size, metric: metric.name }, pairs, input);
}

/** What some pairs of trials say, by the rule that all contrasts follow; p is not adjusted yet. */
export function pairedContrast(
  base: Pick<Contrast, 'arm' | 'reference' | 'size' | 'metric'>,
  pairs: readonly Pair[],
  { metric, design, detectable }: Pick<ContrastInput, 'metric' | 'design' | 'detectable'>,
): Contrast {
  const n = pairs.length;
  const different = mismatched(pairs).length;
  if (different > 0) {
    const reason = `In ${different} of ${counted(n, 'pair')} the two trials differ in more than the recipe: their fingerprints do not match.`;
    return { ...base, status: 'refused', n, reason };
  }
  const differences = pairs.map((pair) => differenceOf(pair, metric.direction));
  const gains = differences.map((difference) => difference.gain);
  const test = testMean(gains, design, 'a score of both arms');
  if (test.status === 'zero_variance') {
    const alike = test.constant ? (gains.every((gain) => gain === 0) ? 'ties' : 'differences') : 'halves';
    const what = {
      ties: `All ${n} pairs are ties`,
      differences: `All ${n} differences are ${gainText(test.mean, metric)}`,
      halves: 'The two halves of every repeat have the same difference',
    };
    const reason = `${what[alike]}: without variance there is no test.`;
    return { ...base, status: 'zero_variance', alike, n, gain: test.mean, differences, reason };
  }
  if (test.status === 'insufficient') {
    return { ...base, status: 'insufficient', n, reason: test.reason };
  }
  const dz = detectable(n);
  if (dz === null || design.test === null) {
    const reason = 'The scores are outside the range that the test can be computed in.';
    return { ...base, status: 'insufficient', n, reason };
  }
  const { mean: gain, interval, p } = test;
  const judgement = judge(gains, design, metric);
  const further = furtherEvidence(gains, design);
  const found = { test: design.test, gain, interval, p, pAdjusted: p, detectable: dz * test.sd, further };
  return { ...base, status: 'ok', n, ...found, differences, judgement };
}

type Judgement = Extract<Contrast, { status: 'ok' }>['judgement'];

function judge(gains: readonly number[], { rho }: TestedDesign, { rope, label }: MetricFacts): Judgement {
  if (rope === null) {
    return { verdict: null, reason: `The suite gives no region of practical equivalence for ${label}.` };
  }
  const posterior = bayesCorrelatedT(gains, { rho, rope });
  if (posterior.status !== 'ok') return { verdict: null, reason: 'The posterior cannot be computed.' };
  const probabilities = { hurts: posterior.below, equivalent: posterior.within, helps: posterior.above };
  return { verdict: verdictOf(probabilities), rope, probabilities };
}

function verdictOf({ hurts, equivalent, helps }: { hurts: number; equivalent: number; helps: number }): Verdict {
  if (helps > VERDICT_PROBABILITY) return 'helps';
  if (hurts > VERDICT_PROBABILITY) return 'hurts';
  return equivalent > VERDICT_PROBABILITY ? 'equivalent' : 'inconclusive';
}
