import type { Factors } from '../../../src/base/random.ts';
import { outputsOf } from '../../../src/data/targets.ts';
import type { View } from '../../../src/data/view.ts';
import type { Engine } from '../../../src/engine/contract.ts';
import { buildArchitecture, initialWeights, type ModelChoice, type Weights } from '../../../src/model/architecture.ts';
import type { Criterion, Optimizer } from '../../../src/model/contract.ts';
import { type Network, networkOf, networkStages } from '../../../src/model/network.ts';
import { optimizers } from '../../../src/model/registry.ts';
import { fit, type Trained } from '../../../src/transfer/fit.ts';
import type { Lesson } from '../../../src/transfer/lesson.ts';
import { measure } from '../../../src/transfer/measure.ts';
import { objectiveLesson } from '../../../src/transfer/objective.ts';
import { objectives } from '../../../src/transfer/registry.ts';
import { wholeSegment } from '../../../src/transfer/segments.ts';

export type ObjectiveName = keyof typeof objectives;

const MODEL: ModelChoice = { backbone: 'cnn', head: { use: 'linear' }, channels: [4, 8], kernel: 3, hidden: 24 };
/** For texts. */
const TRANSFORMER: ModelChoice = {
  backbone: 'transformer',
  head: { use: 'linear' },
  ...{ width: 16, layers: 1, heads: 2, hidden: 32 },
  ...{ attention: 'past', positions: 'learned', pool: 'mean', dropout: 0 },
};
/** For graphs. */
const GRAPH_NETWORK: ModelChoice = {
  backbone: 'gnn',
  head: { use: 'linear' },
  ...{ layer: 'gin', layers: 2, hidden: 16, readout: 'mean' },
};
/** For sequences. */
const ENCODER_DECODER: ModelChoice = {
  backbone: 'encoder-decoder',
  head: { use: 'linear' },
  ...{ width: 16, layers: 1, heads: 2, hidden: 32, dropout: 0, beams: 1, lengthPenalty: 0 },
};
export const FACTORS: Factors = { seed: 1, source: 'digits', repeat: 0 };

export interface Task {
  readonly lesson: Lesson;
  readonly network: Network;
  readonly weights: Weights;
}

function modelFor({ kind, dataset: { content } }: View): ModelChoice {
  if (kind === 'sequences') return ENCODER_DECODER;
  if (content?.kind === 'graph') return GRAPH_NETWORK;
  return content?.kind === 'tokens' ? TRANSFORMER : MODEL;
}

/** An objective with a small network and its first weights. */
export function taskOf(
  name: ObjectiveName,
  view: View,
  { batch, options = {}, factors = FACTORS }: { batch: number; options?: object; factors?: Factors },
): Task {
  const architecture = buildArchitecture(modelFor(view), view.dataset, outputsOf(view));
  const head = architecture.stages.at(-1)!;
  const lesson = objectiveLesson(name, objectives[name].schema.parse(options), {
    inputShape: architecture.inputShape,
    features: head.inputShape,
    view,
    batch,
    factors,
    head,
    body: architecture.stages.slice(0, -1),
  });
  const network = networkOf(architecture, lesson.branches);
  const stages = networkStages(network);
  const weights = initialWeights(
    { stages },
    stages.map(({ name: stage }) => stage),
    FACTORS,
  );
  return { lesson, network, weights };
}

const adam = optimizers.adam.create(optimizers.adam.schema.parse({}));

/** Trains for some steps; returns loss and measure on the same batches before and after, and the weights. */
export async function learn(
  engine: Engine,
  { lesson, network, weights }: Task,
  { steps, lr, optimizer = adam }: { steps: number; lr: number; optimizer?: Optimizer },
) {
  const { criterion } = lesson;
  const losses: Criterion = {
    ...criterion,
    key: `${criterion.key} loss`,
    measure: { name: 'loss', better: 'lower', value: criterion.loss },
  };
  const seen: { loss: number; measure: number }[] = [];
  const observe = async (_step: number, _examples: number, trained: Trained) => {
    seen.push({
      loss: await measure(engine, { ...lesson, criterion: losses }, trained),
      measure: await measure(engine, lesson, trained),
    });
  };
  // biome-ignore lint/suspicious/noFocusedTests: this trains; it is no test
  const result = await fit(engine, {
    network,
    parameters: 0,
    weights,
    lesson,
    optimizer,
    segments: [wholeSegment(network, steps, lr)],
    factors: FACTORS,
    observe,
    observeEvery: steps,
    stopped: () => false,
  });
  if (result.status !== 'completed') throw new Error(`the run ${result.status}`);
  const { packing, state } = result.trained;
  const after = await packing.read(state);
  state.dispose();
  return { before: seen[0]!, after: seen.at(-1)!, weights: after, ledger: result.ledger };
}
