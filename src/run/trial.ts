import { stream } from '../base/random.ts';
import { represent, take, takeFirst, type View } from '../data/view.ts';
import { type Architecture, countParameters, parameterSpecs, withoutPrefix } from '../model/architecture.ts';
import type { Predictions } from '../model/contract.ts';
import { evaluate } from '../model/evaluate.ts';
import { networkOf, networkStages } from '../model/network.ts';
import { packPredictions } from '../model/packed-predictions.ts';
import { type MetricName, metrics } from '../model/registry.ts';
import { decodeWeights, sealWeights } from '../model/weight-file.ts';
import { armArchitecture } from '../plan/arm-model.ts';
import { poolOfSplit, type TrialNode } from '../plan/nodes.ts';
import type { ObservedPoint, TrialOutcome } from '../plan/outcome.ts';
import { fit, type Trained } from '../transfer/fit.ts';
import { domainAccuracy } from '../transfer/measure.ts';
import { furtherHead } from '../transfer/multi-task.ts';
import { predictor } from '../transfer/predict.ts';
import { segmentsOf } from '../transfer/segments.ts';
import { frozenPrefix, planStages } from '../transfer/stages.ts';
import { targetLesson } from '../transfer/target-lesson.ts';
import { drawnOf, examplesOfTasks, poolOf, splitPool } from './examples.ts';
import { holdOut, restored, selector } from './selection.ts';
import { startWeights, trialFactors } from './start-weights.ts';
import { stopwatch } from './stopwatch.ts';
import { type Execution, type NodeInputs, optimizerOf, unfinished, type Workbench } from './workbench.ts';

type Scored = Extract<TrialOutcome, { readonly status: 'completed' }>;

/**
 * Trains one arm in one cell and scores it on the whole held-out fold at the end, or with the weights of the observed
 * step that the suite selects. With features, the model is what is
 * left of it after its frozen first stages, and the examples are their output.
 */
