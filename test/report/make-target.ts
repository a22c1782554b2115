import { stream } from '../../src/base/random.ts';
import type { Contrast, PairedDifference, Verdict } from '../../src/compare/contract/contrast.ts';
import type { CellScore, ScoreSummary } from '../../src/compare/contract/scores.ts';
import type { MetricFacts } from '../../src/compare/contract/values.ts';
import type { TargetComparison } from '../../src/compare/contract.ts';
import { designOf } from '../../src/compare/design.ts';
import { gainChangesOf } from '../../src/compare/gain-changes.ts';
import { makeCosts, makeEqualCosts } from './make-costs.ts';
import { correctedInterval, level, makeConvergence, studentt } from './make-curves.ts';
import { makeLaws } from './make-laws.ts';
import { makeRepresentations } from './make-representations.ts';
import { makeTimes } from './make-times.ts';
import { makeTuning } from './make-tuning.ts';
import type { ArmPlan, Options } from './options.ts';

/** One target's scores, and its contrasts by the corrected resampled t and the Bayesian correlated t. */
export function makeTarget(
  target: string,
  arms: readonly ArmPlan[],
  metrics: readonly MetricFacts[],
  sizes: readonly number[],
  options: Options,
): TargetComparison {
  const { allFailed = false, steps = 300 } = options;
  const scores = allFailed
    ? []
    : arms.flatMap((arm, index) =>
        metrics.flatMap((metric) => sizes.map((size) => makeScores(target, arm, index, size, metric, options))),
      );
  const [base] = arms;
  const contrasts = arms
    .slice(1)
    .filter(({ oracle }) => oracle === undefined)
    .flatMap((arm) =>
      metrics.flatMap((metric) =>
        sizes.map((size) => makeContrast(scores, base?.name ?? '', arm.name, size, metric, options)),
      ),
    );
  const convergence =
    allFailed || options.convergence === false
      ? []
      : arms.flatMap((arm, index) =>
          sizes.map((size) => makeConvergence(target, arm, index, size, metrics[0]!, options)),
        );
  return {
    name: target,
    classes: ['5', '6', '7', '8', '9'],
    sizes,
    scores,
    contrasts,
    changes: metrics.flatMap(({ name: metric }) =>
      gainChangesOf(
        contrasts.filter((contrast) => contrast.metric === metric),
        designOf({ kind: 'k-fold', folds: options.folds ?? 5, seed: 7 }),
      ),
    ),
    ablations: [],
    effects: [],
    layers: [],
    convergence,
    timesToReach: makeTimes(arms, metrics[0]!, sizes, convergence, options),
    ...makeLaws(arms, metrics[0]!, sizes, scores, options),
    tuning: makeTuning(arms, sizes, metrics[0]!, options),
    domainGaps: [],
    tasks: [],
    predictions: null,
    ...makeEqualCosts(arms, metrics[0]!, sizes, options),
    representations: options.looked === true ? makeRepresentations(arms) : null,
    looks: allFailed
      ? null
      : {
          trials: arms.length * sizes.length * (options.folds ?? 5) * (options.repeats ?? 1),
          observations: [21, 21],
          scorings: [1, 1],
          diverged: { trials: 0, looks: 0 },
        },
    ledger: allFailed
      ? []
      : arms.flatMap((arm) =>
          sizes.map((size) => ({
            arm: arm.name,
            size,
            trials: (options.folds ?? 5) * (options.repeats ?? 1),
            parameters: 52_138,
            trainable: arm.name === 'features' ? 330 : 52_138,
            steps,
            examples: steps * 32,
            updates: steps * (arm.name === 'features' ? 330 : 52_138),
            ...makeCosts(arm, sizes, steps, options),
            tuning:
              options.tuned === undefined
                ? null
                : {
                    configurations: options.tuned,
                    distinct: options.tuned,
                    steps: 3 * options.tuned * steps,
                    seconds: 2.5,
                  },
          })),
        ),
  };
}

