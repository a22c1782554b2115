import type { RankedArm } from '../../src/compare/arms.ts';
import type { Score } from '../../src/compare/cells.ts';
import type { ScoreSummary } from '../../src/compare/contract/scores.ts';
import type { MetricFacts } from '../../src/compare/contract/values.ts';
import type { TargetComparison } from '../../src/compare/contract.ts';
import { transferFiguresOf } from '../../src/compare/curve-figures.ts';
import { curveLawsOf } from '../../src/compare/curve-laws.ts';
import type { ArmPlan, Options } from './options.ts';

/** What the analysis makes of made learning curves: data multipliers and power laws. */
export function makeLaws(
  arms: readonly ArmPlan[],
  metric: MetricFacts,
  sizes: readonly number[],
  made: readonly ScoreSummary[],
  { laws = false, seed = 1, allFailed = false }: Options,
): Pick<TargetComparison, 'transfer' | 'laws'> {
  const [base, ...others] = arms;
  if (!laws || allFailed || base === undefined) return { transfer: [], laws: [] };
  const scores = (arm: string, size: number, of: string): Score[] =>
    made
      .filter((summary) => summary.arm === arm && summary.size === size && summary.metric === of)
      .flatMap(({ cells }) => cells.map((cell) => ({ ...cell, fingerprint: '' })));
  const ranked = ({ name }: ArmPlan): RankedArm => ({
    name,
    reference: name === base.name,
    place: 0,
    summary: '',
    source: null,
    adapt: null,
    transductive: [],
    origin: null,
    oracle: null,
  });
  const input = { target: 'made', scores, sizes, metric, seed };
  return {
    transfer: transferFiguresOf({
      ...input,
      planned: others.map((arm) => ({ arm: ranked(arm), against: ranked(base) })),
    }),
    laws: curveLawsOf({ ...input, arms: arms.map(({ name }) => name) }),
  };
}
