import { stream } from '../../src/base/random.ts';
import type { TuningSearch } from '../../src/compare/contract/tuning.ts';
import type { MetricFacts } from '../../src/compare/contract/values.ts';
import { expectedBest } from '../../src/stats/expected-best.ts';
import { correctedInterval, level } from './make-curves.ts';
import type { ArmPlan, Options } from './options.ts';

/** What searches of some configurations each might have found. */
export function makeTuning(
  arms: readonly ArmPlan[],
  sizes: readonly number[],
  metric: MetricFacts,
  { tuned, folds = 5, repeats = 1, seed = 1 }: Options,
): TuningSearch[] {
  if (tuned === undefined) return [];
  return arms.flatMap((arm, index) =>
    sizes.map((size): TuningSearch => {
      const cells = Array.from({ length: folds * repeats }, (_, cell) => {
        const draws = stream('tuned', { seed, arm: arm.name, size, cell });
        const scores = Array.from({ length: tuned }, () => level(arm, index, size) - 0.2 * draws.uniform());
        const curve = expectedBest(scores, metric.direction);
        if (curve.status !== 'ok') throw new Error(curve.status);
        return curve.points;
      });
      const points = Array.from({ length: tuned }, (_, step) => {
        const { mean, half } = correctedInterval(
          cells.map((points) => points[step]!.value),
          folds,
        );
        return { tried: step + 1, mean, interval: half === null ? null : ([mean - half, mean + half] as const) };
      });
      return {
        arm: arm.name,
        size,
        metric: metric.name,
        n: cells.length,
        configurations: tuned,
        distinct: tuned,
        diverged: index,
        trainings: 3 * tuned * cells.length,
        points,
        chosen: [{ settings: { 'training.lr': 0.00285, 'penalty.weight-decay': 0 }, cells: 3 }],
      };
    }),
  );
}
