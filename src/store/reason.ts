import type { Outcome } from '../plan/outcome.ts';

/** Why there is no completed result. */
export function reasonOf(outcome: Outcome): string | null {
  switch (outcome.status) {
    case 'completed':
      return null;
    case 'diverged':
      return `the loss was not finite at step ${outcome.step}`;
    case 'timed-out':
      return `stopped after ${outcome.limitSeconds} s${outcome.step === null ? '' : ` at step ${outcome.step}`}`;
    case 'failed':
    case 'skipped':
      return outcome.reason;
  }
}
