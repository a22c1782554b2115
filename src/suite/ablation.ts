import { showValue } from '../base/errors.ts';
import { writtenAt } from '../transfer/edit-recipe.ts';
import { type Recipe, recipeSchema } from '../transfer/recipe.ts';
import { presets } from '../transfer/registry.ts';
import { stageArms } from './ablation-stages.ts';
import { factorialArms, gridArms } from './ablation-values.ts';
import type { Arm, Comparisons } from './contract.ts';
import { Drafts } from './drafts.ts';
import { editRecipe, recipeKey } from './edit-arm.ts';
import type { Finding } from './source.ts';
import type { AblateChoice } from './study-schema.ts';

/** What a section of the file stands for. */
export interface Generated extends Pick<Comparisons, 'contrasts'> {
  readonly arms: readonly Arm[];
  readonly findings: readonly Finding[];
}

/** The edit that leaves plain full fine-tuning of a recipe. */
const BARE = 'bare';

/**
 * The arms of an ablation: recipes that differ from one arm's in one part, each compared with it.
 *
 * @param declared the arms that the file writes out.
 * @param stages of the model in order, the head last; null while they are not known.
 */
export function ablationArms(
  choice: AblateChoice,
  declared: readonly Arm[],
  stages: readonly string[] | null,
): Generated & Pick<Comparisons, 'factorial'> {
  const of = declared.find(({ name }) => name === choice.of);
  if (of === undefined) return { arms: [], contrasts: [], factorial: [], findings: [] }; // checkNames has said so
  const drafts = new Drafts(of);
  if (isEmpty(choice)) {
    drafts.refuse(['ablate'], 'nothing is ablated', 'add `without: […]`, `reinit: each stage` or another kind of edit');
  }
  withoutArms(choice, drafts);
  onlyArms(choice, declared, drafts);
  stageArms(choice, stages, drafts);
  gridArms(choice, drafts);
  const factorial = factorialArms(choice, drafts);
  return { arms: drafts.arms, contrasts: drafts.contrasts, factorial, findings: drafts.findings };
}

function isEmpty({ without, only, reinit, transplant, grid, factorial }: AblateChoice): boolean {
  const edits = [without, only, Object.keys(grid)];
  return edits.every(({ length }) => length === 0) && [reinit, transplant, factorial].every((one) => one === undefined);
}

function withoutArms({ without }: AblateChoice, drafts: Drafts): void {
  const { of } = drafts;
  for (const [index, path] of without.entries()) {
    const place = ['ablate', 'without', index];
    const edited = editRecipe(of.recipe, [{ path, value: path === 'init' ? 'random' : undefined, place }]);
    const known = 'recipe' in edited ? drafts.having(edited.recipe) : undefined;
    if ('findings' in edited) {
      const [whole = path] = path.split('.');
      const message = `${showValue(of.name)} needs it: no value of it changes nothing`;
      drafts.refuse(place, message, whole === path ? 'remove it here' : `leave out \`${whole}\``, path);
    } else if (known === of.name) {
      const message = `${showValue(of.name)} has the value that changes nothing already`;
      drafts.refuse(place, message, 'remove it here: there is nothing to leave out', path);
    } else if (known !== undefined) {
      drafts.refuse(place, `gives the same recipe as the arm ${showValue(known)}`, 'remove one of the two', path);
    } else {
      drafts.compare(`without ${path}`, edited.recipe, place);
    }
  }
}

/** Parts of the recipe put into plain full fine-tuning one by one, and all of them taken away at once. */
function onlyArms({ only }: AblateChoice, declared: readonly Arm[], drafts: Drafts): void {
  if (only.length === 0) return;
  const { of } = drafts;
  const plain = plainRecipe(of);
  if (plain === null || recipeKey(plain) === recipeKey(of.recipe)) {
    const message =
      plain === null
        ? `${showValue(of.name)} starts from random weights, which have no source to fine-tune from`
        : `${showValue(of.name)} is plain full fine-tuning itself`;
    drafts.refuse(['ablate', 'only'], message, 'ablate an arm that adds something to full fine-tuning');
    return;
  }
  const own = declared.find(({ recipe }) => recipeKey(recipe) === recipeKey(plain));
  const base = own?.name ?? drafts.arm(BARE, plain, ['ablate', 'only']);
  drafts.contrasts.push({ arm: base, against: of.name, family: 'ablation', edit: BARE });
  for (const [index, path] of only.entries()) {
    const place = ['ablate', 'only', index];
    const edited = editRecipe(plain, [{ path, value: writtenAt(of.recipe, path), place }]);
    if ('findings' in edited) {
      drafts.findings.push(...edited.findings);
    } else if (recipeKey(edited.recipe) === recipeKey(plain)) {
      const message = `${showValue(of.name)} has the value that changes nothing here`;
      drafts.refuse(place, message, 'remove it here: there is nothing to switch on', path);
    } else {
      drafts.compare(`only ${path}`, edited.recipe, place, base);
    }
  }
}

/** Plain full fine-tuning from the source of an arm. */
function plainRecipe({ recipe: { init } }: Arm): Recipe | null {
  return init === 'random' ? null : recipeSchema.parse(presets.full.recipe({ from: init.from }));
}
