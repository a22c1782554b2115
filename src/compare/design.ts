import type { RunRecord } from '../store/run-record.ts';

/**
 * Which test a design gets: decided here and nowhere else, and never by the user.
 */

export type TestName = 'corrected-resampled-t' | '5x2cv-F' | 'paired-t';

/** What tests, intervals and posteriors need to know of a design. */
export type TestedDesign = {
  /** Test examples per training example, which corrects a variance for overlapping training sets; 0 needs none. */
  readonly ratio: number;
  /** Correlation of two differences in the posterior of the Bayesian correlated t. */
  readonly rho: number;
  /** Why this test: one sentence. */
  readonly reason: string;
} & (
  | { readonly kind: 'k-fold' | 'holdout'; readonly test: 'corrected-resampled-t'; readonly independent: false }
  | { readonly kind: '5x2'; readonly test: '5x2cv-F'; readonly independent: false }
  | { readonly kind: 'episodes'; readonly test: 'paired-t'; readonly independent: true }
  /** Sign vectors that are too many to count are drawn with `seed`. */
  | { readonly kind: 'seeds'; readonly test: 'paired-t'; readonly independent: true; readonly seed: number }
  /** One fold, whose overlap with others is unknown. */
  | { readonly kind: 'k-fold'; readonly test: null; readonly independent: false }
);

/**
 * The test of a design.
 *
 * - k folds, repeated or not: the corrected resampled t with the ratio 1/(k − 1) at every training size, since the
 *   training set is a subset of the fold's training part (Nadeau & Bengio 2003; Bouckaert & Frank 2004); rho = 1/k.
 * - Random hold-outs of a share q: the same with the ratio q/(1 − q) (Nadeau & Bengio 2003), and rho = q.
 * - 5×2: the combined F (Alpaydın 1999). Where a procedure has no form for it, the ratio of two folds, 1, and rho = 1/2.
 * - Seeds on one split, and episodes, are independent given the split or the pool: the paired t, ratio and rho 0.
 */
export function designOf({
  kind,
  folds,
  holdout,
  seed,
}: Pick<RunRecord['design'], 'kind' | 'folds' | 'holdout' | 'seed'>): TestedDesign {
  switch (kind) {
    case '5x2':
      return {
        kind,
        test: '5x2cv-F',
        independent: false,
        ratio: 1,
        rho: 1 / 2,
        reason: 'The halves of a repeat share no training example, and their spread is what a difference is judged by.',
      };
    case 'holdout': {
      const share = holdout ?? 0; // the record's schema demands it
      return {
        kind,
        test: 'corrected-resampled-t',
        independent: false,
        ratio: share / (1 - share),
        rho: share,
        reason: 'Random hold-outs of one pool share training examples, so that their scores are not independent.',
      };
    }
    case 'seeds':
      return {
        kind,
        test: 'paired-t',
        independent: true,
        ratio: 0,
        rho: 0,
        seed,
        reason: 'Seeds are independent given the split, so that all of it holds for this split only.',
      };
    case 'episodes':
      return {
        kind,
        test: 'paired-t',
        independent: true,
        ratio: 0,
        rho: 0,
        reason: 'Episodes are drawn independently from one pool.',
      };
    case 'k-fold':
      if (folds < 2) {
        const reason = 'The design has one fold; the corrected t needs two or more.';
        return { kind, test: null, independent: false, ratio: 0, rho: 0, reason };
      }
      return {
        kind,
        test: 'corrected-resampled-t',
        independent: false,
        ratio: 1 / (folds - 1),
        rho: 1 / folds,
        reason: 'The training sets of folds overlap, so that their scores are not independent.',
      };
  }
}
