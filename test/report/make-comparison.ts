import { createRequire } from 'node:module';
import { stream } from '../../src/base/random.ts';
import type {
  CellScore,
  Comparison,
  Contrast,
  Convergence,
  MetricFacts,
  PairedDifference,
  ScoreSummary,
  TargetComparison,
  Verdict,
} from '../../src/compare/contract.ts';

/**
 * Seeded comparisons for tests: learning curves with known effects, with the intervals and posteriors that the real
 * analysis would give them (corrected resampled t; Nadeau & Bengio 2003, Corani & Benavoli 2015).
 */

interface StudentT {
  readonly studentt: { cdf(x: number, freedom: number): number; inv(p: number, freedom: number): number };
}
const { studentt } = createRequire(import.meta.url)('jstat') as StudentT;

export interface ArmPlan {
  readonly name: string;
  readonly summary?: string;
  readonly source?: string | null;
  readonly transductive?: boolean;
  /** Gain over the reference's mean at a size, as a fraction. */
  readonly effect?: (size: number) => number;
}

export interface Options {
  readonly seed?: number;
  readonly question?: string;
  /** The first one is the reference. */
  readonly arms?: readonly ArmPlan[];
  readonly targets?: readonly string[];
  readonly sizes?: readonly number[];
  readonly folds?: number;
  readonly repeats?: number;
  readonly metrics?: readonly [MetricFacts, ...MetricFacts[]];
  readonly reach?: number | null;
  /** Standard deviation of a pair's difference. */
  readonly noise?: number;
  readonly steps?: number;
  /** No trial gives a score. */
  readonly allFailed?: boolean;
  /** The first cell of each arm but the reference diverges. */
  readonly diverging?: boolean;
  readonly convergence?: boolean;
  readonly warnings?: Comparison['warnings'];
  readonly dirty?: boolean;
}

export const accuracy: MetricFacts = {
  name: 'accuracy',
  label: 'accuracy',
  direction: 'higher',
  unit: 'fraction',
  rope: 0.01,
};
export const macroF1: MetricFacts = { ...accuracy, name: 'macro-f1', label: 'macro F1' };
export const logLoss: MetricFacts = {
  name: 'log-loss',
  label: 'log loss',
  direction: 'lower',
  unit: 'plain',
  rope: 0.05,
};

export const scratch: ArmPlan = { name: 'scratch', summary: 'random weights, all trained', source: null };
export const full: ArmPlan = {
  name: 'full',
  summary: 'all stages from low-digits, all trained',
  effect: (size) => 0.124 * (50 / size) ** 0.9,
};
export const features: ArmPlan = {
  name: 'features',
  summary: 'all stages from low-digits, head trained',
  effect: (size) => 0.11 * (50 / size) ** 0.5 - 0.055,
};

export function makeComparison(options: Options = {}): Comparison {
  const { question = 'Do the digits 0–4 help a small CNN learn 5–9 from few examples?' } = options;
  const arms = options.arms ?? [scratch, full, features];
  const metrics = options.metrics ?? [accuracy, macroF1, logLoss];
  const { folds = 5, repeats = 1, targets = ['high'], sizes = [50, 150, 500] } = options;
  const planned = arms.length * targets.length * sizes.length * folds * repeats;
  const failed = options.allFailed === true ? planned : 0;
  return {
    suite: { name: 'quickstart', version: 1, question },
    run: {
      id: '9b1f0c2d4e6a',
      command: 'npm run bench -- suites/quickstart.yaml',
      commit: '3f2a91c7d0e8b4a6f1c2d3e4f5a6b7c8d9e0f1a2',
      dirty: options.dirty ?? false,
      started: '2026-11-23T18:30:00.000Z',
      computeSeconds: 24.31,
      engine: 'wasm',
      device: 'cpu',
      versions: { headstart: '0.1.0', node: '20.19.0', '@tensorflow/tfjs-core': '4.22.0' },
      data: [
        { name: 'low', examples: 5000, fingerprint: 'a3c1f09e7b52d4486f1e' },
        { name: 'high', examples: 2500, fingerprint: '71d0be4419c8a2f3356b' },
      ],
      folder: '../results/quickstart/9b1f0c2d4e6a',
      suiteText: `suite: quickstart\nversion: 1\nquestion: ${question}\n\ntarget: { data: high, metric: accuracy, sizes: [50, 150, 500] }\n`,
    },
    design: {
      folds,
      repeats,
      seed: 7,
      correctionRatio: folds > 1 ? 1 / (folds - 1) : 1,
      checkpoints: arms.some((arm) => arm.source !== null) ? 'per-repeat' : 'none',
    },
    metrics,
    reach: options.reach === undefined ? 0.9 : options.reach,
    arms: arms.map((arm, index) => ({
      name: arm.name,
      reference: index === 0,
      summary: arm.summary ?? 'all stages from low-digits, all trained',
      source: arm.source === undefined ? 'low-digits' : arm.source,
      transductive: arm.transductive ?? false,
    })),
    targets: targets.map((target) => makeTarget(target, arms, metrics, sizes, options)),
    counts: { planned, completed: planned - failed, diverged: 0, failed, timedOut: 0, missing: 0 },
    warnings: options.warnings ?? [],
  };
}

