import type { AcrossSize, AcrossTargets, GainOverTargets } from '../compare/contract/across-targets.ts';
import type { MetricFacts } from '../compare/contract/values.ts';
import type { Comparison } from '../compare/contract.ts';
import { acrossDecimals } from './across-table.ts';
import { decimal, decimalsFor, difference, gain, plural, pValue, range } from './numbers.ts';
import { atSizes } from './patterns.ts';
import { capital, join, list, name, say, shown, type Text } from './text.ts';
import { labelOf, primary } from './view.ts';

/**
 * What several targets say together, in sentences no stronger than tests with targets as the unit.
 */

/** Beyond this many arms a title speaks of ranks, or counts. */
const MOST_NAMED = 2;

/** The finding at the largest training size that all targets share. */
export function acrossTitle(comparison: Comparison, across: AcrossTargets): Text {
  const size = across.sizes.at(-1);
  if (size === undefined) return say`The targets share no training size: nothing is said over all of them`;
  const where = across.sizes.length > 1 ? ` ${atSizes([size.size], [])}` : '';
  const over = `over ${plural(across.targets.length, 'target')}${where}`;
  if (size.ranks.status === 'ok' && size.gains.length > 1) {
    const told = pText(size.ranks.p);
    return size.ranks.p < LEVEL
      ? capital(say`${over} the arms do not rank alike (${told}); best mean rank: ${bestOf(size)}`)
      : capital(say`${over} the arms are not shown to rank differently (${told})`);
  }
  if (size.ranks.status === 'tied') return capital(say`${over} all arms score the same`);
  if (size.gains.length > MOST_NAMED) {
    return capital(say`${over} the arms share too few scores to be ranked`);
  }
  const metric = primary(comparison);
  const decimals = acrossDecimals(size, metric);
  const each = size.gains.map((one) => gainClause(one, metric, decimals));
  return capital(say`${over} ${join(each, '; ')}`);
}

/** The level at which a title says that arms do not rank alike. */
export const LEVEL = 0.05;

function bestOf({ table }: AcrossSize): Text {
  const best = Math.min(...table.arms.map(({ meanRank }) => meanRank));
  return list(table.arms.filter(({ meanRank }) => meanRank === best).map(({ arm }) => [name(arm)]));
}

function gainClause(gained: GainOverTargets, metric: MetricFacts, decimals: number): Text {
  const arm = name(gained.arm);
  if (gained.status === 'insufficient') return say`${arm} has too few targets for a mean gain`;
  if (gained.status === 'zero_variance') return say`${arm} differs by the same amount on every target`;
  const [low, high] = gained.interval;
  const between = range(metric, gained.interval, decimals);
  if (low > 0) return say`${arm} gains ${difference(metric, gained.mean, decimals)} on average (${between})`;
  if (high < 0) {
    const loss = range(metric, [-high, -low], decimals);
    return say`${arm} loses ${difference(metric, -gained.mean, decimals)} on average (${loss})`;
  }
  return say`a mean gain of ${arm} is not shown: ${gain(metric, gained.mean, decimals)}${unitOf(metric)} (${between})`;
}

function unitOf(metric: MetricFacts): string {
  return metric.unit === 'fraction' ? ' points' : '';
}

/** What ranks could and could not tell at a size, and what is missing from them. */
export function rankSentences({ ranks, table }: AcrossSize): Text[] {
  const missing = table.missing.map((sentence): Text => [shown(sentence, 300)]);
  if (ranks.status === 'too-few') return [[ranks.reason], ...missing];
  if (ranks.status === 'tied') return [say`All arms tie on every target: there is nothing to rank.`, ...missing];
  const test = say`Ranks over ${plural(ranks.targets, 'target')}: Iman and Davenport’s ${pText(ranks.p)}.`;
  const { criticalDifference } = ranks;
  if (criticalDifference === null) {
    return [test, say`So few targets can tell no two arms apart by Nemenyi’s test.`, ...missing];
  }
  const width = `mean ranks that differ by ${decimal(criticalDifference, 2)} or more`;
  const apart = pairsApart(table, criticalDifference);
  const pairs =
    ranks.p >= LEVEL
      ? say`Nemenyi’s test would tell apart ${width}; it follows a test of ranks that finds a difference, as this one does not.`
      : apart.length === 0
        ? say`Nemenyi’s test tells apart ${width}: no two do.`
        : apart.length > MOST_PAIRS
          ? say`Nemenyi’s test tells apart ${width}: ${apart.length} pairs do.`
          : say`Nemenyi’s test tells apart ${width}: ${list(apart)}.`;
  return [test, pairs, ...missing];
}

/** Pairs of arms that a sentence names. */
const MOST_PAIRS = 4;

function pairsApart({ arms }: AcrossSize['table'], criticalDifference: number): Text[] {
  const ordered = arms.toSorted((a, b) => a.meanRank - b.meanRank);
  return ordered.flatMap((better, index) =>
    ordered
      .slice(index + 1)
      .filter((worse) => worse.meanRank - better.meanRank >= criticalDifference)
      .map((worse) => say`${name(better.arm)} before ${name(worse.arm)}`),
  );
}

/** What the columns are, and what they speak about. */
export function acrossNote(comparison: Comparison, across: AcrossTargets): Text {
  const metric = primary(comparison);
  const size = across.sizes.at(-1);
  const tested = (size?.gains ?? []).flatMap((one) => (one.status === 'ok' ? [one.smallestP] : []));
  const reach = tested.length === 0 ? '' : `, which with so many targets is never below ${smallest(tested)}`;
  const left =
    across.leftOut.length === 0
      ? ''
      : ` Without a score in ${labelOf(metric)} and left out: ${across.leftOut.map((target) => shown(target, 40)).join(', ')}.`;
  const rope = metric.rope === null ? '' : ' Helps and hurts count the verdicts of the single targets.';
  return say`Each target counts once, by its mean over cells. Ranks are within a target, 1 the best. Intervals are of the paired t over targets: they speak about other targets of this kind, as far as these are a sample of them, and are too narrow where targets are variants of one data set. p is of Wilcoxon’s exact signed-rank test${reach}; Holm’s adjustment is over arms and sizes.${rope}${left} Whether two mean ranks differ hangs on which other arms take part (Benavoli et al. 2016).`;
}

/** The smallest of some p-values, with digits below those at which a table of them stops. */
function smallest(values: readonly number[]): string {
  const least = Math.min(...values);
  return least < 0.001 ? decimal(least, decimalsFor(least)) : pValue(least);
}

/** `p = 0.020`, `p < 0.001`. */
function pText(p: number): string {
  const text = pValue(p);
  return text.startsWith('<') ? `p ${text}` : `p = ${text}`;
}
