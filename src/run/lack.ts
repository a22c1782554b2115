import { nodeLabel } from '../plan/node-names.ts';
import type { PlanNode } from '../plan/nodes.ts';
import type { Outcome } from '../plan/outcome.ts';

/** Why what needs a node is skipped: the node, and what became of it. */
export function lackOf(node: PlanNode, outcome: Outcome): string {
  return `${nodeLabel(node)} ${outcome.status}${detail(outcome)}`;
}

function detail(outcome: Outcome): string {
  if (outcome.status === 'failed') return `: ${outcome.reason}`;
  if (outcome.status === 'diverged') return ` at step ${outcome.step}`;
  return '';
}