function makeTarget(
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
  return {
    name: target,
    classes: ['5', '6', '7', '8', '9'],
    sizes,
    scores,
    contrasts: arms
      .slice(1)
      .flatMap((arm) =>
        metrics.flatMap((metric) =>
          sizes.map((size) => makeContrast(scores, base?.name ?? '', arm.name, size, metric, options)),
        ),
      ),
    convergence:
      allFailed || options.convergence === false
        ? []
        : arms.flatMap((arm, index) =>
            sizes.map((size) => makeConvergence(target, arm, index, size, metrics[0]!, options)),
          ),
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
            seconds: arm.name === 'features' ? 0.21 : 0.42,
            pretraining: arm.source === null ? null : { checkpoints: options.repeats ?? 1, steps: 500, seconds: 3.4 },
          })),
        ),
  };
}

/** The mean score of an arm: a saturating curve of the size, plus the arm's effect. */
function level(arm: ArmPlan, index: number, size: number): number {
  const base = 0.985 - 4 * (size + 20) ** -0.75;
  return Math.min(0.995, base + (index === 0 ? 0 : (arm.effect?.(size) ?? 0)));
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
    return { ...base, status: 'zero_variance', n, gain, differences, reason: `All ${n} differences are the same.` };
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
    gain,
    interval: [gain - half, gain + half],
    p,
    pHolm: Math.min(1, p * 6),
    detectable: scale * (studentt.inv(0.975, freedom) + studentt.inv(0.8, freedom)),
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

function correctedInterval(values: readonly number[], folds: number) {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const freedom = n - 1;
  if (n < 2 || folds < 2) return { mean, scale: 0, freedom, half: null };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / freedom;
  const scale = Math.sqrt(variance * (1 / n + 1 / (folds - 1)));
  return { mean, scale, freedom, half: scale * studentt.inv(0.975, freedom) };
}

function makeConvergence(
  target: string,
  arm: ArmPlan,
  index: number,
  size: number,
  metric: MetricFacts,
  options: Options,
): Convergence {
  const { folds = 5, repeats = 1, seed = 1, steps = 300 } = options;
  const reach = options.reach === undefined ? 0.9 : options.reach;
  const at = Array.from({ length: 13 }, (_, k) => Math.round((k * steps) / 12));
  const end = level(arm, index, size);
  const pace = index === 0 ? 70 : 28;
  const convert = (value: number) => (metric.direction === 'lower' ? (1 - value) * 3.1 : value);
  const cells = Array.from({ length: repeats * folds }, (_, cell) => {
    const draws = stream('curve', { seed, target, arm: arm.name, size, cell });
    const shift = draws.normal() * 0.012;
    return {
      repeat: Math.floor(cell / folds),
      fold: cell % folds,
      points: at.map((step) => ({
        step,
        value: convert(Math.min(1, 0.2 + (end + shift - 0.2) * (1 - Math.exp(-step / pace)) + draws.normal() * 0.006)),
      })),
    };
  });
  const points = at.map((step, k) => {
    const { mean, half } = correctedInterval(
      cells.map((cell) => cell.points[k]?.value ?? 0),
      folds,
    );
    return {
      step,
      examples: step * 32,
      mean,
      interval: half === null ? null : ([mean - half, mean + half] as const),
      n: cells.length,
    };
  });
  const firsts = cells.map(
    (cell) => cell.points.find(({ value }) => reach !== null && value >= reach)?.step ?? Infinity,
  );
  const middle = firsts.toSorted((a, b) => a - b)[Math.floor(firsts.length / 2)] ?? Infinity;
  const last = points.at(-1)?.mean ?? 0;
  const before = points.at(-3)?.mean ?? 0;
  return {
    arm: arm.name,
    size,
    metric: metric.name,
    points,
    cells: cells.slice(0, 10),
    reached:
      reach === null
        ? null
        : {
            count: firsts.filter(Number.isFinite).length,
            of: firsts.length,
            medianStep: Number.isFinite(middle) ? middle : null,
          },
    tail: {
      gain: last - before,
      interval: [last - before - 0.004, last - before + 0.004],
      stillImproving: last - before > 0.008,
    },
  };
}
