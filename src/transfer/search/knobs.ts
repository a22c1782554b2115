import { isWholePart, recipePaths } from '../edit-recipe.ts';

/**
 * What a search may choose, by path: knobs of `training`, and parts of a recipe. What sets the budget is not among them,
 * nor what says which method an arm is, what it starts from or what it may learn from.
 */

/** The knob that changes how many examples a budget of steps sees: it needs a word of its own. */
export const BATCH_KNOB = 'training.batch';
export const LR_KNOB = 'training.lr';

/** Parts that another value would make a different arm, or that decide what it sees and how much of it. */
const FIXED = [
  ...['phases', 'lr', 'unfreeze', 'penalty', 'penalty.l2-sp', 'head', 'tuning'],
  ...['tasks', 'tasks.with', 'tasks.rows', 'labels', 'draws', 'oracle'],
];
const FIXED_INSIDE = ['init', 'adapt', 'head.layers'];

export const knobs: readonly string[] = [LR_KNOB, BATCH_KNOB, ...recipePaths.filter((path) => !isFixed(path))];

function isFixed(path: string): boolean {
  return FIXED.includes(path) || FIXED_INSIDE.some((part) => path === part || path.startsWith(`${part}.`));
}

/** Whether a knob takes whole numbers alone. */
export function isWholeKnob(knob: string): boolean {
  return knob === BATCH_KNOB || isWholePart(knob);
}

/** Whether a knob is one of `training`, and so the same in every arm; else it is a part of the recipe. */
export function isTrainingKnob(knob: string): knob is typeof LR_KNOB | typeof BATCH_KNOB {
  return knob === LR_KNOB || knob === BATCH_KNOB;
}
