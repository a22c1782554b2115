import { neededBy, type PlanNode, type TrialNode } from './nodes.ts';
import type { Plan } from './plan.ts';

/** The part of a plan that one trial needs: itself, and its pre-training, features and choice. */
export function chainOf(plan: Plan, trial: TrialNode): Plan {
  const needed = new Map<string, PlanNode>([[trial.id, trial]]);
  for (const node of needed.values()) {
    for (const id of neededBy(node)) needed.set(id, plan.nodes.get(id)!); // a map goes on over what is added on the way
  }
  const part = <Node extends PlanNode>(nodes: readonly Node[]): Node[] => nodes.filter(({ id }) => needed.has(id));
  return {
    ...plan,
    selected: true,
    pretraining: part(plan.pretraining),
    features: part(plan.features),
    tuning: part(plan.tuning),
    trials: [trial],
    analyses: [],
    nodes: needed,
  };
}
