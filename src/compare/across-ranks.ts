import { mean } from 'simple-statistics';
import { friedman, smallestFriedmanP } from '../stats/friedman.ts';
import { midRanks } from '../stats/mid-ranks.ts';
import { nemenyiCriticalDifference } from '../stats/nemenyi.ts';
import { performanceProfile } from '../stats/performance-profile.ts';
import type { RankedArm } from './arms.ts';
import type { Scores } from './cells.ts';
import { completeCells } from './complete-cells.ts';
import type { ErrorProfile, RankTable, RankTest } from './contract/across-targets.ts';
import type { MetricFacts } from './contract/values.ts';
import { counted, listed } from './wording.ts';

/** A target's name and scores. */
export interface ScoredTarget {
  readonly name: string;
  readonly scores: Scores;
}

const ALPHA = 0.05;

/** Multiples of the smallest error at which a profile is read. */
const THRESHOLDS = [1, 1.1, 1.25, 1.5, 2];

/**
 * The scores of all arms that have one on every target, with one mean per target over the cells that these arms share.
 * An arm that lacks a target is left out, so that the others keep all of theirs.
 */
export function rankTable(
  targets: readonly ScoredTarget[],
  arms: readonly RankedArm[],
  size: number,
  metric: MetricFacts,
): RankTable {
  const lacking = ({ name }: RankedArm) =>
    targets.filter(({ scores }) => scores(name, size, metric.name).length === 0).map((target) => target.name);
  const complete = arms.filter((arm) => lacking(arm).length === 0);
  const roles = Object.fromEntries(complete.map(({ name }, index) => [String(index), name]));
  const rows = targets.map(({ name, scores }) => {
    const cells = completeCells(scores, roles, size, metric.name);
    return { name, means: cells.length === 0 ? [] : complete.map((_, index) => meanOf(cells, String(index))) };
  });
  const ranked = rows.filter(({ means }) => means.length > 0);
  const ranks = ranked.map(({ means }) => midRanks(metric.direction === 'higher' ? means.map((one) => -one) : means));
  const best = ranked.map(({ means }) => (metric.direction === 'higher' ? Math.max(...means) : Math.min(...means)));
  const absent = arms.flatMap((arm) => {
    const where = lacking(arm);
    return where.length === 0 ? [] : [`${arm.name} is not ranked: it has no score on ${listed(where)}.`];
  });
  const unshared = rows.flatMap(({ name, means }) =>
    means.length > 0 || complete.length === 0 ? [] : [`${name} has no cell that all ranked arms share.`],
  );
  return {
    targets: ranked.map(({ name }) => name),
    arms:
      ranked.length === 0
        ? []
        : complete.map((arm, index) => ({
            arm: arm.name,
            means: ranked.map(({ means }) => means[index]!),
            meanRank: mean(ranks.map((row) => row[index]!)),
            bestOn: ranked.filter(({ means }, row) => means[index] === best[row]).length,
          })),
    missing: [...absent, ...unshared],
  };
}

function meanOf(cells: readonly Readonly<Record<string, { readonly value: number }>>[], role: string): number {
  return steady(mean(cells.map((cell) => cell[role]!.value)));
}

/** A mean without the last digits, in which the same scores differ by the order of their folds. */
function steady(value: number): number {
  return Number(value.toPrecision(12));
}

/** Whether the arms rank alike, where so many targets and arms can tell. */
export function rankTest({ targets, arms }: RankTable, { direction }: MetricFacts): RankTest {
  const counts = { targets: targets.length, arms: arms.length };
  const result = friedman(
    targets.map((_, row) => arms.map(({ means }) => means[row]!)),
    direction,
  );
  if (result.status === 'insufficient' || result.status === 'invalid') {
    const reason = 'A test of ranks needs two or more arms with a score on each of two or more targets.';
    return { ...counts, status: 'too-few', smallestP: 1, reason };
  }
  if (result.status === 'zero_variance') return { ...counts, status: 'tied' };
  const smallestP = smallestFriedmanP(counts.targets, counts.arms);
  if (smallestP > ALPHA) {
    const sample = `${counted(counts.targets, 'target')} and ${counted(counts.arms, 'arm')}`;
    const reason = `${counted(counts.targets, 'target')} are too few for a test of ranks: with ${sample} the smallest possible p is ${Number(smallestP.toPrecision(2))}.`;
    return { ...counts, status: 'too-few', smallestP, reason };
  }
  const difference = nemenyiCriticalDifference(counts.arms, counts.targets, ALPHA);
  const criticalDifference = difference > counts.arms - 1 ? null : difference;
  return { ...counts, status: 'ok', p: Math.max(result.pF, smallestP), smallestP, criticalDifference };
}

/** How often each arm comes near the smallest error, for shares of one and for metrics where lower is better. */
export function errorProfile({ targets, arms }: RankTable, { direction, unit, label }: MetricFacts): ErrorProfile {
  const of = direction === 'lower' ? 'score' : 'error';
  if (of === 'error' && unit !== 'fraction') {
    return { status: 'undefined', reason: `${label} has no largest value, from which an error would count.` };
  }
  const costs = targets.map((_, row) =>
    arms.map(({ means }) => (of === 'score' ? means[row]! : steady(1 - means[row]!))),
  );
  const result = performanceProfile(costs, THRESHOLDS);
  if (result.status === 'insufficient') return { status: 'undefined', reason: 'No arm has a score on every target.' };
  if (result.status === 'invalid') return { status: 'undefined', reason: `${label} has errors below 0.` };
  const shares = arms.map(({ arm }, index) => ({ arm, shares: result.profiles[index]! }));
  return { status: 'ok', of, thresholds: THRESHOLDS, arms: shares };
}
