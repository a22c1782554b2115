import type { TrialRow } from '../store/rows.ts';
import type { HeldOutLooks } from './contract/held-out-looks.ts';

/**
 * How often the trials of a target looked at what they hold out.
 *
 * @param trials one row per trial.
 * @returns null without a completed trial.
 */
export function heldOutLooksOf(trials: readonly TrialRow[]): HeldOutLooks | null {
  const completed = trials.filter(({ status }) => status === 'completed');
  if (completed.length === 0) return null;
  const diverged = trials.filter(({ status }) => status === 'diverged');
  const range = (column: 'observations' | 'scorings') => {
    const counts = completed.map((trial) => trial[column] ?? 0);
    return [Math.min(...counts), Math.max(...counts)] as const;
  };
  return {
    trials: completed.length,
    observations: range('observations'),
    scorings: range('scorings'),
    diverged: {
      trials: diverged.length,
      looks: diverged.reduce((sum, trial) => sum + (trial.observations ?? 0) + (trial.scorings ?? 0), 0),
    },
  };
}
