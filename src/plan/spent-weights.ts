import { neededBy, type PlanNode } from './nodes.ts';
import { isFinal, type Outcome } from './outcome.ts';
import type { Plan } from './plan.ts';

/**
 * Weights that nothing unfinished of the plan needs: of checkpoints, and of trials that analyses look into.
 */
export function spentWeights(plan: Plan, outcomes: ReadonlyMap<string, Outcome>): string[] {
  const isOpen = ({ id }: PlanNode): boolean => {
    const outcome = outcomes.get(id);
    return outcome === undefined || !isFinal(outcome);
  };
  const needed = new Set([...plan.pretraining, ...plan.trials, ...plan.analyses].filter(isOpen).flatMap(neededBy));
  const analysed = new Set(plan.analyses.flatMap(neededBy));
  const spent = [...plan.pretraining, ...plan.trials].filter(
    ({ kind, id }) => (kind === 'pretrain' || analysed.has(id)) && !needed.has(id),
  );
  return [...new Set(spent.map(({ id }) => id))];
}
