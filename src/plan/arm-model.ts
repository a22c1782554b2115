import type { Input } from '../engine/input.ts';
import { type Architecture, buildArchitecture, type ModelChoice } from '../model/architecture.ts';
import { volume } from '../model/layers.ts';
import { networkOf, networkStages, stageSpecs } from '../model/network.ts';
import type { Recipe } from '../transfer/recipe.ts';
import { type Segment, segmentsOf } from '../transfer/segments.ts';
import { planStages } from '../transfer/stages.ts';
import { withTuning } from '../transfer/tuning.ts';

/** The model that a recipe trains: the suite's, with the recipe's head and with what it puts in. */
export function armArchitecture(
  model: ModelChoice,
  { head, tuning }: Recipe,
  input: Input | readonly number[],
  outputs: number,
): { readonly architecture: Architecture; readonly inserted: readonly string[] } {
  const chosen = head.layers === undefined ? model : { ...model, head: head.layers };
  return withTuning(buildArchitecture(chosen, input, outputs), tuning);
}

/** How a recipe spends its budget on the target's model alone, without branches that only training needs. */
export function armSegments(
  recipe: Recipe,
  { architecture, inserted }: ReturnType<typeof armArchitecture>,
  training: { readonly steps: number; readonly lr: number },
): readonly Segment[] {
  const plan = planStages(
    recipe,
    architecture.stages.map(({ name }) => name),
  );
  if ('unknown' in plan) return [];
  return segmentsOf(recipe, { network: networkOf(architecture), plan, inserted, shared: null, ...training }); // pulls cost nothing
}

/** Values in all parameters that some segment trains. */
export function countTrainable(architecture: Architecture, segments: readonly Segment[]): number {
  const trained = new Set(segments.flatMap((segment) => segment.trained));
  return Object.entries(stageSpecs(networkStages(networkOf(architecture))))
    .filter(([name]) => trained.has(name))
    .reduce((total, [, { shape }]) => total + volume(shape), 0);
}
