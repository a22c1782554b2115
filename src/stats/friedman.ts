import { chiSquaredUpperTail } from './chi-squared.ts';
import { fUpperTail } from './f-distribution.ts';
import { midRanks } from './mid-ranks.ts';

/** What both computable outcomes carry. */
interface FriedmanStatistics {
  /** Suites (or data sets), and arms. */
  readonly n: number;
  readonly arms: number;
  /** Of each arm, 1 the best. */
  readonly meanRanks: readonly number[];
  /** Friedman's statistic on arms − 1 degrees of freedom, without a correction for ties. */
  readonly chi2: number;
  readonly p: number;
  /** Iman and Davenport's, which is less conservative; infinite where all suites rank the arms alike. */
  readonly f: number;
  readonly df: readonly [number, number];
  readonly pF: number;
}

export type Friedman =
  | ({
      readonly status: 'ok';
      /** Corrected for ties. */
      readonly chi2Ties: number;
      readonly pTies: number;
    } & FriedmanStatistics)
  /** All arms tie on every suite: chi2 and F are 0 and p is 1 by convention, and a correction for ties is 0/0. */
  | ({ readonly status: 'zero_variance' } & FriedmanStatistics)
  /** Fewer than two suites or two arms. */
  | { readonly status: 'insufficient'; readonly n: number; readonly arms: number }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * Friedman's test whether arms rank alike over suites, by ranks within each suite (equal scores share theirs). With mean
 * ranks R_j of k arms over N suites, and ties of sizes t:
 *
 *     chi² = 12N / (k(k+1)) · (Σ R_j² − k(k+1)²/4),  on k − 1 degrees of freedom
 *     corrected for ties: chi² / (1 − Σ(t³ − t) / (N k (k² − 1)))
 *     F = (N − 1) chi² / (N(k − 1) − chi²),  on k − 1 and (k − 1)(N − 1)    (Iman & Davenport)
 *
 * Sources: Friedman 1937, JASA 32:675–701; Iman & Davenport 1980, Communications in Statistics A 9:571–595; Demšar 2006,
 * "Statistical comparisons of classifiers over multiple data sets", JMLR 7:1–30, whose statistic is the uncorrected one.
 * Scores are one mean for each suite and arm; folds of one suite are not independent, and no rows. With few suites the
 * approximation by chi² is coarse.
 *
 * `insufficient` below two suites or two arms; `zero_variance` where all arms tie everywhere, with p = 1; `invalid` where a
 * score is missing or not finite.
 *
 * @param scores suites × arms
 */
export function friedman(scores: readonly (readonly number[])[], direction: 'higher' | 'lower'): Friedman {
  const n = scores.length;
  const arms = scores[0]?.length ?? 0;
  if (scores.some((row) => row.length !== arms)) return { status: 'invalid', reason: 'not one score for each arm' };
  if (!scores.every((row) => row.every(Number.isFinite))) return { status: 'invalid', reason: 'non-finite score' };
  if (n < 2 || arms < 2) return { status: 'insufficient', n, arms };
  const ranks = scores.map((row) => midRanks(direction === 'higher' ? row.map((score) => -score) : row));
  const sums = scores[0]!.map((_, arm) => ranks.reduce((sum, row) => sum + row[arm]!, 0));
  // Sums of ranks are halves of whole numbers: these are exact, and so is whether one of them is 0.
  const squares = sums.reduce((sum, one) => sum + one * one, 0);
  const between = 12 * squares - 3 * n ** 2 * arms * (arms + 1) ** 2;
  const most = n ** 2 * arms * (arms ** 2 - 1); // `between` where all suites agree
  const scale = n * arms * (arms + 1);
  const chi2 = between / scale;
  const df = [arms - 1, (arms - 1) * (n - 1)] as const;
  const f = between === 0 ? 0 : ((n - 1) * between) / (most - between);
  const tests = { p: chiSquaredUpperTail(chi2, df[0]), f, df, pF: fUpperTail(f, ...df) };
  const common = { n, arms, meanRanks: sums.map((sum) => sum / n), chi2, ...tests };
  const ties = ranks.reduce((sum, row) => sum + tiesOf(row), 0);
  const untied = 1 - ties / (n * arms * (arms ** 2 - 1));
  if (untied === 0) return { status: 'zero_variance', ...common };
  const chi2Ties = chi2 / untied;
  return { status: 'ok', ...common, chi2Ties, pTies: chiSquaredUpperTail(chi2Ties, df[0]) };
}

/** Σ(t³ − t) over the groups of equal ranks. */
function tiesOf(ranks: readonly number[]): number {
  const sizes = new Map<number, number>();
  for (const rank of ranks) sizes.set(rank, (sizes.get(rank) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, t) => sum + t ** 3 - t, 0);
}

/**
 * The smallest p that a permutation test of ranks can reach over N suites and k arms: that all suites rank the arms alike,
 * which k! of (k!)^N arrangements do. Approximations by chi² and F fall below it; ties only raise it.
 */
export function smallestFriedmanP(suites: number, arms: number): number {
  let orders = 1;
  for (let arm = 2; arm <= arms; arm++) orders *= arm;
  return Math.min(1, orders ** (1 - suites));
}
