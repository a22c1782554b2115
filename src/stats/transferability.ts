/**
 * What h-score.ts, logme.ts, leep.ts and nce.ts answer. They guess from one pass of a source model over the target how
 * well it would transfer, without training; the higher, the better. They rank source models for one target: values of
 * different targets do not compare, and rankings can change with the sample (Agostinelli, Pándy, Uijlings, Mensink &
 * Ferrari 2022, "How stable are transferability metrics evaluations?", ECCV).
 */
export type Transferability =
  | { readonly status: 'ok'; readonly value: number }
  /** The features are the same for all examples. */
  | { readonly status: 'zero_variance' }
  /** Fewer than two examples, or fewer than two classes among them: every model would score alike. */
  | { readonly status: 'insufficient'; readonly examples: number; readonly classes: number }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * The outcome of labels that no score can be computed for, else null.
 * @throws {RangeError} if there is not one label per row.
 */
export function unscorable(labels: ArrayLike<number>, rows: number): Transferability | null {
  if (labels.length !== rows)
    throw new RangeError(`one label per row is needed, received ${labels.length} for ${rows} rows`);
  const distinct = new Set(Array.from(labels));
  for (const label of distinct) if (!Number.isInteger(label)) return { status: 'invalid', reason: 'label not whole' };
  if (distinct.size >= 2) return null;
  return { status: 'insufficient', examples: labels.length, classes: distinct.size };
}