export async function trial(node: TrialNode, inputs: NodeInputs, bench: Workbench): Promise<Execution> {
  const clock = stopwatch();
  const { spec } = node;
  const { recipe, training } = spec;
  const { seed, target, repeat, fold } = spec.split;
  const examples = poolOf(bench.datasets, poolOfSplit(spec.split));
  const { architecture: whole, inserted } = armArchitecture(
    spec.model,
    recipe,
    examples.dataset.shape,
    spec.split.episode?.ways ?? examples.classes.length,
  );
  const plan = planStages(
    recipe,
    whole.stages.map(({ name }) => name),
  );
  if ('unknown' in plan) throw new Error(`unknown stage ${plan.unknown[0]?.name}: the plan must have refused it`);
  const prefix = node.features === null ? [] : frozenPrefix(recipe, plan, whole.stages);
  const architecture = withoutPrefix(whole, prefix);
  const pool = node.features === null ? examples : featuresView(examples, architecture.inputShape, inputs.features);
  const split = splitPool(pool, spec.split);
  const size = recipe.labels === 'all' ? spec.size : Math.min(spec.size, recipe.labels);
  const train = takeFirst(split.train, size); // nested: the first examples of the one order

  // Nothing below names the arm: every arm of the cell draws the same head, the same batches, the same sample, unless its
  // recipe asks for draws of its own; the sample is the same even then.
  const factors = { seed, target, repeat, fold };
  const drawn = trialFactors(spec);
  const [primary] = spec.metrics;
  const sample = take(
    split.test,
    stream('observed', factors).permutation(split.test.rows.length).subarray(0, spec.observe.sample),
  );
  const head = architecture.stages.at(-1)!;
  const tasks = examplesOfTasks(bench.datasets, spec.tasks, {
    train: takeFirst(split.train, spec.size),
    test: split.test,
  });
  const labelled = spec.labelled === null ? null : drawnOf(bench.datasets, spec.labelled);
  const validation = spec.select === 'source-validation' ? holdOut(labelled!, factors) : null;
  const lesson = targetLesson(
    recipe,
    head,
    {
      inputShape: architecture.inputShape,
      features: head.inputShape,
      view: train,
      batch: training.batch,
      factors: { ...drawn, size: spec.size },
    },
    {
      labelled: validation?.learnt ?? labelled,
      tasks: tasks.map(({ learnt }) => learnt),
    },
  );
  const network = networkOf(architecture, lesson.branches);
  const weights = await startWeights(bench.engine, node, {
    architecture,
    network,
    plan,
    inserted,
    factors: drawn,
    checkpoint: inputs.weights,
    view: train,
  });
  const observed = predictor(bench.engine, sample);
  const chooser =
    spec.select === 'last' ? null : selector(bench.engine, spec.select, validation?.heldOut ?? train, primary);
  const points: ObservedPoint[] = [];
  const result = await fit(bench.engine, {
    network,
    parameters: countParameters({ stages: [...whole.stages.slice(0, prefix.length), ...networkStages(network)] }),
    weights,
    lesson,
    optimizer: optimizerOf(training.optimizer),
    segments: segmentsOf(recipe, {
      network,
      plan,
      inserted,
      shared: spec.sourceClasses && train.classes.map((name) => spec.sourceClasses!.includes(name)),
      steps: training.steps,
      lr: training.lr,
    }),
    factors: { ...drawn, size: spec.size },
    observe: async (step, seen, trained, spent) => {
      if (step === 0) clock.prepared();
      else clock.trained();
      const score = evaluate(metrics[primary], await observed(trained));
      const domains = await domainAccuracy(bench.engine, lesson, trained);
      const flops = spent.status === 'counted' ? spent.flops : null;
      // Without a score there is none on this sample at any step, or else the next loss says `diverged`.
      if (score.status === 'ok')
        points.push({ step, examples: seen, value: score.value, flops, ...(domains !== null && { domains }) });
      await chooser?.consider(step, trained);
      clock.scored();
    },
    observeEvery: spec.observe.every,
    stopped: bench.stopped,
  });
  if (result.status !== 'completed') return unfinished(node, result, clock);
  clock.trained();
  const best = chooser?.best() ?? null;
  const scored = best === null ? result.trained : restored(bench.engine, result.trained, best.weights);
  try {
    const predictions = await predictor(bench.engine, split.test)(scored);
    const further: Predictions[] = [];
    for (const [index, { heldOut }] of tasks.entries()) {
      further.push(await predictor(bench.engine, heldOut, furtherHead(index))(scored));
    }
    if (![predictions, ...further].every(({ logits }) => logits.every(Number.isFinite))) {
      const { steps } = training; // the last update spoiled the weights after the last finite loss
      return unfinished(node, { status: 'diverged', step: steps, ledger: result.ledger }, clock);
    }
    const weights = bench.handOver ? await handedOver(whole, prefix, inputs.weights, scored) : undefined;
    const taskOutcomes = tasks.map(({ learnt, heldOut }, index) => ({
      ...(heldOut.rows.length === 0 ? nothingLeft(spec.metrics) : scoresOf(spec.metrics, further[index]!)),
      learnt: learnt.rows.length,
      tested: heldOut.rows.length,
    }));
    clock.scored();
    return {
      status: 'outcome',
      outcome: {
        kind: 'trial',
        node: node.id,
        status: 'completed',
        ledger: result.ledger,
        ...scoresOf(spec.metrics, predictions),
        tested: split.test.rows.length,
        predictions: packPredictions(predictions),
        tasks: taskOutcomes,
        curve: { metric: primary, observed: sample.rows.length, points },
        selected: best?.selected ?? null,
        timings: clock.timings(),
      },
      ...(weights === undefined ? {} : { weights }),
    };
  } finally {
    result.trained.state.dispose();
    if (scored !== result.trained) scored.state.dispose();
  }
}

/** What each metric makes of the held-out examples; those without a score say why. */
function scoresOf(names: readonly MetricName[], predictions: Predictions): Pick<Scored, 'scores' | 'unscored'> {
  const scores: Partial<Record<MetricName, number>> = {};
  const unscored: Partial<Record<MetricName, string>> = {};
  for (const name of names) {
    const score = evaluate(metrics[name], predictions);
    if (score.status === 'ok') scores[name] = score.value;
    else unscored[name] = score.reason;
  }
  return Object.keys(unscored).length === 0 ? { scores } : { scores, unscored };
}

/** A task whose held-out examples the trial has all trained on. */
function nothingLeft(names: readonly MetricName[]): Pick<Scored, 'scores' | 'unscored'> {
  const reason = 'the trial has trained on every held-out example of the task';
  return { scores: {}, unscored: Object.fromEntries(names.map((name) => [name, reason])) };
}

/** The encoded weights of the whole model after training; its frozen first stages are the checkpoint's. */
async function handedOver(
  whole: Architecture,
  prefix: readonly string[],
  checkpoint: Uint8Array | null,
  { packing, state }: Trained,
): Promise<Uint8Array> {
  const frozen = prefix.length === 0 ? {} : decodeWeights(checkpoint!, parameterSpecs(whole, prefix), 'the checkpoint');
  return sealWeights({ ...frozen, ...(await packing.read(state)) }, parameterSpecs(whole));
}

/** The pool's examples as the model's remaining stages take them. */
function featuresView(pool: View, shape: readonly number[], features: Float32Array | null): View {
  if (features === null) throw new Error('this trial needs features, but was given none');
  return represent(pool, { shape, samples: features, scale: 1 });
}
