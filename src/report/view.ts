import { type ArmFacts, isRanked, type OracleArm, type RankedArm } from '../compare/arms.ts';
import type { Contrast, Verdict } from '../compare/contract/contrast.ts';
import type { LedgerLine } from '../compare/contract/ledger.ts';
import type { ScoreSummary } from '../compare/contract/scores.ts';
import type { Interval, MetricFacts } from '../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { decimalsFor, factor } from './numbers.ts';
import { shown } from './text.ts';

/**
 * Ways to read a `Comparison` that every page and sentence shares.
 */

export type MeasuredContrast = Extract<Contrast, { status: 'ok' }>;

/** Where a contrast stands: its verdict, or why it has none. */
export type Standing = Verdict | 'unjudged' | 'ties' | 'constant' | 'halves' | 'insufficient' | 'refused';

export function standing(contrast: Contrast): Standing {
  if (contrast.status === 'zero_variance') return contrast.alike === 'differences' ? 'constant' : contrast.alike;
  if (contrast.status !== 'ok') return contrast.status;
  return contrast.judgement.verdict ?? 'unjudged';
}

/** With more targets than this, they are counted and drawn as a heat map; each by itself stands folded. */
const MOST_TARGETS = 12;

export function manyTargets({ targets }: Comparison): boolean {
  return targets.length > MOST_TARGETS;
}

/** Every arm that is compared with the reference, in suite order: no oracle is. */
export function challengers(comparison: Comparison): readonly RankedArm[] {
  return comparison.arms.filter(isRanked).filter((arm) => !arm.reference && arm.origin === null);
}

/** Whether an arm learns from examples of the target without their labels. */
export function adapts({ adapt }: Pick<RankedArm, 'adapt'>): boolean {
  return adapt !== null && adapt !== 'source-only';
}

/** Every arm that has seen what the question forbids, in suite order. */
export function oracles(comparison: Comparison): readonly OracleArm[] {
  return comparison.arms.filter((arm): arm is OracleArm => !isRanked(arm));
}

/**
 * A comparison without the arms that ablations and studies made: those have sections of their own, and would bury the
 * arms that the suite is about.
 */
export function withoutMadeArms(comparison: Comparison): Comparison {
  const arms = comparison.arms.filter((arm) => arm.reference || arm.origin === null);
  if (arms.length === comparison.arms.length) return comparison;
  const names = new Set(arms.map((arm) => arm.name));
  const kept = <Item extends { readonly arm: string }>(items: readonly Item[]) =>
    items.filter(({ arm }) => names.has(arm));
  const targets = comparison.targets.map((target) => ({
    ...target,
    scores: kept(target.scores),
    convergence: kept(target.convergence),
    ledger: kept(target.ledger),
    tasks: kept(target.tasks),
    predictions: target.predictions && { ...target.predictions, arms: kept(target.predictions.arms) },
  }));
  return { ...comparison, arms, targets };
}

/** The arm that all others are compared with; null only in a comparison without arms. */
export function reference(comparison: Comparison): ArmFacts | null {
  return comparison.arms.find((arm) => arm.reference) ?? null;
}

export function primary(comparison: Comparison): MetricFacts {
  return comparison.metrics[0];
}

/** Contrasts of one metric by arm (suite order), then size (ascending): of the arms and sizes that are shown. */
export function contrastsOf(comparison: Comparison, target: TargetComparison, metric: MetricFacts): Contrast[] {
  return challengers(comparison).flatMap((arm) =>
    target.contrasts
      .filter(({ arm: own, size }) => own === arm.name && target.sizes.includes(size))
      .filter((contrast) => contrast.metric === metric.name)
      .toSorted((a, b) => a.size - b.size),
  );
}

/** Contrasts of one arm on the primary metric, by size. */
export function story(comparison: Comparison, target: TargetComparison, arm: RankedArm): Contrast[] {
  return contrastsOf(comparison, target, primary(comparison)).filter((contrast) => contrast.arm === arm.name);
}

