import { showValue } from '../base/errors.ts';
import { planStages } from '../transfer/stages.ts';
import type { Drafts } from './drafts.ts';
import { editRecipe } from './edit-arm.ts';
import type { AblateChoice } from './study-schema.ts';
import { suggest } from './suggest.ts';

type Kind = 'reinit' | 'transplant';

/** Arms that lose one loaded stage, and arms that keep one alone. Without the model's stages there are none yet. */
export function stageArms(choice: AblateChoice, stages: readonly string[] | null, drafts: Drafts): void {
  for (const kind of ['reinit', 'transplant'] as const) {
    const wanted = choice[kind];
    if (wanted !== undefined) armsOf(kind, wanted, stages, drafts);
  }
}

function armsOf(
  kind: Kind,
  wanted: NonNullable<AblateChoice[Kind]>,
  stages: readonly string[] | null,
  drafts: Drafts,
): void {
  const { of } = drafts;
  const { init } = of.recipe;
  if (init === 'random') {
    const message = `${showValue(of.name)} starts from random weights: it loads no stage`;
    drafts.refuse(['ablate', kind], message, 'ablate an arm that starts from a source');
    return;
  }
  const plan = stages === null ? { unknown: [] } : planStages(of.recipe, stages);
  if (stages === null || 'unknown' in plan) return; // an unknown stage is an error of the arm itself
  const loaded = plan.loaded.filter((name) => name !== stages.at(-1));
  if (loaded.length < 2) {
    const message = `${showValue(of.name)} loads ${loaded.length === 0 ? 'no stage' : 'one stage only'}, which cannot be told from the others`;
    drafts.refuse(['ablate', kind], message, 'ablate an arm that loads two stages or more');
    return;
  }
  const chosen = wanted === 'each stage' ? loaded : wanted;
  for (const [index, stage] of chosen.entries()) {
    const place = wanted === 'each stage' ? ['ablate', kind] : ['ablate', kind, index];
    const [path, value]: [string, string[]] =
      kind === 'reinit' ? ['init.reinit', [...init.reinit, stage]] : ['init.stages', [stage]];
    const edited = editRecipe(of.recipe, [{ path, value, place }]);
    if (!loaded.includes(stage)) {
      drafts.refuse(place, `${showValue(of.name)} does not load this stage`, suggest(stage, loaded), stage);
    } else if (chosen.indexOf(stage) < index) {
      drafts.refuse(place, 'this stage is there already', 'remove one of the two', stage);
    } else if ('findings' in edited) {
      drafts.findings.push(...edited.findings);
    } else {
      drafts.compare(`${kind} ${stage}`, edited.recipe, place);
    }
  }
}
