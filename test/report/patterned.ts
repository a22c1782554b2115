import type { Contrast, Verdict } from '../../src/compare/contract/contrast.ts';
import type { Comparison } from '../../src/compare/contract.ts';
import { makeComparison } from './make-comparison.ts';
import { type ArmPlan, accuracy, type Options, scratch } from './options.ts';

/** A contrast's outcome, by how it is to be told. */
export type Outcome = Verdict | 'unjudged' | 'ties' | 'constant' | 'halves' | 'insufficient' | 'refused';

/** Gains and intervals that fit the verdicts, in fractions. */
const SHAPES: Readonly<Record<Verdict | 'unjudged', readonly [gain: number, low: number, high: number]>> = {
  helps: [0.124, 0.098, 0.15],
  hurts: [-0.031, -0.05, -0.012],
  equivalent: [0.002, -0.005, 0.009],
  inconclusive: [0.028, -0.002, 0.058],
  unjudged: [0.124, 0.098, 0.15],
};

/**
 * A comparison with given outcomes on the primary metric: per target, per arm, one outcome per size. So that golden
 * sentences hang on the pattern of verdicts alone.
 */
export function patterned(
  patterns: Readonly<Record<string, readonly Outcome[]>> | Readonly<Record<string, readonly Outcome[]>>[],
  options: Omit<Options, 'arms'> = {},
): Comparison {
  const list = Array.isArray(patterns) ? patterns : [patterns];
  const arms: ArmPlan[] = [scratch, ...Object.keys(list[0] ?? {}).map((name) => ({ name }))];
  const targets = options.targets ?? (list.length === 1 ? ['high'] : list.map((_, index) => `target-${index + 1}`));
  const made = makeComparison({ metrics: [accuracy], ...options, arms, targets });
  const metric = made.metrics[0].name;
  return {
    ...made,
    targets: made.targets.map((target, index) => ({
      ...target,
      contrasts: target.contrasts.map((contrast) => {
        const outcomes = list[index]?.[contrast.arm];
        const outcome = outcomes?.[target.sizes.indexOf(contrast.size)];
        return contrast.metric === metric && outcome !== undefined ? shaped(contrast, outcome) : contrast;
      }),
    })),
  };
}

function shaped(contrast: Contrast, outcome: Outcome): Contrast {
  const { arm, reference, size, metric, n } = contrast;
  const base = { arm, reference, size, metric, n };
  const differences = 'differences' in contrast ? contrast.differences : [];
  switch (outcome) {
    case 'insufficient':
      return {
        ...base,
        status: 'insufficient',
        reason: 'Only one cell has a score of both arms; the test needs two or more.',
      };
    case 'refused':
      return { ...base, status: 'refused', reason: 'In 5 of 5 pairs the two trials differ in more than the recipe.' };
    case 'ties':
    case 'constant':
    case 'halves':
      return {
        ...base,
        status: 'zero_variance',
        alike: outcome === 'constant' ? 'differences' : outcome,
        gain: outcome === 'ties' ? 0 : 0.02,
        differences,
        reason: 'Without variance there is no test.',
      };
    default: {
      const [gain, low, high] = SHAPES[outcome];
      const likely = { hurts: 0.01, equivalent: 0.01, helps: 0.01 };
      return {
        ...base,
        status: 'ok',
        test: 'corrected-resampled-t',
        gain,
        interval: [low, high],
        p: 0.03,
        pAdjusted: 0.04,
        detectable: 0.034,
        further: null,
        differences,
        judgement:
          outcome === 'unjudged'
            ? { verdict: null, reason: 'The suite gives no region of practical equivalence for accuracy.' }
            : {
                verdict: outcome,
                rope: 0.01,
                probabilities:
                  outcome === 'inconclusive'
                    ? { hurts: 0.1, equivalent: 0.2, helps: 0.7 }
                    : { ...likely, [outcome]: 0.98 },
              },
      };
    }
  }
}
