import type { Architecture } from '../model/architecture.ts';
import { buildArchitecture } from '../model/architecture.ts';
import { planStages } from '../transfer/recipe.ts';
import type { PlanNode } from './nodes.ts';
import type { Plan } from './plan.ts';

/** What a plan would cost, before anything runs. */
export interface Estimate {
  /** Training steps of all nodes. */
  readonly steps: number;
  /** Multiply–adds of training, observing and scoring. */
  readonly multiplyAdds: number;
  /** Seconds on one worker. */
  readonly seconds: number;
}

/**
 * Multiply–adds a second of one core, and seconds of a step that no arithmetic explains: the order of magnitude seen
 * with small networks on a 2-core server. Good for "minutes or hours?", not for comparing machines.
 */
const RATE = 9e9;
const STEP_OVERHEAD = 0.002;

/** Estimates the cost of some of a plan's nodes. */
export function estimateCost(plan: Plan, nodes: Iterable<PlanNode>): Estimate {
  let steps = 0;
  let multiplyAdds = 0;
  const cache = new Map<string, number>();
  for (const node of nodes) {
    const key = node.kind === 'trial' ? `${node.arm} ${node.spec.split.target} ${node.spec.size}` : node.spec.source;
    const cost = cache.get(key) ?? nodeCost(plan, node);
    cache.set(key, cost);
    steps += node.spec.training.steps;
    multiplyAdds += cost;
  }
  return { steps, multiplyAdds, seconds: multiplyAdds / RATE + steps * STEP_OVERHEAD };
}

function nodeCost(plan: Plan, node: PlanNode): number {
  const { steps, batch } = node.spec.training;
  if (node.kind === 'pretrain') {
    const [first] = plan.architectures.values();
    const architecture = buildArchitecture(node.spec.model, first!.inputShape, node.spec.data.classes.length);
    return (
      steps *
      batch *
      trainCost(
        architecture,
        architecture.stages.map(({ name }) => name),
      )
    );
  }
  const { recipe, split, observe } = node.spec;
  const architecture = plan.architectures.get(split.target)!;
  const stages = planStages(
    recipe,
    architecture.stages.map(({ name }) => name),
  );
  const trained = 'unknown' in stages ? [] : stages.trained;
  const scored = (steps / observe.every + 1) * observe.sample;
  return steps * batch * trainCost(architecture, trained) + scored * forwardCost(architecture);
}

/** Forward once; backward twice (inputs and weights) from the end down to the first trained stage. */
function trainCost(architecture: Architecture, trained: readonly string[]): number {
  const first = architecture.stages.findIndex(({ name }) => trained.includes(name));
  const backward = architecture.stages.slice(first).reduce((total, stage) => total + 2 * stage.multiplyAdds, 0);
  return forwardCost(architecture) + backward;
}

function forwardCost(architecture: Architecture): number {
  return architecture.stages.reduce((total, stage) => total + stage.multiplyAdds, 0);
}
