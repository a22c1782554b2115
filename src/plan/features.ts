import { hashOf, sha256 } from '../base/hash.ts';
import type { Dataset } from '../data/contract.ts';
import type { View } from '../data/view.ts';
import { type Architecture, placelessModel, prefixStages } from '../model/architecture.ts';
import { volume } from '../model/layers.ts';
import type { Recipe } from '../transfer/recipe.ts';
import { frozenPrefix, planStages } from '../transfer/stages.ts';
import type { FeaturesNode, FeaturesSpec, PretrainNode, TrialSpec } from './nodes.ts';
import { heldOut, poolOfSplit } from './splits.ts';

/** Features larger than this (512 MiB) are not kept: each trial computes its frozen stages anew. */
export const MAX_FEATURES_BYTES = 512 * 2 ** 20;

/**
 * The features that a trial is trained on in place of its examples: the output of its frozen first stages for the
 * whole pool of its repeat, in which the examples of every fold and size lie. Null if it has no such stages, if keeping
 * the output costs too much memory, or if computing it for the pool is more work than it spares.
 *
 * Whether it pays is asked of the trial with its like in the other folds or episodes, not of all that would share the
 * node: a trial must not change its identity because an arm or a size was added or left out. Together the folds score the
 * whole pool, so it always pays where one checkpoint serves them all; a checkpoint of one fold must earn it alone.
 *
 * @param context hash of what beside specification and data determines results.
 * @param view all examples of the target, from which the pool is drawn.
 * @param alike trials of the arm and size that share the pool: as many as there are folds, or episodes.
 * @param tried recipes that take the place of the trial's when it is tuned: none may freeze another prefix.
 */
export function featuresOf(
  trial: TrialSpec,
  source: PretrainNode,
  architecture: Architecture,
  view: View<Dataset>,
  context: string,
  alike: number,
  tried: readonly Recipe[] = [],
): FeaturesNode | null {
  const prefix = prefixOf(trial.recipe, architecture);
  if (tried.some((recipe) => prefixOf(recipe, architecture).join() !== prefix.join())) return null;
  const last = prefixStages(architecture, prefix).at(-1);
  if (last === undefined) return null;
  const pooled = poolOfSplit(trial.split);
  const examples = Math.min(pooled.pool ?? Number.POSITIVE_INFINITY, view.rows.length);
  const bytes = examples * volume(last.outputShape) * Float32Array.BYTES_PER_ELEMENT;
  const { without } = source.spec;
  const trials = without === null && source.spec.cell === null ? alike : 1;
  if (bytes > MAX_FEATURES_BYTES || trials * forwardPasses(trial, examples) <= examples) return null;
  const spec: FeaturesSpec = { ...pooled, model: trial.model, prefix };
  const id = sha256(
    `features\n${context}\n${view.dataset.fingerprint}\n${hashOf({ ...spec, model: placelessModel(spec.model) })}\n${source.id}`,
  );
  const fold = (without ?? source.spec.cell?.split)?.fold ?? null;
  return { kind: 'features', id, spec, uses: source.id, source: source.spec.source, fold, examples, bytes };
}

function prefixOf(recipe: Recipe, architecture: Architecture): readonly string[] {
  const stages = planStages(
    recipe,
    architecture.stages.map(({ name }) => name),
  );
  return 'unknown' in stages ? [] : frozenPrefix(recipe, stages, architecture.stages);
}

/** Examples that a trial puts through its model: in training, padding included, in observing and in scoring. */
function forwardPasses({ recipe, size, training, observe, split }: TrialSpec, pool: number): number {
  const held = heldOut(split, pool);
  const seen = Math.min(observe.sample, held);
  if (recipe.train === 'none') return size + seen + held;
  const observations = Math.ceil(training.steps / observe.every) + 1;
  return training.steps * training.batch + observations * seen + held;
}
