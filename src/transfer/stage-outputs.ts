import { represent, type View } from '../data/view.ts';
import type { Engine } from '../engine/contract.ts';
import { type Architecture, type Weights, withoutPrefix } from '../model/architecture.ts';
import { Stopped } from './analyses/contract.ts';
import { extractFeatures } from './features.ts';

/** The output of a stage: one row per example, row-major. */
export interface StageOutput {
  readonly stage: string;
  readonly values: Float32Array;
  readonly rows: number;
}

/**
 * Runs a view once through a model and yields the output of each stage in order: the first stages' feeds the next. Only
 * one stage's output is held at a time.
 *
 * @param stages names of the first stages, in the model's order.
 * @throws {Stopped} if it is told to stop.
 */
export async function* stageOutputs(
  engine: Engine,
  { architecture, weights }: { readonly architecture: Architecture; readonly weights: Weights },
  stages: readonly string[],
  view: View,
  stopped: () => boolean,
): AsyncGenerator<StageOutput> {
  let examples = view;
  for (const [index, stage] of stages.entries()) {
    const rest = withoutPrefix(architecture, stages.slice(0, index));
    const own = Object.fromEntries(Object.entries(weights).filter(([name]) => name.startsWith(`${stage}/`)));
    const result = await extractFeatures(engine, {
      architecture: rest,
      prefix: [stage],
      weights: own,
      view: examples,
      stopped,
    });
    if (result.status === 'stopped') throw new Stopped();
    yield { stage, values: result.features, rows: view.rows.length };
    examples = represent(view, { shape: rest.stages[0]!.outputShape, samples: result.features, scale: 1 });
  }
}

/** The output of one stage. @throws {Stopped} if it is told to stop. */
export async function outputOf(
  engine: Engine,
  model: Parameters<typeof stageOutputs>[1],
  stage: string,
  view: View,
  stopped: () => boolean,
): Promise<StageOutput> {
  const names = model.architecture.stages.map(({ name }) => name);
  for await (const output of stageOutputs(engine, model, names.slice(0, names.indexOf(stage) + 1), view, stopped)) {
    if (output.stage === stage) return output;
  }
  throw new RangeError(`the model has no stage ${stage}`);
}
