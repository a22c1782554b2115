import { sha256 } from '../base/hash.ts';
import { take } from '../data/view.ts';
import {
  bodyStages,
  buildArchitecture,
  countParameters,
  initialWeights,
  parameterSpecs,
} from '../model/architecture.ts';
import { Packing } from '../model/packing.ts';
import { metrics } from '../model/registry.ts';
import { encodeWeights } from '../model/weight-file.ts';
import { drawSource, withoutExamples } from '../plan/examples.ts';
import type { PretrainNode } from '../plan/nodes.ts';
import { fit } from '../transfer/fit.ts';
import { predictor } from '../transfer/predict.ts';
import { splitOf, viewOf } from './examples.ts';
import { stopwatch } from './stopwatch.ts';
import { batchSource, type Execution, firstPositions, optimizerOf, unfinished, type Workbench } from './workbench.ts';

/** How well it is learned is measured on at most this many of its own training examples. */
const QUALITY_SAMPLE = 500;

/** Trains one checkpoint of a source and returns the weights of all stages but its head. */
export async function pretrain(node: PretrainNode, bench: Workbench): Promise<Execution> {
  const clock = stopwatch();
  const { spec } = node;
  const { seed, source, repeat } = spec;
  const drawn = drawSource(viewOf(bench.datasets, spec.data), spec);
  const examples = spec.without === null ? drawn : withoutExamples(drawn, splitOf(bench.datasets, spec.without).test);
  const architecture = buildArchitecture(spec.model, examples.dataset.shape, examples.classes.length);
  const stages = architecture.stages.map(({ name }) => name);
  const factors = { seed, source, repeat };
  const weights = initialWeights(architecture, stages, factors);
  const nextBatch = batchSource(examples, spec.training.batch, factors);
  clock.prepared();
  const result = await fit(bench.engine, {
    architecture,
    parameters: countParameters(architecture),
    weights,
    trained: stages,
    optimizer: optimizerOf(spec.training.optimizer),
    learningRate: spec.training.lr,
    batch: spec.training.batch,
    steps: spec.training.steps,
    nextBatch,
    observeEvery: spec.training.steps,
    stopped: bench.stopped,
  });
  if (result.status !== 'completed') return unfinished(node, result, clock);
  clock.trained();
  try {
    const sample = take(examples, firstPositions(Math.min(QUALITY_SAMPLE, examples.rows.length)));
    const packing = new Packing(architecture, stages);
    const predict = await predictor(bench.engine, architecture, packing, sample);
    const value = metrics.accuracy.compute(await predict(result.state));
    const specs = parameterSpecs(architecture, bodyStages(architecture));
    const encoded = encodeWeights(await packing.read(result.state), specs);
    return {
      status: 'outcome',
      outcome: {
        kind: 'pretrain',
        node: node.id,
        status: 'completed',
        ledger: result.ledger,
        quality: { measure: 'accuracy on its own training examples', value },
        weights: sha256(encoded),
        timings: clock.timings(),
      },
      weights: encoded,
    };
  } finally {
    result.state.dispose();
  }
}
