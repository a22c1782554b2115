import type { Convergence } from '../../src/compare/contract/convergence.ts';
import type { TimesToReach } from '../../src/compare/contract/times-to-reach.ts';
import type { MetricFacts } from '../../src/compare/contract/values.ts';
import type { CostCurve } from '../../src/compare/cost-curves.ts';
import { designOf } from '../../src/compare/design.ts';
import { timesToReach } from '../../src/compare/times-to-reach.ts';
import type { ArmPlan, Options } from './options.ts';

const SECONDS_PER_STEP = 0.0014;

/** Times to the wanted score of the made curves: 1.4 ms a step, and a checkpoint of 3.4 s for arms with a source. */
export function makeTimes(
  arms: readonly ArmPlan[],
  metric: MetricFacts,
  sizes: readonly number[],
  convergence: readonly Convergence[],
  { folds = 5, reach = 0.9 }: Options,
): TimesToReach | null {
  const design = designOf({ kind: 'k-fold', folds, seed: 7 });
  const names = arms.map(({ name }) => name);
  const sources = new Map(arms.map(({ name, source }) => [name, source]));
  const [reference = ''] = names;
  const curves = (arm: string, size: number): CostCurve[] =>
    convergence
      .filter((curve) => curve.arm === arm && curve.size === size)
      .flatMap(({ cells }) =>
        cells.map(({ repeat, fold, points }) => ({
          repeat,
          fold,
          fingerprint: `${repeat}.${fold}`,
          floor: null,
          points: points.map(({ step, value }) => ({
            value,
            examples: 32 * step,
            spent: { steps: step, flops: null, seconds: SECONDS_PER_STEP * step },
          })),
          checkpoint: { steps: 0, flops: 0, seconds: sources.get(arm) === null ? 0 : 3.4 },
          observed: 500,
          tested: 500,
        })),
      );
  const planned = arms
    .slice(1)
    .filter(({ oracle }) => oracle === undefined)
    .map(({ name }) => ({ arm: name, against: reference }));
  return timesToReach({ arms: names, reference, planned, curves, sizes, metric, reach, design });
}
