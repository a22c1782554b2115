import type { Stage } from '../model/contract.ts';
import { maskSpecs } from '../model/network.ts';
import type { Recipe } from './recipe.ts';
import { chosenStages, type StageChoice } from './stage-choice.ts';

/** The stages that a recipe loads and trains in one model. */
export interface StagePlan {
  /** Stages that start from the source's weights; the head among them only if it is kept. */
  readonly loaded: readonly string[];
  /** One after the other: stages that are trained, for a share of the budget, at a multiple of the learning rate. */
  readonly phases: readonly { readonly trained: readonly string[]; readonly share: number; readonly lr: number }[];
}

/** A stage name in a recipe that the model does not have. */
export interface UnknownStage {
  readonly path: readonly (string | number)[];
  readonly name: string;
}

/**
 * Resolves a recipe's stage choices against a model.
 *
 * @param stages names of all stages in order, the head last.
 */
export function planStages(
  recipe: Recipe,
  stages: readonly string[],
): StagePlan | { readonly unknown: UnknownStage[] } {
  const body = stages.slice(0, -1);
  const unknown: UnknownStage[] = [];
  const choose = (choice: StageChoice, among: readonly string[], ...path: (string | number)[]) =>
    chosenStages(choice, among, (name, inner) => unknown.push({ path: [...path, ...inner], name }));
  const phases = recipe.phases?.map(({ train, share, lr }, index) => ({
    trained: choose(train, stages, 'phases', index, 'train'),
    share,
    lr,
  })) ?? [{ trained: trainedBy(recipe.train), share: 1, lr: 1 }];
  const loaded = loadedBy(recipe.init);
  return unknown.length > 0 ? { unknown } : { loaded, phases };

  function trainedBy(train: Recipe['train']): readonly string[] {
    if (train === 'none') return [];
    return train === 'biases' ? stages : choose(train, stages, 'train');
  }

  function loadedBy(init: Recipe['init']): readonly string[] {
    if (init === 'random') return [];
    const discarded = choose(init.reinit, body, 'init', 'reinit');
    const chosen = choose(init.stages, body, 'init', 'stages').filter((name) => !discarded.includes(name));
    return init.head === 'kept' ? [...chosen, stages.at(-1)!] : chosen;
  }
}

/** Stages that are trained at some time, in the model's order. */
export function everTrained({ phases }: StagePlan, names: readonly string[]): readonly string[] {
  return names.filter((name) => phases.some(({ trained }) => trained.includes(name)));
}

/**
 * The first stages whose output is the same at every step of every trial that starts from one checkpoint: loaded, never
 * trained, without dropout, given nothing but the example, and normalised by kept statistics. It ends at the first stage that is trained, and at the
 * first that starts at random, since those weights are another fold's own. Of a recipe that learns from other examples
 * too it is empty: those have no features.
 *
 * @param stages of the model in order, the head last.
 */
export function frozenPrefix(recipe: Recipe, plan: StagePlan, stages: readonly Stage[]): readonly string[] {
  if (recipe.adapt !== 'none' || recipe.tasks !== 'single') return [];
  const names = stages.map(({ name }) => name);
  const trained = recipe.train === 'biases' || recipe.tuning !== 'none' ? names : everTrained(plan, names);
  const frozen = (stage: Stage): boolean =>
    plan.loaded.includes(stage.name) &&
    !trained.includes(stage.name) &&
    stage.given === undefined &&
    Object.keys(maskSpecs([stage])).length === 0 &&
    !(recipe.norm === 'train' && (stage.statistics ?? []).length > 0);
  const end = stages.findIndex((stage) => !frozen(stage));
  return names.slice(0, end === -1 ? names.length - 1 : Math.min(end, names.length - 1));
}
