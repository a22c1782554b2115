import type { Interval } from './values.ts';

/** What training is paid in. */
export type Currency = 'steps' | 'flops' | 'seconds';

interface ComparedAt {
  readonly arm: string;
  readonly reference: string;
  readonly size: number;
  readonly metric: string;
  readonly currency: Currency;
  /** Whether each arm pays for the checkpoint that it starts from, in full. */
  readonly pretraining: boolean;
}

/**
 * The gain of an arm over the reference where both have spent as much, read off their observed curves: a report of
 * curves, which choose nothing.
 */
export type EqualCost = ComparedAt & EqualCostResult;

export type EqualCostResult =
  | {
      readonly status: 'ok';
      /** Cells in which both curves cover a common budget, of those in which both arms have a score. */
      readonly n: number;
      readonly of: number;
      /** Mean over cells of the largest budget that both curves cover; null where every pair holds a diverged trial. */
      readonly budget: number | null;
      readonly gain: number;
      /** 95 %, of the design's test; null where it has none. */
      readonly interval: Interval | null;
      /** Held-out examples that the curves observe, and those that the score is taken on. */
      readonly observed: number;
      readonly tested: number;
    }
  | {
      /** `unknown`: a cost or a curve is missing. `no-overlap`: one costs more before it starts than the other in all. */
      readonly status: 'unknown' | 'no-overlap' | 'refused';
      readonly reason: string;
    };

interface PaidAt {
  readonly arm: string;
  readonly reference: string;
  readonly size: number;
  readonly currency: Exclude<Currency, 'steps'>;
}

/** How many targets have to start from a checkpoint before its pre-training has paid. */
export type BreakEven = PaidAt & BreakEvenResult;

export type BreakEvenResult =
  | {
      /** `never`: the arm needs as much as the reference, or more, even without its pre-training. */
      readonly status: 'ok' | 'never';
      /** Cost of one checkpoint. */
      readonly once: number;
      /** Median cost of training until the wanted score, without pre-training. */
      readonly own: { readonly reference: number; readonly arm: number };
      /** At least 1; null where it never pays. */
      readonly targets: number | null;
    }
  /** `unreached`: half of the trials of one arm never got there. */
  | { readonly status: 'unreached'; readonly by: 'arm' | 'reference' | 'both' }
  | { readonly status: 'unknown'; readonly reason: string };
