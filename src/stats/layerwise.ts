/** Scores on the target, the higher the better. The lists have one entry per cut: after stage 1, 2, … of the network. */
export interface LayerwiseScores {
  /** Trained on the target from scratch. */
  readonly base: number;
  /** BnB: the target's own stages up to the cut, frozen, the rest trained anew. */
  readonly selffer: readonly number[];
  /** BnB+: the same, all trained. */
  readonly selfferTuned: readonly number[];
  /** AnB: the source's stages up to the cut, frozen, the rest trained anew. */
  readonly transfer: readonly number[];
  /** AnB+: the same, all trained. */
  readonly transferTuned: readonly number[];
}

/** What a cut costs or gains, in the units of the score. Drops are positive where the score falls. */
export interface LayerwiseEffects {
  /** base − BnB: stages that had learned together were parted, and the upper ones do not find back. */
  readonly coAdaptationDrop: number;
  /** BnB − AnB: the frozen stages are the source's, not the target's. */
  readonly specificityDrop: number;
  /** base − AnB, the sum of both. */
  readonly totalDrop: number;
  /** AnB+ − base. It contains what training for longer gains. */
  readonly boostOverBase: number;
  /** AnB+ − BnB+: the same without that, since both were trained twice. */
  readonly boostOverSelffer: number;
}

export type Layerwise =
  | {
      readonly status: 'ok';
      /** One per cut. */
      readonly cuts: readonly LayerwiseEffects[];
      /** Over the cuts. */
      readonly mean: LayerwiseEffects;
    }
  /** No cut. */
  | { readonly status: 'insufficient'; readonly cuts: readonly [] }
  /** A score is not finite. */
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * How transferable each stage of a network is, and why transfer loses where it does:
 *
 *     base − AnB = (base − BnB) + (BnB − AnB),  that is co-adaptation and specificity
 *
 * Source: Yosinski, Clune, Bengio & Lipson 2014, "How transferable are features in deep neural networks?", NIPS 27,
 * section 4 with figure 2, and table 1 for the mean boosts.
 *
 * @throws {RangeError} on lists of different lengths.
 */
export function layerwiseEffects(scores: LayerwiseScores): Layerwise {
  const { base, selffer, selfferTuned, transfer, transferTuned } = scores;
  const n = transfer.length;
  const lists = [selffer, selfferTuned, transfer, transferTuned];
  if (lists.some((list) => list.length !== n))
    throw new RangeError(`as many scores of each kind are needed, received ${lists.map((list) => list.length)}`);
  if (n === 0) return { status: 'insufficient', cuts: [] };
  if (![base, ...lists.flat()].every(Number.isFinite)) return { status: 'invalid', reason: 'non-finite score' };
  const cuts = transfer.map((frozen, cut) => ({
    coAdaptationDrop: base - selffer[cut]!,
    specificityDrop: selffer[cut]! - frozen,
    totalDrop: base - frozen,
    boostOverBase: transferTuned[cut]! - base,
    boostOverSelffer: transferTuned[cut]! - selfferTuned[cut]!,
  }));
  const meanOf = (effect: keyof LayerwiseEffects) => cuts.reduce((total, cut) => total + cut[effect], 0) / n;
  const mean = {
    coAdaptationDrop: meanOf('coAdaptationDrop'),
    specificityDrop: meanOf('specificityDrop'),
    totalDrop: meanOf('totalDrop'),
    boostOverBase: meanOf('boostOverBase'),
    boostOverSelffer: meanOf('boostOverSelffer'),
  };
  return { status: 'ok', cuts, mean };
}