function makeScores(
  target: string,
  arm: ArmPlan,
  index: number,
  size: number,
  metric: MetricFacts,
  options: Options,
): ScoreSummary {
  const { folds = 5, repeats = 1, seed = 1, noise = 0.012 } = options;
  const cells: CellScore[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (let fold = 0; fold < folds; fold++) {
      const shared = stream('cell', { seed, target, repeat, fold }).normal() * noise;
      const own = stream('arm', { seed, target, repeat, fold, size, arm: arm.name, metric: metric.name }).normal();
      const diverged = options.diverging === true && index > 0 && repeat === 0 && fold === 0;
      const accurate = diverged ? 0.2 : Math.min(1, level(arm, index, size) + shared + (own * noise) / Math.SQRT2);
      const value = metric.direction === 'lower' ? (1 - accurate) * 3.1 : accurate;
      cells.push({ repeat, fold, value, diverged, trial: `${arm.name}-${size}-${repeat}-${fold}` });
    }
  }
  const values = cells.map(({ value }) => value);
  const { mean, half } = correctedInterval(values, folds);
  return {
    arm: arm.name,
    size,
    metric: metric.name,
    n: values.length,
    diverged: cells.filter((cell) => cell.diverged).length,
    mean,
    interval: half === null ? null : [mean - half, mean + half],
    cells,
  };
}

function makeContrast(
  scores: readonly ScoreSummary[],
  reference: string,
  arm: string,
  size: number,
  metric: MetricFacts,
  options: Options,
): Contrast {
  const base = { arm, reference, size, metric: metric.name };
  const of = (wanted: string) =>
    scores.find((summary) => summary.arm === wanted && summary.size === size && summary.metric === metric.name)?.cells;
  const mine = of(arm);
  const theirs = of(reference);
  if (mine === undefined || theirs === undefined) {
    return {
      ...base,
      status: 'insufficient',
      n: 0,
      reason: 'No cell has a score of both arms; the test needs two or more.',
    };
  }
  const { folds = 5 } = options;
  const differences: PairedDifference[] = mine.map((cell, index) => {
    const other = theirs[index]?.value ?? cell.value;
    const turn = metric.direction === 'lower' ? -1 : 1;
    return {
      repeat: cell.repeat,
      fold: cell.fold,
      reference: other,
      value: cell.value,
      gain: turn * (cell.value - other),
    };
  });
  const n = differences.length;
  if (folds < 2) {
    return {
      ...base,
      status: 'insufficient',
      n,
      reason: 'The design has one fold; the corrected t needs two or more.',
    };
  }
  const {
    mean: gain,
    scale,
    freedom,
    half,
  } = correctedInterval(
    differences.map((pair) => pair.gain),
    folds,
  );
  if (half === null || !(scale > 0)) {
    return {
      ...base,
      status: 'zero_variance',
      alike: gain === 0 ? 'ties' : 'differences',
      n,
      gain,
      differences,
      reason: `All ${n} differences are the same.`,
    };
  }
  const p = 2 * (1 - studentt.cdf(Math.abs(gain) / scale, freedom));
  const { rope } = metric;
  const below = (x: number) => studentt.cdf((x - gain) / scale, freedom);
  const probabilities =
    rope === null ? null : { hurts: below(-rope), equivalent: below(rope) - below(-rope), helps: 1 - below(rope) };
  return {
    ...base,
    status: 'ok',
    n,
    test: 'corrected-resampled-t',
    gain,
    interval: [gain - half, gain + half],
    p,
    pAdjusted: Math.min(1, p * 6),
    detectable: scale * (studentt.inv(0.975, freedom) + studentt.inv(0.8, freedom)),
    further: null,
    differences,
    judgement:
      rope === null || probabilities === null
        ? { verdict: null, reason: `The suite gives no region of practical equivalence for ${metric.label}.` }
        : { verdict: verdictOf(probabilities), rope, probabilities },
  };
}

export function verdictOf(probabilities: { hurts: number; equivalent: number; helps: number }): Verdict {
  if (probabilities.helps > 0.95) return 'helps';
  if (probabilities.hurts > 0.95) return 'hurts';
  return probabilities.equivalent > 0.95 ? 'equivalent' : 'inconclusive';
}
