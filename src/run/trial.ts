import { type Factors, stream } from '../base/random.ts';
import { take } from '../data/view.ts';
import {
  type Architecture,
  buildArchitecture,
  initialWeights,
  parameterSpecs,
  type Weights,
} from '../model/architecture.ts';
import { Packing } from '../model/packing.ts';
import { metrics } from '../model/registry.ts';
import { decodeWeights } from '../model/weight-file.ts';
import type { TrialNode } from '../plan/nodes.ts';
import type { ObservedPoint } from '../plan/outcome.ts';
import { fit } from '../transfer/fit.ts';
import { predictor } from '../transfer/predict.ts';
import { planStages } from '../transfer/recipe.ts';
import { splitOf } from './examples.ts';
import { stopwatch } from './stopwatch.ts';
import { batchSource, type Execution, firstPositions, optimizerOf, unfinished, type Workbench } from './workbench.ts';

/** Trains one arm in one cell and scores it on the whole held-out fold at the end. */
export async function trial(node: TrialNode, checkpoint: Uint8Array | null, bench: Workbench): Promise<Execution> {
  const clock = stopwatch();
  const { spec } = node;
  const { seed, target, repeat, fold } = spec.split;
  const split = splitOf(bench.datasets, spec.split);
  const train = take(split.train, firstPositions(spec.size)); // nested: the first examples of the one order
  const architecture = buildArchitecture(spec.model, train.dataset.shape, train.classes.length);
  const stages = planStages(
    spec.recipe,
    architecture.stages.map(({ name }) => name),
  );
  if ('unknown' in stages) throw new Error(`unknown stage ${stages.unknown[0]?.name}: the plan must have refused it`);

  // Nothing below names the arm: every arm of the cell draws the same head, the same batches, the same sample.
  const factors = { seed, target, repeat, fold };
  const [primary] = spec.metrics;
  const sample = take(
    split.test,
    stream('observed', factors).permutation(split.test.rows.length).subarray(0, spec.observe.sample),
  );
  const packing = new Packing(architecture, stages.trained);
  const observed = await predictor(bench.engine, architecture, packing, sample);
  const points: ObservedPoint[] = [];
  const result = await fit(bench.engine, {
    architecture,
    weights: startWeights(architecture, stages.loaded, factors, checkpoint, node.uses),
    trained: stages.trained,
    optimizer: optimizerOf(spec.training.optimizer),
    learningRate: spec.training.lr,
    batch: spec.training.batch,
    steps: spec.training.steps,
    nextBatch: batchSource(train, spec.training.batch, { ...factors, size: spec.size }),
    observe: async (step, examples, state) => {
      if (step === 0) clock.prepared();
      else clock.trained();
      const value = metrics[primary].compute(await observed(state));
      if (Number.isFinite(value)) points.push({ step, examples, value }); // else the next loss says `diverged`
      clock.scored();
    },
    observeEvery: spec.observe.every,
    stopped: bench.stopped,
  });
  if (result.status !== 'completed') return unfinished(node, result, clock);
  clock.trained();
  try {
    const predict = await predictor(bench.engine, architecture, packing, split.test);
    const predictions = await predict(result.state);
    if (!predictions.logits.every(Number.isFinite)) {
      const { steps } = spec.training; // the last update spoiled the weights after the last finite loss
      return unfinished(node, { status: 'diverged', step: steps, ledger: result.ledger }, clock);
    }
    const scores = Object.fromEntries(spec.metrics.map((name) => [name, metrics[name].compute(predictions)]));
    clock.scored();
    return {
      status: 'outcome',
      outcome: {
        kind: 'trial',
        node: node.id,
        status: 'completed',
        ledger: result.ledger,
        scores,
        tested: split.test.rows.length,
        curve: { metric: primary, observed: sample.rows.length, points },
        timings: clock.timings(),
      },
    };
  } finally {
    result.state.dispose();
  }
}

/** Loaded stages from the checkpoint, all others at random, each from its own stream. */
function startWeights(
  architecture: Architecture,
  loaded: readonly string[],
  factors: Factors,
  checkpoint: Uint8Array | null,
  file: string | null,
): Weights {
  const random = architecture.stages.map(({ name }) => name).filter((name) => !loaded.includes(name));
  const weights = initialWeights(architecture, random, factors);
  if (loaded.length === 0) return weights;
  if (checkpoint === null) throw new Error('this trial needs a checkpoint, but was given none');
  return { ...weights, ...decodeWeights(checkpoint, parameterSpecs(architecture, loaded), `checkpoint ${file}`) };
}
