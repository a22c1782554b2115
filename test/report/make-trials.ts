import type { TrialFacts } from '../../src/compare/contract/trials.ts';
import type { MetricFacts } from '../../src/compare/contract/values.ts';
import type { TargetComparison } from '../../src/compare/contract.ts';
import type { ArmPlan } from './options.ts';

/** The trials whose scores a made target has. */
export function makeTrials(
  target: TargetComparison,
  arms: readonly ArmPlan[],
  metrics: readonly MetricFacts[],
): TrialFacts[] {
  return arms.flatMap(({ name: arm }) =>
    target.sizes.flatMap((size) => {
      const summaries = metrics.map(({ name: metric }) =>
        target.scores.find((one) => one.arm === arm && one.size === size && one.metric === metric),
      );
      return (summaries[0]?.cells ?? []).map(
        ({ trial, repeat, fold, diverged }, index): TrialFacts => ({
          trial,
          target: target.name,
          arm,
          size,
          repeat,
          fold,
          status: diverged ? 'diverged' : 'completed',
          scores: summaries.map((summary) => summary?.cells[index]?.value ?? null),
          reason: diverged ? 'the loss was not finite at step 7' : null,
        }),
      );
    }),
  );
}
