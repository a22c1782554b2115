import { z } from 'zod';

/**
 * How an arm gets its weights and how it trains them. Every transfer method is a value of this one type; a preset is
 * a function that returns one.
 */
export interface Recipe {
  readonly init:
    | 'random'
    | {
        /** Name of a source. */
        readonly from: string;
        readonly stages: StageChoice;
        /** Loaded stages that are initialised at random after all. */
        readonly reinit: readonly string[];
      };
  readonly train: StageChoice;
}

/** Which stages of a model: all of them, some by name, the first ones, the last ones, or the head alone. */
export type StageChoice = 'all' | 'head' | readonly string[] | { readonly upTo: string } | { readonly from: string };

const stageName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'must be the name of a stage');

const upTo = z
  .string()
  .regex(/^up-to [A-Za-z][A-Za-z0-9_-]*$/, 'must be `all`, a list of stages, or `up-to STAGE`')
  .transform((text) => ({ upTo: text.slice('up-to '.length) }));

const from = z
  .string()
  .regex(/^from [A-Za-z][A-Za-z0-9_-]*$/, 'must be `all`, `head`, a list of stages, or `from STAGE`')
  .transform((text) => ({ from: text.slice('from '.length) }));

/** A recipe written out in a suite. */
export const recipeSchema = z.strictObject({
  init: z
    .union([
      z.literal('random'),
      z.strictObject({
        from: z.string().describe('name of a source'),
        stages: z
          .union([z.literal('all'), z.array(stageName).min(1), upTo])
          .default('all')
          .describe('stages that take the source’s weights'),
        reinit: z.array(stageName).default([]).describe('stages that are initialised at random after all'),
      }),
    ])
    .describe('where the weights come from'),
  train: z
    .union([z.literal('all'), z.literal('head'), z.array(stageName).min(1), from])
    .default('all')
    .describe('stages whose weights change'),
});

/** The stages that a recipe loads and trains in one model. */
export interface StagePlan {
  /** Stages that start from the source's weights. Never the head: it is made anew for the target. */
  readonly loaded: readonly string[];
  readonly trained: readonly string[];
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
  const choose = (choice: StageChoice, among: readonly string[], path: readonly string[]): readonly string[] => {
    if (choice === 'all') return among;
    if (choice === 'head') return stages.slice(-1);
    const named = 'upTo' in choice ? [choice.upTo] : 'from' in choice ? [choice.from] : choice;
    named.forEach((name, index) => {
      if (!among.includes(name)) unknown.push({ path: Array.isArray(choice) ? [...path, index] : path, name });
    });
    if ('upTo' in choice) return among.slice(0, among.indexOf(choice.upTo) + 1);
    if ('from' in choice) return among.slice(among.indexOf(choice.from));
    return among.filter((name) => choice.includes(name)); // in the model's order, each once
  };
  const trained = choose(recipe.train, stages, ['train']);
  if (recipe.init === 'random') return unknown.length > 0 ? { unknown } : { loaded: [], trained };
  const { stages: choice, reinit } = recipe.init;
  const discarded = choose(reinit, body, ['init', 'reinit']);
  const loaded = choose(choice, body, ['init', 'stages']).filter((name) => !discarded.includes(name));
  return unknown.length > 0 ? { unknown } : { loaded, trained };
}

/**
 * The first stages whose output is the same at every step of every trial that starts from one checkpoint: loaded and
 * never trained. It ends at the first stage that is trained, and at the first that starts at random, since those
 * weights are another fold's own.
 *
 * That holds only while these stages are functions of their weights and the example alone, as all of today's are. A
 * stage with dropout or with norm statistics that follow the batch must not be `frozen` here, and augmented examples
 * have no frozen prefix at all.
 *
 * @param names of all stages in order.
 */
export function frozenPrefix({ loaded, trained }: StagePlan, names: readonly string[]): readonly string[] {
  const frozen = (name: string): boolean => loaded.includes(name) && !trained.includes(name);
  const end = names.findIndex((name) => !frozen(name));
  return names.slice(0, end === -1 ? names.length : end);
}

/** A recipe in a few words, for tables and reports. */
export function describeRecipe(recipe: Recipe): string {
  const { init, train } = recipe;
  const trains = `${describeChoice(train)} trained`;
  if (init === 'random') return `random weights, ${trains}`;
  const anew = init.reinit.length === 0 ? '' : ` except ${init.reinit.join(', ')}`;
  return `${describeChoice(init.stages)}${anew} from ${init.from}, ${trains}`;
}

function describeChoice(choice: StageChoice): string {
  if (choice === 'all') return 'all stages';
  if (choice === 'head') return 'head alone';
  if ('upTo' in choice) return `stages up to ${choice.upTo}`;
  if ('from' in choice) return `stages from ${choice.from}`;
  return choice.join(', ');
}
