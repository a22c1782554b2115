import { hashOf } from '../base/hash.ts';
import { type InnerSplit, innerSplits } from '../data/inner-splits.ts';
import { takeFirst } from '../data/view.ts';
import { areFinite, evaluate, floorOf } from '../model/evaluate.ts';
import { type MetricName, metrics } from '../model/registry.ts';
import { apart } from '../plan/examples.ts';
import { configured, labelled, type TuneNode } from '../plan/nodes.ts';
import type { InnerScore, Ledger } from '../plan/outcome.ts';
import { addFlops, type FitResult, NO_FLOPS } from '../transfer/fit.ts';
import { predictor } from '../transfer/predict.ts';
import { describeTargets } from '../transfer/supervision.ts';
import { cellIn, drawnOf, examplesOfTasks } from './examples.ts';
import { learn, pupilOf } from './learn.ts';
import { trialFactors } from './start-weights.ts';
import { stopwatch } from './stopwatch.ts';
import type { Execution, NodeInputs, Workbench } from './workbench.ts';

/**
 * Tries an arm's configurations on inner splits of one cell's training examples, each trained as the trial would be,
 * with the whole budget, and chooses the one with the best mean score. The cell's held-out fold is not looked at.
 */
export async function tune(node: TuneNode, inputs: NodeInputs, bench: Workbench): Promise<Execution> {
  const clock = stopwatch();
  const { spec } = node;
  const { seed, target, repeat, fold } = spec.split;
  const cell = { seed, target, repeat, fold };
  const drawn = trialFactors(spec);
  const domain = spec.labelled === null ? null : drawnOf(bench.datasets, spec.labelled);
  const known = new Map<string, InnerScore[]>();
  let steps = 0;
  let examples = 0;
  let flops = NO_FLOPS;
  clock.prepared();
  for (const configuration of spec.configurations) {
    const key = hashOf(configuration.values);
    if (known.has(key)) continue; // it would be the same training again
    const pupil = pupilOf(configured(spec, configuration), node.features !== null, inputs.features, bench.datasets);
    const whole = cellIn(pupil.pool, spec.split);
    const train = takeFirst(whole.train, labelled(spec));
    const tasks = examplesOfTasks(bench.datasets, spec.tasks, {
      train: takeFirst(whole.train, spec.size),
      heldOut: whole.heldOut,
    });
    const scores: InnerScore[] = [];
    for (const [number, split] of innerSplits(train, spec.inner, cell, spec.split.grouped ?? false).entries()) {
      if (bench.stopped(steps)) return { status: 'stopped', step: steps };
      const before = steps;
      const result = await learn(
        pupil,
        {
          spec: configured(spec, configuration),
          uses: node.uses,
          checkpoint: inputs.weights,
          train: split.train,
          others: {
            labelled: domain,
            // What an inner split holds out is learnt under no other task either.
            tasks: tasks.map(({ learnt }, place) =>
              spec.tasks[place]!.overlaps ? apart(learnt, split.heldOut, spec.split) : learnt,
            ),
          },
          factors: drawn,
          order: { ...drawn, size: spec.size, inner: number },
          observeEvery: configuration.training.steps,
          stopped: (step) => bench.stopped(before + step),
        },
        bench,
      );
      if (result.status === 'stopped') return { status: 'stopped', step: before + result.step };
      steps += result.ledger.steps;
      examples += result.ledger.examples;
      flops = addFlops(flops, result.ledger.flops);
      clock.trained();
      scores.push(await scoreOf(result, split, spec.metric, bench));
      clock.scored();
    }
    known.set(key, scores);
  }
  const scores = spec.configurations.map(({ values }) => known.get(hashOf(values))!);
  const ledger: Pick<Ledger, 'steps' | 'examples' | 'flops'> = { steps, examples, flops };
  const chosen = bestOf(scores, metrics[spec.metric].direction);
  return {
    status: 'outcome',
    outcome: { kind: 'tune', node: node.id, status: 'completed', scores, chosen, ledger, timings: clock.timings() },
  };
}

/** The score on what a split holds out; a training that diverged is scored as if it guessed, as a trial is. */
async function scoreOf(
  result: Exclude<FitResult, { status: 'stopped' }>,
  { train, heldOut }: InnerSplit,
  metric: MetricName,
  bench: Workbench,
): Promise<InnerScore> {
  const value = floorOf(metrics[metric], describeTargets(heldOut));
  if (result.status === 'diverged') return { value, diverged: result.step };
  try {
    const predictions = await predictor(bench.engine, heldOut, train)(result.trained);
    // The last update may have spoiled the weights after the last finite loss.
    if (!areFinite(predictions)) return { value, diverged: result.ledger.steps };
    const score = evaluate(metrics[metric], predictions);
    // A score that cannot be computed on a split tells nothing for a configuration: it counts as guessing.
    return { value: score.status === 'ok' ? score.value : value, diverged: null };
  } finally {
    result.trained.state.dispose();
  }
}

/** Number of the configuration with the best mean; the first of equals. */
function bestOf(scores: readonly (readonly InnerScore[])[], direction: 'higher' | 'lower'): number {
  const means = scores.map((one) => one.reduce((total, { value }) => total + value, 0) / one.length);
  return means.indexOf(direction === 'higher' ? Math.max(...means) : Math.min(...means));
}
