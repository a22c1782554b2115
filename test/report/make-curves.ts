import { createRequire } from 'node:module';
import { quantile } from 'simple-statistics';
import { stream } from '../../src/base/random.ts';
import type { Convergence } from '../../src/compare/contract/convergence.ts';
import type { MetricFacts } from '../../src/compare/contract/values.ts';
import type { ArmPlan, Options } from './options.ts';

/** Means over sizes and over steps, and the interval that both share. */

interface StudentT {
  readonly studentt: { cdf(x: number, freedom: number): number; inv(p: number, freedom: number): number };
}
export const { studentt } = createRequire(import.meta.url)('jstat') as StudentT;

/** The mean score of an arm: a saturating curve of the size, plus the arm's effect. */
export function level(arm: ArmPlan, index: number, size: number): number {
  const base = 0.985 - 4 * (size + 20) ** -0.75;
  return Math.min(0.995, base + (index === 0 ? 0 : (arm.effect?.(size) ?? 0)));
}

/** Mean and half-width of the corrected resampled t (Nadeau & Bengio 2003). */
export function correctedInterval(values: readonly number[], folds: number) {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const freedom = n - 1;
  if (n < 2 || folds < 2) return { mean, scale: 0, freedom, half: null };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / freedom;
  const scale = Math.sqrt(variance * (1 / n + 1 / (folds - 1)));
  return { mean, scale, freedom, half: scale * studentt.inv(0.975, freedom) };
}

export function makeConvergence(
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
      ...quarters(cells.map((cell) => cell.points[k]!.value)),
    };
  });
  const isThere = (value: number) => reach !== null && (metric.direction === 'lower' ? value <= reach : value >= reach);
  const firsts = cells.map((cell) => cell.points.find(({ value }) => isThere(value))?.step ?? Infinity);
  const middle = firsts.toSorted((a, b) => a - b)[Math.floor(firsts.length / 2)] ?? Infinity;
  const last = points.at(-1)?.mean ?? 0;
  const before = points.at(-3)?.mean ?? 0;
  return {
    arm: arm.name,
    size,
    metric: metric.name,
    points,
    seconds: { perStep: 0.0014, before: 0, pretraining: arm.source === null ? 0 : 3.4 },
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

function quarters(values: readonly number[]) {
  const [low, median, high] = quantile([...values], [0.25, 0.5, 0.75]) as [number, number, number];
  return { median, quartiles: [low, high] as const };
}
