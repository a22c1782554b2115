import type { Suite } from '../suite/contract.ts';

/** Steps of a trial. The budget is in steps; epochs are converted for the size, never below the floor. */
export function trainingSteps({ training: { budget, batch } }: Suite, size: number): number {
  return 'steps' in budget ? budget.steps : Math.max(budget.minSteps, budget.epochs * Math.ceil(size / batch));
}
