import type { Comparisons } from '../suite/contract.ts';
import type { Plan } from './plan.ts';

/** What is compared with what, as far as the arms are in the plan. */
export function plannedComparisons({ suite, arms }: Pick<Plan, 'suite' | 'arms'>): Comparisons {
  const planned = new Set(arms.map(({ name }) => name));
  const { contrasts, factorial, layerwise } = suite.comparisons;
  const whole = factorial.every(({ arm }) => planned.has(arm));
  const cuts = (layerwise?.cuts ?? []).filter(({ stage: _, random, ...cut }) =>
    [...Object.values(cut), ...(random === null ? [] : [random])].every((arm) => planned.has(arm)),
  );
  return {
    contrasts: contrasts.filter(({ arm, against }) => planned.has(arm) && planned.has(against)),
    factorial: whole ? factorial : [],
    layerwise: layerwise === null || cuts.length === 0 || !planned.has(layerwise.base) ? null : { ...layerwise, cuts },
  };
}