/** Scores of the primary metric by arm (suite order), then size (ascending). */
export function primaryScores(comparison: Comparison, target: TargetComparison): ScoreSummary[] {
  const metric = primary(comparison).name;
  return comparison.arms.flatMap((arm) =>
    target.scores
      .filter((summary) => summary.arm === arm.name && summary.metric === metric)
      .toSorted((a, b) => a.size - b.size),
  );
}

/** The ledger by arm (suite order), then size (ascending). */
export function ledgerOf(comparison: Comparison, target: TargetComparison): LedgerLine[] {
  return comparison.arms.flatMap((arm) =>
    target.ledger.filter((line) => line.arm === arm.name).toSorted((a, b) => a.size - b.size),
  );
}

/** Whether the two arms of a contrast were tuned, and over different numbers of configurations. */
export function isUnequallyTuned(
  { tuning }: TargetComparison,
  { arm, reference: base, size }: Pick<Contrast, 'arm' | 'reference' | 'size'>,
): boolean {
  const effort = (name: string) => tuning.find((search) => search.arm === name && search.size === size)?.distinct;
  const [own, other] = [effort(arm), effort(base)];
  return own !== undefined && other !== undefined && own !== other;
}

/** A metric's label, safe to print. */
export function labelOf(metric: MetricFacts): string {
  return shown(metric.label, 40);
}

/** A target's name, safe to print. */
export function targetName(target: TargetComparison): string {
  return shown(target.name, 40);
}

/** The gain of a contrast, where one was measured. */
export function gainOf(contrast: Contrast): number | null {
  return contrast.status === 'ok' || contrast.status === 'zero_variance' ? contrast.gain : null;
}

/**
 * Decimals for all gains of a target and metric: two significant digits of the narrowest interval's half-width, so that
 * a number reads the same in every sentence and table, and the surest one loses nothing.
 */
export function gainDecimals(target: TargetComparison, metric: MetricFacts): number {
  return decimalsOfContrasts(target.contrasts, metric);
}

/** The same for some contrasts, of which those of one metric count. */
export function decimalsOfContrasts(all: readonly Contrast[], metric: MetricFacts): number {
  const contrasts = all.filter((contrast) => contrast.metric === metric.name);
  const intervals = contrasts.map((contrast) => (contrast.status === 'ok' ? contrast.interval : null));
  return decimalsOfIntervals(
    intervals,
    contrasts.map((contrast) => gainOf(contrast) ?? 0),
    metric,
  );
}

/** The same for the intervals of some values, or for the values where no interval has a width. */
export function decimalsOfIntervals(
  intervals: readonly (Interval | null)[],
  values: readonly number[],
  metric: MetricFacts,
): number {
  const halves = intervals.flatMap((interval) => (interval === null ? [] : [(interval[1] - interval[0]) / 2]));
  const positive = halves.filter((half) => half > 0);
  const gains = values.map(Math.abs).filter((value) => value > 0);
  return decimalsOf(metric, positive.length > 0 ? Math.min(...positive) : (median(gains) ?? 0));
}

/** Two significant digits of a half-width, except that a half-width of most of a point needs no hundredths. */
function decimalsOf(metric: MetricFacts, half: number): number {
  const size = half * factor(metric);
  return metric.unit === 'fraction' && size >= 0.3 && size < 1 ? 1 : decimalsFor(size);
}

/** Decimals for all scores of a target and metric, from their intervals in the same way. */
export function scoreDecimals(target: TargetComparison, metric: MetricFacts): number {
  const summaries = target.scores.filter((summary) => summary.metric === metric.name);
  const halves = summaries.flatMap(({ interval }) => (interval === null ? [] : [(interval[1] - interval[0]) / 2]));
  const typical = median(halves.filter((half) => half > 0));
  if (typical !== null) return decimalsOf(metric, typical);
  return metric.unit === 'fraction' ? 1 : decimalsFor(median(summaries.map(({ mean }) => Math.abs(mean))) ?? 0, 3);
}

/** The middle value; the upper one of two. */
export function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

/** Values without repetition, ascending. */
export function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].toSorted((a, b) => a - b);
}

/** Items under their keys, in order of first appearance. */
export function groupBy<Item, Key>(items: readonly Item[], key: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
