import jStat from 'jstat';
import { incompleteBeta } from './incomplete-beta.ts';
import { logBeta } from './stirling.ts';

/**
 * Student's t distribution (Student 1908), for df > 0, not necessarily whole.
 *
 * With w = df/(df + t²): P(T > |t|) = I_w(df/2, 1/2) / 2 (Abramowitz & Stegun 1964, 26.7.1), where I is the regularised
 * incomplete beta function. Tails are computed as tails, so that small probabilities keep their digits.
 */

/** P(T ≤ t). NaN if `t` is NaN. */
export function studentTCdf(t: number, df: number): number {
  return t > 0 ? 1 - upperTail(t, df) : upperTail(-t, df);
}

/** P(T > t). NaN if `t` is NaN. */
export function studentTUpperTail(t: number, df: number): number {
  return studentTCdf(-t, df);
}

/** P(|T| ≥ |t|), the two-sided p-value. NaN if `t` is NaN. */
export function twoSidedP(t: number, df: number): number {
  return 2 * upperTail(Math.abs(t), df);
}

/** The quantile: t with P(T ≤ t) = p. Infinite at p = 0 and p = 1, NaN outside [0, 1]. */
export function studentTQuantile(p: number, df: number): number {
  requireDegreesOfFreedom(df);
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0 || p === 1) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (p === 0.5) return 0;
  const tail = Math.min(p, 1 - p);
  const t = upperTailInverse(tail, df);
  return p < 0.5 ? -t : t;
}

/** The t that |T| exceeds with probability `alpha`: half-width of a (1 − alpha) interval in standard errors. */
export function twoSidedCritical(alpha: number, df: number): number {
  return 0 - studentTQuantile(alpha / 2, df); // from 0: a zero keeps its sign
}

function requireDegreesOfFreedom(df: number): void {
  if (!(df > 0 && Number.isFinite(df))) throw new RangeError(`degrees of freedom above 0 are needed, received ${df}`);
}

/** P(T > t) for t ≥ 0. */
function upperTail(t: number, df: number): number {
  requireDegreesOfFreedom(df);
  if (Number.isNaN(t)) return Number.NaN;
  const square = t * t;
  if (!Number.isFinite(square)) return 0;
  return incompleteBeta(df / 2, 0.5, df / (df + square), square / (df + square)) / 2;
}

function density(t: number, df: number): number {
  return Math.exp((-(df + 1) / 2) * Math.log1p((t * t) / df) - logBeta(df / 2, 0.5)) / Math.sqrt(df);
}

const MAX_STEPS = 200;

/**
 * t ≥ 0 with P(T > t) = tail, for tail < 1/2: Newton's method from jStat's quantile (good to seven digits). The tail is
 * convex for t ≥ 0, so that from any start the iterates, once left of the root, rise to it.
 */
function upperTailInverse(tail: number, df: number): number {
  const guess = Math.abs(jStat.studentt.inv(tail, df));
  let t = Number.isFinite(guess) ? guess : 0;
  for (let step = 0; step < MAX_STEPS; step++) {
    const next = Math.max(0, t + (upperTail(t, df) - tail) / density(t, df));
    if (Math.abs(next - t) <= 1e-15 * next || !Number.isFinite(next)) return Number.isFinite(next) ? next : t;
    t = next;
  }
  return t;
}
