import type { Interval, Measured } from './values.ts';

/** The gap that training on the labelled domain alone leaves, as training on the target's labels shows it. */
export interface DomainGap {
  readonly size: number;
  readonly metric: string;
  /** Trained on the labelled domain alone. */
  readonly lower: string;
  /** Trained on the target's labels: an oracle. */
  readonly upper: string;
  /** Cells that both have a score in. */
  readonly n: number;
  /** Positive where training on the target is better, whatever the metric's direction. */
  readonly gap: Measured;
  /** One per adapted arm. */
  readonly shares: readonly GapShare[];
  /** One per arm, both ends included: whether their representations tell the domains apart. It judges nothing. */
  readonly seen: readonly {
    readonly arm: string;
    /** Mean over the cells that were looked at. */
    readonly proxyADistance: number | null;
    /** Mean accuracy of the arm's domain classifier at the last observation. */
    readonly domainAccuracy: number | null;
  }[];
}

/** The share of the gap that an arm covers. */
export type GapShare = {
  readonly arm: string;
  /** Cells that the arm and both ends have a score in. */
  readonly n: number;
} & (
  | {
      readonly status: 'ok';
      readonly covered: number;
      /** 95 %, by Fieller's theorem, corrected for overlapping training sets. */
      readonly interval: Interval;
    }
  /** The interval of the gap holds zero, or lies below it. */
  | { readonly status: 'no-gap' }
  | { readonly status: 'insufficient'; readonly reason: string }
);
