import type { TestName } from '../design.ts';
import type { Interval } from './values.ts';

export type Verdict = 'helps' | 'hurts' | 'equivalent' | 'inconclusive';

interface ContrastOf {
  readonly arm: string;
  readonly reference: string;
  readonly size: number;
  readonly metric: string;
}

/** Gains are signed so that positive is better for the arm, whatever the metric's direction. */
export type Contrast = ContrastOf &
  (
    | {
        readonly status: 'ok';
        /** Pairs of trials. */
        readonly n: number;
        readonly gain: number;
        /** By the design, never by choice. */
        readonly test: TestName;
        /** 95 % interval: of the test, or with 5×2 of the t that belongs to it. */
        readonly interval: Interval;
        /** Two-sided, of the test. */
        readonly p: number;
        /** Over the family in this target and metric: Holm's, or Benjamini and Hochberg's among ablations. */
        readonly pAdjusted: number;
        /** Smallest gain that this design would have found with power 0.8 at a two-sided 5 %. */
        readonly detectable: number;
        /** What stands beside the test and decides nothing; null where the design has nothing of the kind. */
        readonly further: FurtherEvidence | null;
        readonly differences: readonly PairedDifference[];
        readonly judgement:
          | {
              readonly verdict: Verdict;
              readonly rope: number;
              /** Posterior probabilities of the Bayesian correlated t; they add up to one. */
              readonly probabilities: { readonly hurts: number; readonly equivalent: number; readonly helps: number };
            }
          | { readonly verdict: null; readonly reason: string };
      }
    | {
        readonly status: 'zero_variance';
        /** What never varies: all pairs are ties, all differences are one number, or, of 5×2, both halves of each repeat. */
        readonly alike: 'ties' | 'differences' | 'halves';
        readonly n: number;
        readonly gain: number;
        readonly differences: readonly PairedDifference[];
        readonly reason: string;
      }
    | { readonly status: 'insufficient' | 'refused'; readonly n: number; readonly reason: string }
  );

/** Of seeds on one split: the same differences by a test and an interval without a distribution. */
export interface FurtherEvidence {
  /** Two-sided; over all sign vectors, or over random ones where there are too many. */
  readonly signFlip: { readonly p: number; readonly method: 'exact' | 'monte-carlo' };
  /** 95 % bootstrap interval of the mean, bias-corrected and accelerated; null where there is none. */
  readonly bca: Interval | null;
}

export interface PairedDifference {
  readonly repeat: number;
  readonly fold: number;
  readonly reference: number;
  readonly value: number;
  readonly gain: number;
}

/** An interaction of arm and training size: the gain at the larger size minus that at the smaller one. */
export interface GainChange {
  readonly arm: string;
  readonly reference: string;
  readonly metric: string;
  /** Training sizes. */
  readonly from: number;
  readonly to: number;
  /** Cells that have a pair at both sizes. */
  readonly n: number;
  readonly change: number;
  /** 95 % interval, as that of a gain; for each arm by itself. */
  readonly interval: Interval | null;
}
