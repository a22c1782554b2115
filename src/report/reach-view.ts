import type { ArmTimes, Clock, TimeContrast } from '../compare/contract/times-to-reach.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { given } from './numbers.ts';
import { labelOf, primary } from './view.ts';

/**
 * Ways to read the times to the wanted score that sentences, table and figure share. Arms that are not in the
 * comparison, such as those of ablations, are left out.
 */

export type KnownTimes = Extract<ArmTimes, { status: 'ok' }>;

/** `95 %`, `log loss 0.5`: the score as the suite gives it. */
export function wantedScore(comparison: Comparison, score: number): string {
  const metric = primary(comparison);
  return metric.unit === 'fraction' ? `${given(100 * score)} %` : `${labelOf(metric)} ${given(score)}`;
}

/** Times by arm (suite order) at one size; arms whose times are unknown are left out. */
export function timesAt(comparison: Comparison, target: TargetComparison, size: number, clock: Clock): KnownTimes[] {
  return comparison.arms.flatMap(({ name }) =>
    (target.timesToReach?.arms ?? []).filter(
      (times): times is KnownTimes =>
        times.status === 'ok' && times.arm === name && times.size === size && times.clock === clock,
    ),
  );
}

export function timeContrastOf(
  target: TargetComparison,
  arm: string,
  size: number,
  clock: Clock,
): TimeContrast | undefined {
  return target.timesToReach?.contrasts.find(
    (contrast) => contrast.arm === arm && contrast.size === size && contrast.clock === clock,
  );
}

/** Sizes with times, by whether nobody got there, all were there from the start, or there is something to tell. */
export function sizesByReach(comparison: Comparison, target: TargetComparison) {
  const sizes = { nobody: [] as number[], atOnce: [] as number[], told: [] as number[] };
  for (const size of target.sizes) {
    const times = timesAt(comparison, target, size, 'steps');
    if (times.length === 0) continue;
    if (times.every(({ reached }) => reached === 0)) sizes.nobody.push(size);
    else if (times.every(isAtOnce)) sizes.atOnce.push(size);
    else sizes.told.push(size);
  }
  return sizes;
}

function isAtOnce({ reached, of, mean }: KnownTimes): boolean {
  return reached === of && mean.mean === 0;
}
