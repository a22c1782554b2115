import { hashOf } from '../base/hash.ts';
import { innerCount } from '../data/inner-splits.ts';
import { SCORING_BATCH } from '../transfer/forward.ts';
import type { Configuration, PlanNode, TrialSpec } from './nodes.ts';
import type { DataRef } from './splits.ts';

/** What there is to do in a node, and on which data. */

/** How far a worker counts: optimizer steps, batches of a pass over the pool, or an analysis as a whole. */
export function stepsOf(node: PlanNode): number {
  if (node.kind === 'features') return Math.ceil(node.examples / SCORING_BATCH);
  if (node.kind === 'analysis') return 1;
  if (node.kind === 'pretrain') return node.spec.existing === null ? node.spec.training.steps : 0;
  if (node.kind === 'trial') return stepsOfOne(node.spec);
  const { configurations, inner } = node.spec;
  const once = distinctConfigurations(configurations).reduce((total, one) => total + stepsOfOne(one), 0);
  return innerCount(inner) * once;
}

/** How often something is trained or computed in a node: its time limit is for each. */
export function trainingsOf(node: PlanNode): number {
  if (node.kind !== 'tune') return 1;
  return innerCount(node.spec.inner) * distinctConfigurations(node.spec.configurations).length;
}

function stepsOfOne({ recipe, training }: Pick<TrialSpec, 'training' | 'recipe'>): number {
  return recipe.train === 'none' ? 0 : training.steps;
}

/**
 * Configurations that differ in some value: what has equal values has equal scores, and is trained once. Draws from
 * lists repeat themselves, and so do those of an arm that has none of the knobs.
 */
export function distinctConfigurations(configurations: readonly Configuration[]): readonly Configuration[] {
  const seen = new Set<string>();
  return configurations.filter(({ values }) => {
    const known = seen.size;
    return seen.add(hashOf(values)).size > known;
  });
}

/** All data that a worker needs for a node. */
export function dataOf(node: PlanNode): DataRef[] {
  switch (node.kind) {
    case 'pretrain': {
      if (node.spec.existing !== null) return [];
      const { data, without, cell } = node.spec;
      return [data, ...[without, cell?.split].flatMap((split) => split?.data ?? [])];
    }
    case 'features':
      return [node.spec.data];
    case 'tune':
    case 'trial': {
      const { split, labelled, tasks } = node.spec;
      const further = tasks.flatMap((task) => [task.split.data, ...(task.seen === null ? [] : [task.seen.data])]);
      return [split.data, ...(labelled === null ? [] : [labelled.data]), ...further];
    }
    case 'analysis': {
      const { split, labelled } = node.spec;
      return [split.data, ...(labelled === null ? [] : [labelled.data])];
    }
  }
}
