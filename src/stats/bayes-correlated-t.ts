import { momentsOf } from './moments.ts';
import { studentTCdf, studentTUpperTail, twoSidedCritical } from './student-t.ts';

/** What both computable outcomes carry. */
interface Posterior {
  readonly n: number;
  /** Correlation of two differences through their overlapping training sets, as it was given. */
  readonly rho: number;
  /** Location, scale and degrees of freedom of the mean difference's posterior, a Student t. */
  readonly mean: number;
  readonly scale: number;
  readonly df: number;
  /** Posterior probabilities that the mean lies below −rope, within the region, above rope; they add up to one. */
  readonly below: number;
  readonly within: number;
  readonly above: number;
  /** The 95 % interval of highest posterior density. */
  readonly interval: readonly [low: number, high: number];
}

export type BayesCorrelatedT =
  | ({ readonly status: 'ok' } & Posterior)
  /** All differences are equal: the posterior is a point, and its certainty is an artefact. No decision may rest on it. */
  | ({ readonly status: 'zero_variance' } & Posterior)
  | { readonly status: 'invalid'; readonly reason: string }
  /** Fewer than two differences. */
  | { readonly status: 'insufficient'; readonly n: number };

export interface BayesCorrelatedTOptions {
  /**
   * Correlation of two differences, from 0 to below 1: the share of examples that is held out, which is 1/k of k-fold
   * cross-validation, or 0 where differences are independent.
   */
  readonly rho: number;
  /** Half-width of the region of practical equivalence, from 0 on. */
  readonly rope: number;
}

/**
 * The Bayesian correlated t-test, under the matching improper prior:
 *
 *     mu | d ~ St(df = n − 1, location = mean(d), scale = sqrt((1/n + rho/(1 − rho)) · s²(d)))
 *
 * and the probabilities of three regions: below −rope, within, above rope.
 * Source: Corani & Benavoli 2015, Machine Learning 100:285–304; Benavoli, Corani, Demšar & Zaffalon 2017, JMLR 18(77).
 * Applies to differences over the cells of (repeated) k-fold cross-validation, rho = 1/k, and over random hold-outs,
 * rho = nTest/(nTest + nTrain) (Corani & Benavoli 2015, after Nadeau & Bengio 2003); with rho = 0, where it is the Bayesian
 * form of the plain paired t, to independent ones, such as those of few-shot episodes.
 *
 * Without a posterior: `insufficient` below two differences, `invalid` where one or an option is out of range. Equal
 * differences are `zero_variance`: all probability lies in the region that holds them, halved on a border.
 */
export function bayesCorrelatedT(differences: readonly number[], options: BayesCorrelatedTOptions): BayesCorrelatedT {
  const { rho, rope } = options;
  const moments = momentsOf(differences);
  if (moments.status === 'invalid' || moments.status === 'insufficient') return moments;
  if (!(rho >= 0 && rho < 1)) return { status: 'invalid', reason: 'no correlation from 0 to below 1' };
  if (!(rope >= 0 && Number.isFinite(rope))) return { status: 'invalid', reason: 'no finite region from 0 on' };
  const { n, mean, sd } = moments;
  const df = n - 1;
  if (moments.status === 'zero_variance') {
    const regions = { below: pointMass(-rope - mean), above: pointMass(mean - rope) };
    const within = 1 - regions.below - regions.above;
    return { status: 'zero_variance', n, rho, mean, scale: 0, df, ...regions, within, interval: [mean, mean] };
  }
  const scale = Math.sqrt(1 / n + rho / (1 - rho)) * sd;
  const halfWidth = twoSidedCritical(0.05, df) * scale;
  if (!Number.isFinite(mean / scale) || !Number.isFinite(halfWidth)) return { status: 'invalid', reason: 'overflow' };
  const below = studentTCdf((-rope - mean) / scale, df);
  const above = studentTUpperTail((rope - mean) / scale, df);
  const within = Math.max(0, 1 - below - above); // rounding can leave −1e-17 at rope 0
  const interval = [mean - halfWidth, mean + halfWidth] as const;
  return { status: 'ok', n, rho, mean, scale, df, below, within, above, interval };
}

/** Share of a point mass beyond a border that it has passed by `excess`; on the border it is split in halves. */
function pointMass(excess: number): number {
  return excess > 0 ? 1 : excess === 0 ? 0.5 : 0;
}
