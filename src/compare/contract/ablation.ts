import type { Contrast } from './contrast.ts';
import type { Interval } from './values.ts';

/** What an edit of a recipe changes. */
export type Ablation = Contrast & {
  /** What was done: `without lr.decay`. */
  readonly edit: string;
};

/** An effect of a factorial design: the mean over cells of what it is in each. Positive is better. */
export interface FactorialEffect {
  readonly size: number;
  readonly metric: string;
  /** One for a main effect, two for an interaction. */
  readonly factors: readonly [string] | readonly [string, string];
  /** Of what: `1 → 0.7`, `0.4 against the mean`, `both, beyond each alone`. */
  readonly change: string;
  readonly effect: number;
  /** Cells that all arms of the design have a score in. */
  readonly n: number;
  /** 95 % interval and two-sided p by the test of the design; null where that gives none. */
  readonly test: { readonly interval: Interval; readonly p: number; readonly pAdjusted: number } | null;
}
