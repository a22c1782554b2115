import type { Recipe } from './recipe.ts';

/** Which observed step of an arm that adapts is scored. */
export const stepChoices = ['last', 'source-validation', 'oracle'] as const;

export type StepChoice = (typeof stepChoices)[number];

/**
 * What an oracle has seen that the question forbids: it learnt from the target's labels, or its scored step was picked
 * by them. An oracle shows how far a method could come; it is never ranked.
 */
export const oracleKinds = ['target-labels', 'selection'] as const;

export type OracleKind = (typeof oracleKinds)[number];

/** What makes an arm an oracle; null if nothing does. The step is chosen only where the arm adapts. */
export function oracleOf({ oracle, adapt }: Recipe, select: StepChoice): OracleKind | null {
  if (oracle) return 'target-labels';
  return adapt !== 'none' && select === 'oracle' ? 'selection' : null;
}
