/** The scores of the best answer that is the same for all examples, from the share of examples that have each class. */

/** Of macro F1: every class, since 2p/(1 + p) is that of a class that a share p of the examples has, and 0 if it is left out. */
export function bestMacroF1(shares: readonly number[]): number {
  return shares.reduce((sum, share) => sum + (2 * share) / (1 + share) / shares.length, 0);
}

/** Of micro F1: the most frequent classes, as many as are best; 2 Σ_S p / (|S| + Σ p) of a set S. */
export function bestMicroF1(shares: readonly number[]): number {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let [best, hits] = [0, 0];
  for (const [index, share] of shares.toSorted((a, b) => b - a).entries()) {
    hits += share;
    best = Math.max(best, (2 * hits) / (index + 1 + total));
  }
  return best;
}
