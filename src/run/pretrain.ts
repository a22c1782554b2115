import { sha256 } from '../base/hash.ts';
import { outputsOf } from '../data/targets.ts';
import { buildArchitecture, countParameters, initialWeights, type Weights } from '../model/architecture.ts';
import { HEAD, networkOf, networkStages, stageSpecs } from '../model/network.ts';
import { decodeWeights, encodeWeights } from '../model/weight-file.ts';
import type { PretrainNode } from '../plan/nodes.ts';
import { fit } from '../transfer/fit.ts';
import { measure } from '../transfer/measure.ts';
import { objectiveLesson } from '../transfer/objective.ts';
import { wholeSegment } from '../transfer/segments.ts';
import { pretrainExamples } from './examples.ts';
import { loaded } from './loaded.ts';
import { stopwatch } from './stopwatch.ts';
import { type Execution, optimizerOf, unfinished, type Workbench } from './workbench.ts';

/**
 * Trains one checkpoint of a source and returns the weights of its stages, and of its head if it has one. What the
 * objective alone needs, such as a decoder, is left behind.
 *
 * @param checkpoint of the source that it starts from, if it starts from one.
 */
export async function pretrain(
  node: PretrainNode,
  checkpoint: Uint8Array | null,
  bench: Workbench,
): Promise<Execution> {
  const clock = stopwatch();
  const { spec } = node;
  if (spec.existing !== null) return loaded(node, spec, clock);
  const { seed, source, repeat, training } = spec;
  const view = pretrainExamples(bench.datasets, spec);
  const architecture = buildArchitecture(spec.model, view.dataset, outputsOf(view));
  const head = architecture.stages.at(-1)!;
  const factors = { seed, source, repeat };
  const lesson = objectiveLesson(spec.objective, spec.options, {
    inputShape: architecture.inputShape,
    features: head.inputShape,
    view,
    batch: training.batch,
    factors,
    head,
    body: architecture.stages.slice(0, -1),
  });
  const network = networkOf(architecture, lesson.branches);
  const stages = networkStages(network);
  const isLoaded = (stage: string): boolean => spec.start?.stages === 'all' || !!spec.start?.stages.includes(stage);
  const started = spec.start === undefined ? [] : network.body.filter(({ name }) => isLoaded(name));
  const loadedSpecs = stageSpecs(started);
  const fresh = initialWeights(
    { stages },
    stages.map(({ name }) => name),
    factors,
    (parameter) => !(parameter in loadedSpecs),
  );
  const weights = started.length === 0 ? fresh : { ...fresh, ...startOf(node, checkpoint, loadedSpecs) };
  clock.prepared();
  const result = await fit(bench.engine, {
    network,
    parameters: countParameters({ stages }),
    weights,
    lesson,
    optimizer: optimizerOf(training.optimizer),
    segments: [wholeSegment(network, training.steps, training.lr)],
    factors,
    observeEvery: training.steps,
    stopped: bench.stopped,
  });
  if (result.status !== 'completed') return unfinished(node, result, clock, null);
  clock.trained();
  const { trained } = result;
  try {
    const value = await measure(bench.engine, lesson, trained);
    const { name, better } = lesson.criterion.measure;
    const kept = [...network.body, ...(network.branches[HEAD] ?? [])];
    const encoded = encodeWeights(await trained.packing.read(trained.state), stageSpecs(kept));
    return {
      status: 'outcome',
      outcome: {
        kind: 'pretrain',
        node: node.id,
        status: 'completed',
        ledger: result.ledger,
        quality: {
          measure: `${name} on its own training examples`,
          value,
          ...(better === 'lower' && { unit: 'plain' }), // losses and perplexities; shares are better the higher they are
        },
        weights: sha256(encoded),
        timings: clock.timings(),
      },
      weights: encoded,
    };
  } finally {
    trained.state.dispose();
  }
}

/** The weights that a checkpoint has for some stages. */
function startOf({ uses }: PretrainNode, checkpoint: Uint8Array | null, specs: ReturnType<typeof stageSpecs>): Weights {
  if (checkpoint === null) throw new Error('this pre-training needs a checkpoint, but was given none');
  return decodeWeights(checkpoint, specs, `checkpoint ${uses}`);
}
