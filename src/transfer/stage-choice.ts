import { z } from 'zod';

/** Which stages of a model: all of them, some by name, the first ones, the last ones, or the head alone. */
export type StageChoice = 'all' | 'head' | readonly string[] | { readonly upTo: string } | { readonly from: string };

export const stageName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'must be the name of a stage');

const stageList = z.array(stageName).min(1);

const upTo = z
  .string()
  .regex(/^up-to [A-Za-z][A-Za-z0-9_-]*$/, 'must be `all`, a list of stages, or `up-to STAGE`')
  .transform((text) => ({ upTo: text.slice('up-to '.length) }));

const from = z
  .string()
  .regex(/^from [A-Za-z][A-Za-z0-9_-]*$/, 'must be `all`, `head`, a list of stages, or `from STAGE`')
  .transform((text) => ({ from: text.slice('from '.length) }));

/** Stages that take a source's weights. */
export const loadedStages = z.union([z.literal('all'), stageList, upTo]);

/** Stages whose weights change. */
export const trainedStages = z.union([z.literal('all'), z.literal('head'), stageList, from]);

/**
 * The stages that a choice means, in the model's order.
 *
 * @param among the stages that may be chosen, in order.
 * @param unknown called for each name that is not among them, with its place within the choice.
 */
export function chosenStages(
  choice: StageChoice,
  among: readonly string[],
  unknown: (name: string, path: readonly number[]) => void,
): readonly string[] {
  if (choice === 'all') return among;
  if (choice === 'head') return among.slice(-1);
  const named = 'upTo' in choice ? [choice.upTo] : 'from' in choice ? [choice.from] : choice;
  named.forEach((name, index) => {
    if (!among.includes(name)) unknown(name, Array.isArray(choice) ? [index] : []);
  });
  if ('upTo' in choice) return among.slice(0, among.indexOf(choice.upTo) + 1);
  if ('from' in choice) return among.slice(among.indexOf(choice.from));
  return among.filter((name) => choice.includes(name)); // each once
}

/** A choice as a suite writes it. */
export function writtenChoice<Word extends string>(choice: StageChoice | Word): string | readonly string[] {
  if (typeof choice === 'string' || !('upTo' in choice || 'from' in choice)) return choice;
  return 'upTo' in choice ? `up-to ${choice.upTo}` : `from ${choice.from}`;
}

export function describeChoice(choice: StageChoice): string {
  if (choice === 'all') return 'all stages';
  if (choice === 'head') return 'head alone';
  if ('upTo' in choice) return `stages up to ${choice.upTo}`;
  if ('from' in choice) return `stages from ${choice.from}`;
  return choice.join(', ');
}
