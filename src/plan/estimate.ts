import { innerCount } from '../data/inner-splits.ts';
import type { EngineName } from '../engine/contract.ts';
import { buildArchitecture, inputOf, prefixStages, withoutPrefix } from '../model/architecture.ts';
import type { Stage } from '../model/contract.ts';
import { volume } from '../model/layers.ts';
import { HEAD, networkStages } from '../model/network.ts';
import { analysisEntry } from '../transfer/analyses/registry.ts';
import { frozenPrefix, planStages } from '../transfer/stages.ts';
import { armArchitecture, armSegments } from './arm-model.ts';
import type { LessonShape } from './lessons.ts';
import { distinctConfigurations, stepsOf } from './node-work.ts';
import {
  type AnalysisNode,
  configured,
  type PlanNode,
  type TrialNode,
  type TrialSpec,
  type TuneNode,
} from './nodes.ts';
import type { Plan } from './plan.ts';
import { heldOut } from './splits.ts';

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
    if (node.kind === 'pretrain' || node.kind === 'tune' || node.kind === 'trial') steps += stepsOf(node);
    multiplyAdds += cost;
  }
  const { rate, overhead } = SPEEDS[plan.engine];
  return { steps, multiplyAdds, seconds: multiplyAdds / rate + steps * overhead };
}

/** What each node of a plan would take on one worker, in seconds. */
export function nodeSeconds(plan: Plan): ReadonlyMap<string, number> {
  const known = new Map<string, number>();
  const seconds = new Map<string, number>();
  for (const node of plan.nodes.values()) {
    const key = `${node.kind} ${costKey(node)}`;
    const one = known.get(key) ?? estimateCost(plan, [node]).seconds;
    known.set(key, one);
    seconds.set(node.id, one);
  }
  return seconds;
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
    case 'tune':
    case 'trial':
      return `${node.kind} ${node.arm} ${node.spec.split.target} ${node.spec.size}`;
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
    const { source, training } = node.spec;
    const lesson = plan.lessons.sources.get(source)!;
    const architecture = buildArchitecture(node.spec.model, lesson.input, node.spec.data.classes?.length ?? 1);
    const body = architecture.stages.slice(0, -1);
    return training.steps * stepCost(body, lesson, new Set(body.map(({ name }) => name)));
  }
  if (node.kind === 'tune') return tuneCost(plan, node);
  return trialCost(plan, node, node.spec, scoredIn(node));
}

/** Examples that a trial scores as it goes on. */
function scoredIn(node: TrialNode): number {
  const { split, observe } = node.spec;
  const observed = Math.min(observe.sample, split.episode === undefined ? observe.sample : heldOut(split, 0));
  return (stepsOf(node) / observe.every + 1) * observed;
}

/** Each distinct configuration is trained on each inner split, as a trial is, and scored at the end. */
function tuneCost(plan: Plan, node: TuneNode): number {
  const { inner, size, configurations } = node.spec;
  const held = 'folds' in inner ? size / inner.folds : inner.holdout * size;
  const once = distinctConfigurations(configurations).reduce(
    (total, one) => total + trialCost(plan, node, configured(node.spec, one), held),
    0,
  );
  return innerCount(inner) * once;
}

/** @param scored examples that are scored, in training and at its end. */
function trialCost(
  plan: Plan,
  { arm: name, features }: Pick<TrialNode, 'arm' | 'features'>,
  spec: Pick<TrialSpec, 'recipe' | 'split' | 'training' | 'model'>,
  scored: number,
): number {
  const { recipe, split, training, model } = spec;
  const target = plan.architectures.get(split.target)!;
  const arm = armArchitecture(model, recipe, inputOf(target), target.outputs);
  const chosen = planStages(
    recipe,
    arm.architecture.stages.map(({ name }) => name),
  );
  if ('unknown' in chosen) throw new Error('the plan must have refused an unknown stage');
  const prefix = features === null ? [] : frozenPrefix(recipe, chosen, arm.architecture.stages);
  const { stages } = withoutPrefix(arm.architecture, prefix);
  const made = plan.lessons.arms.get(name)!.get(split.target)!;
  const lesson = { ...made, rows: (made.rows * training.batch) / plan.suite.training.batch }; // a batch may be tuned
  const trained = armSegments(recipe, arm, training).reduce((total, segment) => {
    const names = new Set(segment.trained.map((parameter) => parameter.slice(0, parameter.indexOf('/'))));
    return total + segment.steps * stepCost(stages.slice(0, -1), lesson, names);
  }, 0);
  return trained + scored * forwardCost(stages);
}

/** Each model looks at the examples once; what is then done with their representations is the analysis's own. */
function analysisCost(plan: Plan, { spec, subjects }: AnalysisNode): number {
  const { stages, outputs } = plan.architectures.get(spec.split.target)!;
  const { pool, folds } = spec.split;
  const test = heldOut(spec.split, pool ?? spec.size * Math.max(2, folds));
  const sample = Math.min(spec.sample, test);
  const widths = stages.slice(0, -1).map(({ outputShape, represent }) => volume(represent?.shape ?? outputShape));
  const work = analysisEntry(spec.analysis).work({ widths, outputs, train: spec.size, test, sample });
  return subjects.length * (spec.size + test) * forwardCost(stages) + work;
}

/**
 * One step of a lesson: each row goes forward once through the body and all branches, and backward twice (inputs and
 * weights) from the end down to the first trained stage.
 *
 * @param trained names of stages; branches other than the head are trained whenever anything is.
 */
function stepCost(body: readonly Stage[], { rows, branches }: LessonShape, trained: ReadonlySet<string>): number {
  const first = body.findIndex(({ name }) => trained.has(name));
  const learning = first === -1 ? [] : body.slice(first);
  const beyond = Object.entries(branches).filter(([name]) => first !== -1 || name !== HEAD || trained.has(HEAD));
  const backward = 2 * forwardCost([...learning, ...beyond.flatMap(([, stages]) => stages)]);
  return rows * (forwardCost(networkStages({ body, branches })) + backward);
}

function forwardCost(stages: readonly Stage[]): number {
  return stages.reduce((total, stage) => total + stage.multiplyAdds, 0);
}
