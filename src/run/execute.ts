import type { PlanNode } from '../plan/nodes.ts';
import { features } from './features.ts';
import { pretrain } from './pretrain.ts';
import { trial } from './trial.ts';
import { tune } from './tune.ts';
import type { Execution, NodeInputs, Workbench } from './workbench.ts';

/**
 * Runs one node from start to end. The result depends on the node and the data alone.
 *
 * @param inputs what the nodes that this one uses left for it.
 */
export async function executeNode(node: PlanNode, inputs: NodeInputs, bench: Workbench): Promise<Execution> {
  switch (node.kind) {
    case 'pretrain':
      return pretrain(node, inputs.weights, bench);
    case 'features':
      return features(node, inputs.weights, bench);
    case 'tune':
      return tune(node, inputs, bench);
    case 'trial':
      return trial(node, inputs, bench);
    case 'analysis':
      return (await import('./analysis.ts')).analysis(node, inputs, bench); // few runs need it
  }
}
