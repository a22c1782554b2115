import { correctedT } from './corrected-t.ts';
import { holm } from './holm.ts';
import { studentTCdf, studentTUpperTail } from './student-t.ts';

export type TransferVerdict = 'negative' | 'positive' | 'equivalent' | 'inconclusive';

export type NegativeTransfer =
  | {
      readonly status: 'ok';
      readonly n: number;
      readonly mean: number;
      /** Scale of the posterior of the mean. */
      readonly standardError: number;
      /** Of 95 %. */
      readonly interval: readonly [low: number, high: number];
      /** Posterior probabilities that the mean lies below −rope, within the region, above rope; they add up to one. */
      readonly pNegative: number;
      readonly pRope: number;
      readonly pPositive: number;
      readonly verdict: TransferVerdict;
      /** The interval lies below zero. Without a region of practical equivalence this finds harm of any size. */
      readonly negativeByInterval: boolean;
      /** One-sided, against a mean of zero or more: for a family of suites. */
      readonly pOneSided: number;
    }
  /** All differences are equal: the posterior is a point, and the verdict only says where it lies. */
  | {
      readonly status: 'zero_variance';
      readonly n: number;
      readonly mean: number;
      readonly verdict: TransferVerdict;
    }
  | { readonly status: 'insufficient'; readonly n: number; readonly verdict: 'inconclusive' }
  | { readonly status: 'invalid'; readonly reason: string; readonly verdict: 'inconclusive' };

export interface NegativeTransferOptions {
  /** Test examples per training example, 1/(k − 1) in k-fold cross-validation; 0 for independent differences. */
  readonly testTrainRatio: number;
  /** Half-width of the region of practical equivalence, from 0 on. */
  readonly rope: number;
}

/** Posterior probability that a verdict needs. */
const CREDIBILITY = 0.95;

/**
 * Whether pre-training does harm. Of differences transfer − scratch, positive where transfer is better, the mean has the
 * posterior St(n − 1, mean, s² (1/n + ratio)); transfer is negative where P(mean < −rope) > 0.95.
 *
 * Source: Wang, Dai, Póczos & Carbonell 2019, "Characterizing and avoiding negative transfer", CVPR, for the gap; Zhang,
 * Deng, Zhang & Wu 2022, "A survey on negative transfer"; Benavoli, Corani, Demšar & Zaffalon 2017, JMLR 18(77), for the
 * rule. It is the Bayesian correlated t (`bayesCorrelatedT`) with any ratio in place of that of k folds.
 *
 * Not computable: `insufficient` below two differences and `invalid` where one is not finite, both inconclusive. Of equal
 * differences (`zero_variance`) the verdict says on which side of the region they lie.
 */
export function negativeTransfer(differences: readonly number[], options: NegativeTransferOptions): NegativeTransfer {
  const { testTrainRatio, rope } = options;
  if (!(rope >= 0 && Number.isFinite(rope)))
    return { status: 'invalid', reason: 'no finite region from 0 on', verdict: 'inconclusive' };
  const test = correctedT(differences, { testTrainRatio });
  if (test.status === 'invalid' || test.status === 'insufficient') return { ...test, verdict: 'inconclusive' };
  const { n, mean, standardError, df, interval, pLess } = test;
  if (test.status === 'zero_variance') {
    const [below, above] = [mean < -rope, mean > rope];
    const inside = mean > -rope && mean < rope;
    return { status: 'zero_variance', n, mean, verdict: verdictOf(Number(below), Number(inside), Number(above)) };
  }
  const pNegative = studentTCdf((-rope - mean) / standardError, df);
  const pPositive = studentTUpperTail((rope - mean) / standardError, df);
  const pRope = Math.max(0, 1 - pNegative - pPositive); // rounding can leave −1e-17 at rope 0
  const verdict = verdictOf(pNegative, pRope, pPositive);
  const negativeByInterval = interval[1] < 0;
  const statistics = { n, mean, standardError, interval, pNegative, pRope, pPositive };
  return { status: 'ok', ...statistics, verdict, negativeByInterval, pOneSided: pLess };
}

function verdictOf(negative: number, rope: number, positive: number): TransferVerdict {
  if (negative > CREDIBILITY) return 'negative';
  if (positive > CREDIBILITY) return 'positive';
  return rope > CREDIBILITY ? 'equivalent' : 'inconclusive';
}

export interface NegativeAcrossSuites {
  /** Holm-adjusted one-sided p of each suite; null where it has none. */
  readonly adjusted: readonly (number | null)[];
  /** Suites that were judged: not those with too few or invalid differences. */
  readonly judged: number;
  /** Share of the judged suites in which transfer is negative; null without any. */
  readonly negativeShare: number | null;
  /** The judged suite with the lowest mean, by its place; null without any. */
  readonly worst: number | null;
}

/**
 * Negative transfer over several suites (or sizes): how often, and where it is worst. P-values are those of a family, by
 * Holm (1979). A suite of which all differences are equal is judged but has no p-value.
 */
export function negativeAcrossSuites(suites: readonly NegativeTransfer[]): NegativeAcrossSuites {
  const means = suites.map((suite) => ('mean' in suite ? suite.mean : null));
  const judged = means.filter((mean) => mean !== null);
  const negative = suites.filter(({ verdict }) => verdict === 'negative').length;
  return {
    adjusted: holm(suites.map((suite) => (suite.status === 'ok' ? suite.pOneSided : null))),
    judged: judged.length,
    negativeShare: judged.length === 0 ? null : negative / judged.length,
    worst: judged.length === 0 ? null : means.indexOf(Math.min(...judged)),
  };
}
