import type { LayerwiseEffects } from '../../stats/layerwise.ts';
import type { Measured } from './values.ts';

/** Stages loaded up to a cut (Yosinski et al. 2014): scores, and what they say. */
export interface LayerCut {
  readonly size: number;
  readonly metric: string;
  /** Stages loaded, from 1 on, and the last of them. */
  readonly cut: number;
  readonly stage: string;
  /** Cells that all arms of this cut have a score in. */
  readonly n: number;
  readonly scores: {
    readonly base: Measured;
    readonly selffer: Measured;
    readonly selfferTuned: Measured;
    readonly transfer: Measured;
    readonly transferTuned: Measured;
    readonly random: Measured | null;
  };
  /** Signed so that a positive drop is a loss and a positive boost a gain, whatever the metric's direction. */
  readonly effects: Readonly<Record<keyof LayerwiseEffects, Measured>>;
  /** How much better this cut is than the first, over the cells that both have; null at the first, or without cells. */
  readonly sinceFirst: { readonly transfer: Measured; readonly transferTuned: Measured } | null;
}
