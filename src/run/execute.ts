import type { PlanNode } from '../plan/nodes.ts';
import { pretrain } from './pretrain.ts';
import { trial } from './trial.ts';
import type { Execution, Workbench } from './workbench.ts';

/**
 * Runs one node from start to end. The result depends on the node and the data alone.
 *
 * @param weights the encoded checkpoint of the node that this one uses.
 */
export function executeNode(node: PlanNode, weights: Uint8Array | null, bench: Workbench): Promise<Execution> {
  return node.kind === 'pretrain' ? pretrain(node, bench) : trial(node, weights, bench);
}
