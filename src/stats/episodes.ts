import { momentsOf } from './moments.ts';
import { twoSidedCritical } from './student-t.ts';

export type EpisodeMean =
  | {
      readonly status: 'ok';
      readonly n: number;
      readonly mean: number;
      /** Half of the 95 % interval as the literature prints it, 1.96 · s/√n. */
      readonly ci95Half: number;
      /** The same with Student's t in place of 1.96, which is wider for few episodes. */
      readonly ci95HalfT: number;
    }
  /** All episodes have the same score: the interval is a point, and its certainty is an artefact. */
  | {
      readonly status: 'zero_variance';
      readonly n: number;
      readonly mean: number;
      readonly ci95Half: 0;
      readonly ci95HalfT: 0;
    }
  /** Fewer than two episodes: no interval, and no mean of none (null). */
  | { readonly status: 'insufficient'; readonly n: number; readonly mean: number | null }
  | { readonly status: 'invalid'; readonly reason: string };

/** The normal quantile as it is rounded in that literature. */
const NORMAL_95 = 1.96;

/**
 * Mean and 95 % interval over independent few-shot episodes (600 or more are customary).
 * Source: Snell, Swersky & Zemel 2017, "Prototypical networks for few-shot learning", NIPS 30; Chen, Liu, Kira, Wang &
 * Huang 2019, "A closer look at few-shot classification", ICLR.
 *
 * Two arms that met the same support and query sets are compared by the differences of their scores, episode by episode;
 * their own intervals may overlap although one is always ahead.
 *
 * `insufficient` below two episodes; `zero_variance` where all score alike; `invalid` where a score is not finite.
 */
export function episodeMean(scores: readonly number[]): EpisodeMean {
  const moments = momentsOf(scores);
  if (moments.status === 'invalid') return { status: 'invalid', reason: 'non-finite score' };
  if (moments.status === 'insufficient') return { ...moments, mean: scores[0] ?? null };
  const { n, mean, variance } = moments;
  if (moments.status === 'zero_variance') return { status: 'zero_variance', n, mean, ci95Half: 0, ci95HalfT: 0 };
  const standardError = Math.sqrt(variance / n);
  const ci95HalfT = twoSidedCritical(0.05, n - 1) * standardError;
  return { status: 'ok', n, mean, ci95Half: NORMAL_95 * standardError, ci95HalfT };
}
