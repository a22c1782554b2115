import type { RankedArm } from '../compare/arms.ts';
import type { Known, TransferFigures } from '../compare/contract/curve-figures.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { decimal, decimalsFor, plural, score } from './numbers.ts';
import { name, say, type Text } from './text.ts';
import { challengers, labelOf, primary, primaryScores, reference, scoreDecimals, standing, story } from './view.ts';

/**
 * Data multipliers that may be told beside a verdict: how many examples the reference needs for each example of an arm.
 */

export interface Multiplier {
  readonly figures: TransferFigures;
  /** Where the arm stands. */
  readonly size: number;
  readonly times: number;
  /** Whether the reference's curve ends before it has the arm's score: it needs more than `times`. */
  readonly bound: boolean;
  readonly interval: Known | null;
  /** How large it is for sure: the lower end of its interval, where it has one. */
  readonly surely: number;
}

/**
 * Those of an arm that are above 1, at sizes where the interval of the gain lies above zero, and whose own interval, if
 * there is one, lies above 1.
 */
export function multipliersOf(comparison: Comparison, target: TargetComparison, arm: RankedArm): Multiplier[] {
  const metric = primary(comparison);
  const base = reference(comparison)?.name;
  const gaining = new Set(
    story(comparison, target, arm).flatMap((contrast) =>
      contrast.status === 'ok' && contrast.interval[0] > 0 ? [contrast.size] : [],
    ),
  );
  const figures = target.transfer.find(
    (each) => each.arm === arm.name && each.reference === base && each.metric === metric.name,
  );
  return (figures?.multipliers ?? []).flatMap(({ size, estimate, interval }): Multiplier[] => {
    const times = estimate?.low ?? null;
    if (!gaining.has(size) || times === null || times <= 1) return [];
    if (interval !== null && (interval.low === null || interval.low <= 1)) return [];
    const bound = estimate!.high !== times;
    return [{ figures: figures!, size, times, bound, interval, surely: interval?.low ?? times }];
  });
}

/** The multiplier that says most: the one whose interval begins highest, or, without intervals, the largest. */
export function best(all: readonly Multiplier[]): Multiplier | null {
  return all.toSorted((a, b) => b.surely - a.surely || b.times - a.times)[0] ?? null;
}

/** `6.2×`, `at least 10×`. */
export function timesText({ times, bound }: Pick<Multiplier, 'times' | 'bound'>): string {
  return `${bound ? 'at least ' : ''}${decimal(times, decimalsFor(times))}×`;
}

/** ` (4.1 to 9.0)`, or ` (4.1 or more)` where the upper end lies beyond the sizes; nothing without an interval. */
export function withinText({ times, interval }: Pick<Multiplier, 'times' | 'interval'>): string {
  if (interval === null) return '';
  const [from, to] = [interval.low, interval.high].map((end) =>
    end === null ? null : decimal(end, decimalsFor(times)),
  );
  return to === null ? ` (${from} or more)` : ` (${from} to ${to})`;
}

/** What is not worth a word beside a verdict: it would read as 1.0×. */
const NEGLIGIBLE = 1.05;

/** The one that an answer may tell of an arm, hedged as its verdicts are: none of a size that is not settled. */
export function toldMultiplier(comparison: Comparison, target: TargetComparison, arm: RankedArm): Multiplier | null {
  const helped = story(comparison, target, arm)
    .filter((contrast) => ['helps', 'unjudged'].includes(standing(contrast)))
    .map(({ size }) => size);
  return best(
    multipliersOf(comparison, target, arm).filter(({ size, times }) => helped.includes(size) && times >= NEGLIGIBLE),
  );
}

/** For each arm that has one: `To score the 93.1 % of full at 50 examples, scratch needs 6.2× as many (4.1 to 9.0).` */
export function multiplierSentences(comparison: Comparison, target: TargetComparison): Text[] {
  const metric = primary(comparison);
  return challengers(comparison).flatMap((arm) => {
    const found = toldMultiplier(comparison, target, arm);
    const summary = primaryScores(comparison, target).find(
      (each) => each.arm === arm.name && each.size === found?.size,
    );
    if (found === null || summary === undefined) return [];
    const { size, figures } = found;
    const wanted = score(metric, summary.mean, scoreDecimals(target, metric));
    const reached = metric.unit === 'fraction' ? wanted : `${labelOf(metric)} ${wanted}`;
    return [
      say`To score the ${reached} of ${name(arm.name)} at ${plural(size, 'example')}, ${name(figures.reference)} needs ${found.interval === null && !found.bound ? 'about ' : ''}${timesText(found)} as many${withinText(found)}.`,
    ];
  });
}
