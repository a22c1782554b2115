import type { EngineName } from '../engine/contract.ts';
import { buildArchitecture, prefixStages, withoutPrefix } from '../model/architecture.ts';
import type { Stage } from '../model/contract.ts';
import { volume } from '../model/layers.ts';
import { analysisEntry } from '../transfer/analyses/registry.ts';
import type { Recipe } from '../transfer/recipe.ts';
import { frozenPrefix, planStages } from '../transfer/stages.ts';
import { armArchitecture, armSegments } from './arm-model.ts';
import { type AnalysisNode, heldOut, type PlanNode, stepsOf } from './nodes.ts';
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
 * with small networks on a 2-core server. Good for "minutes or hours?", not for comparing machines or devices.
 */
const SPEEDS: Readonly<Record<EngineName, { readonly rate: number; readonly overhead: number }>> = {
  onnx: { rate: 35e9, overhead: 0.0004 },
  tensorflow: { rate: 20e9, overhead: 0.002 },
  wasm: { rate: 9e9, overhead: 0.002 },
};

/** Estimates the cost of some of a plan's nodes. */
export function estimateCost(plan: Plan, nodes: Iterable<PlanNode>): Estimate {
  let steps = 0;
  let multiplyAdds = 0;
  const cache = new Map<string, number>();
  for (const node of nodes) {
    const key = costKey(node);
    const cost = cache.get(key) ?? nodeCost(plan, node);
    cache.set(key, cost);
    if (node.kind === 'pretrain' || node.kind === 'trial') steps += stepsOf(node);
    multiplyAdds += cost;
  }
  const { rate, overhead } = SPEEDS[plan.engine];
  return { steps, multiplyAdds, seconds: multiplyAdds / rate + steps * overhead };
}

/** Nodes of one key cost the same. */
function costKey(node: PlanNode): string {
  switch (node.kind) {
    case 'pretrain':
      return node.spec.source;
    case 'features':
      return node.id;
    case 'analysis':
      return `${node.spec.analysis} ${node.subjects.length} ${node.spec.split.target} ${node.spec.size}`;
    case 'trial':
      return `${node.arm} ${node.spec.split.target} ${node.spec.size}`;
  }
}

function nodeCost(plan: Plan, node: PlanNode): number {
  if (node.kind === 'features') {
    const architecture = plan.architectures.get(node.spec.target)!;
    return node.examples * forwardCost(prefixStages(architecture, node.spec.prefix));
  }
  if (node.kind === 'analysis') return analysisCost(plan, node);
  if (node.kind === 'pretrain') {
    if (node.spec.existing !== null) return 0;
    const { steps, batch } = node.spec.training;
    const [first] = plan.architectures.values();
    const architecture = buildArchitecture(node.spec.model, first!.inputShape, node.spec.data.classes.length);
    return (
      steps *
      batch *
      trainCost(
        architecture.stages,
        architecture.stages.map(({ name }) => name),
      )
    );
  }
  const { recipe, split, observe, training } = node.spec;
  const { batch } = training;
  const { inputShape, classes } = plan.architectures.get(split.target)!;
  const arm = armArchitecture(node.spec.model, recipe, inputShape, classes);
  const chosen = planStages(
    recipe,
    arm.architecture.stages.map(({ name }) => name),
  );
  if ('unknown' in chosen) throw new Error('the plan must have refused an unknown stage');
  const prefix = node.features === null ? [] : frozenPrefix(recipe, chosen, arm.architecture.stages);
  const { stages } = withoutPrefix(arm.architecture, prefix);
  const observed = Math.min(observe.sample, split.episode === undefined ? observe.sample : heldOut(split, 0));
  const scored = (stepsOf(node) / observe.every + 1) * observed;
  const trained = armSegments(recipe, arm, training).reduce((total, segment) => {
    const names = segment.trained.map((parameter) => parameter.slice(0, parameter.indexOf('/')));
    return total + segment.steps * batch * trainCost(stages, names);
  }, 0);
  return rowsPerExample(recipe) * trained + scored * forwardCost(stages);
}

/** Each model looks at the examples once; what is then done with their representations is the analysis's own. */
function analysisCost(plan: Plan, { spec, subjects }: AnalysisNode): number {
  const { stages, classes } = plan.architectures.get(spec.split.target)!;
  const { pool, folds } = spec.split;
  const test = heldOut(spec.split, pool ?? spec.size * Math.max(2, folds));
  const sample = Math.min(spec.sample, test);
  const widths = stages.slice(0, -1).map(({ outputShape }) => volume(outputShape));
  const work = analysisEntry(spec.analysis).work({ widths, classes, train: spec.size, test, sample });
  return subjects.length * (spec.size + test) * forwardCost(stages) + work;
}

/** How many rows a step has for each of its batch. */
function rowsPerExample({ adapt, tasks }: Recipe): number {
  if (tasks !== 'single') return 1 + tasks.with.length * tasks.rows;
  return adapt === 'none' || adapt.use === 'source-only' ? 1 : 2;
}

/** Forward once; backward twice (inputs and weights) from the end down to the first trained stage. */
function trainCost(stages: readonly Stage[], trained: readonly string[]): number {
  const first = stages.findIndex(({ name }) => trained.includes(name));
  const backward = stages.slice(first).reduce((total, stage) => total + 2 * stage.multiplyAdds, 0);
  return forwardCost(stages) + backward;
}

function forwardCost(stages: readonly Stage[]): number {
  return stages.reduce((total, stage) => total + stage.multiplyAdds, 0);
}
