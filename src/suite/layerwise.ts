import { type Recipe, type RecipeInput, recipeSchema } from '../transfer/recipe.ts';
import { presets } from '../transfer/registry.ts';
import type { Generated } from './ablation.ts';
import type { Arm, ArmOrigin, LayerwiseArms, PlannedContrast } from './contract.ts';
import { recipeKey } from './edit-arm.ts';
import type { StudyChoice } from './study-schema.ts';

/** What the source is called that learns from the cell's own training examples, where the file names none. */
export const SELF = 'self';

const PLACE = ['study', 'layerwise'];

type Role = Extract<ArmOrigin, { kind: 'study' }>['role'];

/**
 * The arms of a layer-wise study: the stages up to each cut loaded from source A or from the target itself, and frozen
 * or trained further (Yosinski, Clune, Bengio & Lipson 2014, section 2).
 *
 * @param declared the arms that the file writes out; one that starts from scratch is the base.
 * @param stages of the model in order, the head last; null while they are not known.
 */
export function layerwiseArms(
  { layerwise: { a, b = SELF, 'frozen-random': withRandom } }: StudyChoice,
  declared: readonly Arm[],
  stages: readonly string[] | null,
): Generated & { readonly layerwise: LayerwiseArms | null } {
  if (stages === null) return { arms: [], contrasts: [], layerwise: null, findings: [] };
  const arms: Arm[] = [];
  const arm = (name: string, role: Role, stage: string | null, recipe: Recipe): string => {
    arms.push({ name, recipe, origin: { kind: 'study', study: 'layerwise', role, stage, place: PLACE } });
    return name;
  };
  const scratch = recipeSchema.parse(presets.scratch.recipe());
  const own = declared.find(({ recipe }) => recipeKey(recipe) === recipeKey(scratch));
  const base = own?.name ?? arm('baseB', 'base', null, scratch);
  const cuts = stages.slice(0, -1).map((stage, index) => {
    const n = index + 1;
    const loaded = (from: string): RecipeInput => ({ init: { from, stages: `up-to ${stage}` } });
    const frozen = { train: n === stages.length - 1 ? 'head' : `from ${stages[n]}` } as const;
    const add = (name: string, role: Role, input: RecipeInput) => arm(name, role, stage, recipeSchema.parse(input));
    return {
      stage,
      selffer: add(`B${n}B`, 'BnB', { ...loaded(b), ...frozen }),
      selfferTuned: add(`B${n}B+`, 'BnB+', loaded(b)),
      transfer: add(`A${n}B`, 'AnB', { ...loaded(a), ...frozen }),
      transferTuned: add(`A${n}B+`, 'AnB+', loaded(a)),
      random: withRandom ? add(`random ${n}`, 'random', { init: 'random', ...frozen }) : null,
    };
  });
  return { arms, contrasts: cuts.flatMap((cut) => contrastsOf(cut, base)), layerwise: { base, cuts }, findings: [] };
}

/** What each cut costs and gains: co-adaptation, specificity, and the boost of training further. */
function contrastsOf(cut: LayerwiseArms['cuts'][number], base: string): PlannedContrast[] {
  const pairs: [string, string][] = [
    [cut.selffer, base],
    [cut.transfer, cut.selffer],
    [cut.transferTuned, base],
    [cut.transferTuned, cut.selfferTuned],
    ...(cut.random === null ? [] : [[cut.random, base] as [string, string]]),
  ];
  return pairs.map(([arm, against]) => ({ arm, against, family: 'layerwise', edit: null }));
}
