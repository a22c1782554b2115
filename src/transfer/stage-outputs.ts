import { represent, type View } from '../data/view.ts';
import type { Engine } from '../engine/contract.ts';
import { type Architecture, type Weights, withoutPrefix } from '../model/architecture.ts';
import type { Stage } from '../model/contract.ts';
import { Stopped } from './analyses/contract.ts';
import { extractFeatures } from './features.ts';

/** The output of a stage, or what it has to be seen as: one row per example, row-major. */
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
    const [here] = rest.stages as [Stage];
    const own = Object.fromEntries(Object.entries(weights).filter(([name]) => name.startsWith(`${stage}/`)));
    const through = async (architecture: Architecture, of: View, used: Weights) => {
      const prefix = [architecture.stages[0]!.name];
      const result = await extractFeatures(engine, { architecture, prefix, weights: used, view: of, stopped });
      if (result.status === 'stopped') throw new Stopped();
      return result.features;
    };
    const output = await through(rest, examples, own);
    examples = represent(view, { shape: here.outputShape, samples: output, scale: 1 });
    const seen = representing(rest, here);
    const values = seen === null ? output : await through(seen, examples, {});
    yield { stage, values, rows: view.rows.length };
  }
}

/** The model that turns a stage's output into what is seen of it; null where that is the output itself. */
function representing(
  { key, outputs }: Architecture,
  { name, outputShape, represent: seen }: Stage,
): Architecture | null {
  if (seen === undefined) return null;
  const stage: Stage = {
    name,
    inputShape: outputShape,
    outputShape: seen.shape,
    parameters: {},
    multiplyAdds: 0,
    apply: (_parameters, x) => seen.apply(x),
  };
  return { key: `${key} as ${name} is seen`, inputShape: outputShape, outputs, stages: [stage] };
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
