import { hashOf } from '../base/hash.ts';
import type { Plan } from './plan.ts';

/**
 * Several plans of one suite as one, to be run by one pool: its nodes are theirs, each once. It is nothing to be written
 * down: each plan still has its own record.
 *
 * @throws {RangeError} without a plan.
 */
export function mergePlans(plans: readonly Plan[]): Plan {
  const [first] = plans;
  if (first === undefined) throw new RangeError('a plan is needed, received none');
  const distinct = <Node extends { readonly id: string }>(of: (plan: Plan) => readonly Node[]): Node[] => [
    ...new Map(plans.flatMap(of).map((node) => [node.id, node])).values(),
  ];
  return {
    ...first,
    id: hashOf(plans.map(({ id }) => id)),
    selected: true,
    pretraining: distinct(({ pretraining }) => pretraining),
    features: distinct(({ features }) => features),
    tuning: distinct(({ tuning }) => tuning),
    trials: distinct(({ trials }) => trials),
    analyses: distinct(({ analyses }) => analyses),
    nodes: new Map(plans.flatMap(({ nodes }) => [...nodes])),
  };
}
