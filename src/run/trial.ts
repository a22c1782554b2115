import { stream } from '../base/random.ts';
import { takeFirst } from '../data/view.ts';
import { parameterSpecs } from '../model/architecture.ts';
import { areFinite, evaluate } from '../model/evaluate.ts';
import type { Predictions } from '../model/metrics/contract.ts';
import { packPredictions } from '../model/packed-predictions.ts';
import { type MetricName, metrics } from '../model/registry.ts';
import { decodeWeights, sealWeights } from '../model/weight-file.ts';
import { configured, labelled, type TrialNode } from '../plan/nodes.ts';
import type { ObservedPoint, TrialOutcome } from '../plan/outcome.ts';
import { heldOutPart } from '../plan/splits.ts';
import type { Trained } from '../transfer/fit.ts';
import { domainAccuracy } from '../transfer/measure.ts';
import { furtherHead } from '../transfer/multi-task.ts';
import { cellIn, drawnOf, examplesOfTasks } from './examples.ts';
import { learn, type Pupil, pupilOf } from './learn.ts';
import { holdOut, restored, selector } from './selection.ts';
import { trialFactors } from './start-weights.ts';
import { stopwatch } from './stopwatch.ts';
import { type Execution, type NodeInputs, unfinished, type Workbench } from './workbench.ts';

type Scored = Extract<TrialOutcome, { readonly status: 'completed' }>;

/**
 * Trains one arm in one cell, with what was chosen for it there, and scores it on the whole held-out fold at the end, or
 * with the weights of the observed step that the suite selects. With features, the model is what is left of it after its
 * frozen first stages, and the examples are their output.
 */
export async function trial(node: TrialNode, inputs: NodeInputs, bench: Workbench): Promise<Execution> {
  const clock = stopwatch();
  if (node.tune !== null && inputs.configuration === undefined) {
    throw new Error('this trial needs a choice, but was given none');
  }
  const spec = configured(node.spec, inputs.configuration ?? null);
  const { training } = spec;
  const { seed, target, repeat, fold } = spec.split;
  const pupil = pupilOf(spec, node.features !== null, inputs.features, bench.datasets);
  const { train: trainingPart, heldOut } = cellIn(pupil.pool, spec.split);
  const train = takeFirst(trainingPart, labelled(spec)); // nested: the first examples of the one order

  // Nothing below names the arm: every arm of the cell draws the same head, the same batches, the same sample, unless its
  // recipe asks for draws of its own; the sample is the same even then.
  const factors = { seed, target, repeat, fold };
  const drawn = trialFactors(spec);
  const [primary] = spec.metrics;
  const sample = stream('observed', { ...factors, repeat: heldOutPart(spec.split).repeat })
    .permutation(heldOut.count)
    .subarray(0, spec.observe.sample);
  const tasks = examplesOfTasks(bench.datasets, spec.tasks, {
    train: takeFirst(trainingPart, spec.size),
    heldOut,
  });
  const domain = spec.labelled === null ? null : drawnOf(bench.datasets, spec.labelled);
  const validation = spec.select === 'source-validation' ? holdOut(domain!, factors) : null;
  const observed = heldOut.predictor(bench.engine, { purpose: 'observe', learnt: train, positions: sample });
  const chooser =
    spec.select === 'last' ? null : selector(bench.engine, spec.select, validation?.heldOut ?? train, train, primary);
  const points: ObservedPoint[] = [];
  const result = await learn(
    pupil,
    {
      spec,
      uses: node.uses,
      checkpoint: inputs.weights,
      train,
      others: { labelled: validation?.learnt ?? domain, tasks: tasks.map(({ learnt }) => learnt) },
      factors: drawn,
      order: { ...drawn, size: spec.size },
      observe: async (step, seen, trained, spent, lesson) => {
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
    },
    bench,
  );
  if (result.status !== 'completed') return unfinished(node, result, clock, heldOut.looks);
  clock.trained();
  const best = chooser?.best() ?? null;
  const scored = best === null ? result.trained : restored(bench.engine, result.trained, best.weights);
  try {
    const predictions = await heldOut.predictor(bench.engine, { purpose: 'score', learnt: train })(scored);
    const further: Predictions[] = [];
    for (const [index, task] of tasks.entries()) {
      const look = { purpose: 'score', learnt: task.learnt, branch: furtherHead(index) } as const;
      further.push(await task.heldOut.predictor(bench.engine, look)(scored));
    }
    if (![predictions, ...further].every(areFinite)) {
      const { steps } = training; // the last update spoiled the weights after the last finite loss
      return unfinished(node, { status: 'diverged', step: steps, ledger: result.ledger }, clock, heldOut.looks);
    }
    const weights = bench.handOver ? await handedOver(pupil, inputs.weights, scored) : undefined;
    const taskOutcomes = tasks.map(({ learnt, heldOut: tested }, index) => ({
      ...(tested.count === 0 ? nothingLeft(spec.metrics) : scoresOf(spec.metrics, further[index]!)),
      learnt: learnt.rows.length,
      tested: tested.count,
      looks: tested.looks,
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
        tested: heldOut.count,
        looks: heldOut.looks,
        predictions: packPredictions(predictions),
        tasks: taskOutcomes,
        curve: { metric: primary, observed: sample.length, points },
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
  { whole, prefix }: Pupil,
  checkpoint: Uint8Array | null,
  { packing, state }: Trained,
): Promise<Uint8Array> {
  const frozen = prefix.length === 0 ? {} : decodeWeights(checkpoint!, parameterSpecs(whole, prefix), 'the checkpoint');
  return sealWeights({ ...frozen, ...(await packing.read(state)) }, parameterSpecs(whole));
}
