import { type Factors, stream } from '../base/random.ts';
import { splitCell } from '../data/cell.ts';
import { represent, take, type View } from '../data/view.ts';
import {
  type Architecture,
  buildArchitecture,
  countParameters,
  initialWeights,
  parameterSpecs,
  type Weights,
  withoutPrefix,
} from '../model/architecture.ts';
import { Packing } from '../model/packing.ts';
import { metrics } from '../model/registry.ts';
import { decodeWeights } from '../model/weight-file.ts';
import type { TrialNode } from '../plan/nodes.ts';
import type { ObservedPoint } from '../plan/outcome.ts';
import { fit } from '../transfer/fit.ts';
import { predictor } from '../transfer/predict.ts';
import { frozenPrefix, planStages } from '../transfer/recipe.ts';
import { poolOf } from './examples.ts';
import { stopwatch } from './stopwatch.ts';
import {
  batchSource,
  type Execution,
  firstPositions,
  type NodeInputs,
  optimizerOf,
  unfinished,
  type Workbench,
} from './workbench.ts';

/**
 * Trains one arm in one cell and scores it on the whole held-out fold at the end. With features, the model is what is
 * left of it after its frozen first stages, and the examples are their output.
 */
export async function trial(node: TrialNode, inputs: NodeInputs, bench: Workbench): Promise<Execution> {
  const clock = stopwatch();
  const { spec } = node;
  const { seed, target, repeat, fold } = spec.split;
  const examples = poolOf(bench.datasets, spec.split);
  const whole = buildArchitecture(spec.model, examples.dataset.shape, examples.classes.length);
  const names = whole.stages.map(({ name }) => name);
  const stages = planStages(spec.recipe, names);
  if ('unknown' in stages) throw new Error(`unknown stage ${stages.unknown[0]?.name}: the plan must have refused it`);
  const prefix = node.features === null ? [] : frozenPrefix(stages, names);
  const architecture = withoutPrefix(whole, prefix);
  const pool = node.features === null ? examples : featuresView(examples, architecture.inputShape, inputs.features);
  const split = splitCell(pool, spec.split.folds, spec.split);
  const train = take(split.train, firstPositions(spec.size)); // nested: the first examples of the one order

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
    parameters: countParameters(whole),
    weights: startWeights(architecture, stages.loaded, factors, inputs.weights, node.uses),
    trained: stages.trained,
    optimizer: optimizerOf(spec.training.optimizer),
    learningRate: spec.training.lr,
    batch: spec.training.batch,
    steps: spec.training.steps,
    nextBatch: batchSource(train, spec.training.batch, { ...factors, size: spec.size }),
    observe: async (step, seen, state) => {
      if (step === 0) clock.prepared();
      else clock.trained();
      const value = metrics[primary].compute(await observed(state));
      if (Number.isFinite(value)) points.push({ step, examples: seen, value }); // else the next loss says `diverged`
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

/** The pool's examples as the model's remaining stages take them. */
function featuresView(pool: View, shape: readonly number[], features: Float32Array | null): View {
  if (features === null) throw new Error('this trial needs features, but was given none');
  return represent(pool, { shape, samples: features, scale: 1 });
}

/** Loaded stages from the checkpoint, all others at random, each from its own stream. */
function startWeights(
  architecture: Architecture,
  chosen: readonly string[],
  factors: Factors,
  checkpoint: Uint8Array | null,
  file: string | null,
): Weights {
  const names = architecture.stages.map(({ name }) => name);
  const loaded = names.filter((name) => chosen.includes(name));
  const random = names.filter((name) => !chosen.includes(name));
  const weights = initialWeights(architecture, random, factors);
  if (loaded.length === 0) return weights;
  if (checkpoint === null) throw new Error('this trial needs a checkpoint, but was given none');
  return { ...weights, ...decodeWeights(checkpoint, parameterSpecs(architecture, loaded), `checkpoint ${file}`) };
}
