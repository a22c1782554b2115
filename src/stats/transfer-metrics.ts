import { isAscending, shareOfWay, trapezoid } from './learning-curve.ts';

/** Two runs observed at the same steps. */
export interface PairedRuns {
  /** Ascending; the first is often 0. */
  readonly steps: readonly number[];
  readonly transfer: readonly number[];
  readonly scratch: readonly number[];
}

export interface TransferMetricsOptions {
  /** The score to reach; none where it is left out. */
  readonly target?: number;
  /** Whether more or less of the metric is better. */
  readonly direction?: 'higher' | 'lower';
}

export type TransferMetrics =
  | {
      readonly status: 'ok';
      /** Gain at the first observation. All gains are positive where transfer is better. */
      readonly jumpStart: number;
      /** Gain at the last observation. What a fitted asymptote would be is another question. */
      readonly asymptotic: number;
      /** Gain in area over the scratch run's area; null where that area is not above zero, and has no ratios. */
      readonly transferRatio: number | null;
      /** The step at which the target is first reached; null where it never is, which is censoring. */
      readonly timeTransfer: number | null;
      readonly timeScratch: number | null;
      /** timeScratch / timeTransfer; null where either never reaches, or transfer is there before any step. */
      readonly speedUp: number | null;
    }
  /** No observation. */
  | { readonly status: 'insufficient' }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * What transfer changes about one run:
 *
 *     jump-start = y_t[0] − y_s[0],  asymptotic = y_t[T] − y_s[T],  transfer ratio = (area_t − area_s) / area_s
 *
 * and the time to a target. For one pair of runs; times of several, censored ones among them, are those of
 * `restrictedMeans`.
 *
 * Source: Taylor & Stone 2009, "Transfer learning for reinforcement learning domains: a survey", JMLR 10:1633–1685.
 *
 * `insufficient` without observations; `invalid` where steps do not ascend or a score is not finite.
 */
export function transferMetrics(runs: PairedRuns, options: TransferMetricsOptions = {}): TransferMetrics {
  const { target, direction = 'higher' } = options;
  const { steps, transfer, scratch } = runs;
  const problem = problemOf(runs, target);
  if (problem !== null) return { status: 'invalid', reason: problem };
  if (steps.length === 0) return { status: 'insufficient' };
  const gain = (ours: number, theirs: number) => (direction === 'higher' ? ours - theirs : theirs - ours);
  const areaScratch = trapezoid(steps, scratch);
  const areaGain = gain(trapezoid(steps, transfer), areaScratch);
  const jumpStart = gain(transfer[0]!, scratch[0]!);
  const asymptotic = gain(transfer.at(-1)!, scratch.at(-1)!);
  if (![jumpStart, asymptotic, areaGain].every(Number.isFinite)) return { status: 'invalid', reason: 'overflow' };
  const time = (scores: readonly number[]) =>
    target === undefined ? null : timeToThreshold(steps, scores, target, direction);
  const [timeTransfer, timeScratch] = [time(transfer), time(scratch)];
  return {
    status: 'ok',
    jumpStart,
    asymptotic,
    transferRatio: areaScratch > 0 ? areaGain / areaScratch : null,
    timeTransfer,
    timeScratch,
    speedUp: timeTransfer === null || timeScratch === null || timeTransfer <= 0 ? null : timeScratch / timeTransfer,
  };
}

/**
 * The step at which scores first reach a threshold, linear between observations; the first step where the first
 * observation is there already. Null where none is. A score that falls back later has still reached it.
 */
export function timeToThreshold(
  steps: readonly number[],
  scores: readonly number[],
  threshold: number,
  direction: 'higher' | 'lower' = 'higher',
): number | null {
  const reached = scores.findIndex((score) => (direction === 'higher' ? score >= threshold : score <= threshold));
  if (reached === -1) return null;
  if (reached === 0) return steps[0]!;
  const [from, to] = [steps[reached - 1]!, steps[reached]!];
  return from + shareOfWay(scores[reached - 1]!, threshold, scores[reached]!) * (to - from);
}

function problemOf({ steps, transfer, scratch }: PairedRuns, target: number | undefined): string | null {
  if (transfer.length !== steps.length || scratch.length !== steps.length) return 'steps and scores differ in number';
  if (![...transfer, ...scratch].every(Number.isFinite)) return 'non-finite score';
  if (target !== undefined && !Number.isFinite(target)) return 'non-finite target';
  if (!steps.every((step) => step >= 0 && Number.isFinite(step))) return 'a step that is not finite from zero on';
  return isAscending(steps) ? null : 'steps not ascending';
}
