import { neededBy, type PlanNode } from './nodes.ts';
import type { Plan } from './plan.ts';

/**
 * A plan of some nodes alone, with what these need, in the same order. It has another plan's identity: only the whole
 * one's is a run.
 *
 * @param ids of nodes of the plan.
 * @throws {RangeError} if the plan has no such node.
 */
export function planPart(plan: Plan, ids: Iterable<string>): Plan {
  const wanted = new Set<string>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (wanted.has(id)) continue;
    const node = plan.nodes.get(id);
    if (node === undefined) throw new RangeError(`the plan has no node ${id}`);
    wanted.add(id);
    open.push(...neededBy(node));
  }
  const of = <Node extends PlanNode>(nodes: readonly Node[]): Node[] => nodes.filter(({ id }) => wanted.has(id));
  return {
    ...plan,
    selected: true,
    pretraining: of(plan.pretraining),
    features: of(plan.features),
    tuning: of(plan.tuning),
    trials: of(plan.trials),
    analyses: of(plan.analyses),
    nodes: new Map([...plan.nodes].filter(([id]) => wanted.has(id))),
  };
}
