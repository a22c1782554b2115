import type { AcrossSize, RankedScores } from '../../compare/contract/across-targets.ts';
import type { Comparison } from '../../compare/contract.ts';
import { LEVEL } from '../across-words.ts';
import { armColours } from '../colours.ts';
import { count, decimal, plural, pValue } from '../numbers.ts';
import { atSizes } from '../patterns.ts';
import type { Table } from '../table.ts';
import { join, name, say, shortName, shown, type Text } from '../text.ts';
import type { Figure, Row } from './figure.ts';
import { rankSpec } from './rank-spec.ts';

/** Fewer arms have no order to draw. */
const FEWEST = 3;

/**
 * Mean ranks over targets at the largest training size that all share, best first, with a bar for each longest run of
 * arms that Nemenyi's test does not tell apart (Demšar 2006, section 3.2.4). The bars follow a test of ranks that finds a
 * difference; without one there are none, and the caption says so.
 */
export function rankDiagram(comparison: Comparison): Figure | null {
  const size = comparison.across?.sizes.at(-1);
  if (size === undefined || size.ranks.status === 'tied' || size.table.arms.length < FEWEST) return null;
  const arms = size.table.arms.toSorted((a, b) => a.meanRank - b.meanRank);
  const critical = criticalOf(size);
  const runs = critical === null ? [] : undivided(arms, critical);
  const of = size.table.targets.length;
  const colour = armColours(comparison);
  const bottom = arms.length + 0.3;
  const ranked = arms.map(
    ({ arm, meanRank, bestOn }, index): Row => ({
      arm,
      rank: meanRank,
      row: index + 0.5,
      to: runs.length === 0 ? index + 0.5 : bottom + runs.length * BAR,
      text: shortName(shown(arm), 30),
      brief: shortName(shown(arm), 12),
      value: decimal(meanRank, 2),
      colour: colour(arm),
      tip: `${shown(arm)}: mean rank ${decimal(meanRank, 2)}, best on ${count(bestOn)} of ${plural(of, 'target')}`,
    }),
  );
  const bars = runs.map(
    ([first, last], index): Row => ({
      low: arms[first]!.meanRank,
      high: arms[last]!.meanRank,
      row: bottom + (index + 0.5) * BAR,
      tip: `not told apart: ${arms
        .slice(first, last + 1)
        .map(({ arm }) => shown(arm))
        .join(', ')}`,
    }),
  );
  const ruler: Row[] =
    critical === null
      ? []
      : [
          {
            low: 1,
            high: Math.min(1 + critical, arms.length),
            row: -0.4,
            text: `critical difference ${decimal(critical, 2)}`,
            brief: `CD ${decimal(critical, 2)}`,
          },
        ];
  return {
    measure: `mean rank, ${atSizes([size.size], [])}`,
    spec: rankSpec(arms.length, bottom + runs.length * BAR),
    panels: [{ title: null, alt: altOf(arms), datasets: { ranks: ranked, bars, ruler } }],
    layout: 'rows',
    caption: captionOf(size, critical, runs.length),
    twin: twinOf(size, arms, runs),
  };
}

/** Lines that a bar takes. */
const BAR = 0.45;

/** The critical difference where a test of ranks that finds something stands before it. */
function criticalOf({ ranks }: AcrossSize): number | null {
  return ranks.status === 'ok' && ranks.p < LEVEL ? ranks.criticalDifference : null;
}

/**
 * The longest runs of two or more neighbours whose ends differ by less than the critical difference, as first and last
 * place.
 * @param arms by mean rank, ascending.
 */
export function undivided(
  arms: readonly Pick<RankedScores, 'meanRank'>[],
  critical: number,
): (readonly [first: number, last: number])[] {
  let reached = 0;
  return arms.flatMap(({ meanRank }, first) => {
    const last = arms.findLastIndex((other) => other.meanRank - meanRank < critical);
    if (last <= Math.max(first, reached)) return [];
    reached = last;
    return [[first, last] as const];
  });
}

function altOf(arms: readonly RankedScores[]): Text {
  const each = arms.map(({ arm, meanRank }) => say`${name(arm)} ${decimal(meanRank, 2)}`);
  return say`Mean ranks, best first: ${join(each, ', ')}`;
}

function captionOf({ ranks, table }: AcrossSize, critical: number | null, bars: number): Text {
  const lead = `Mean over ${plural(table.targets.length, 'target')} of the rank among the arms, 1 the best.`;
  if (ranks.status !== 'ok') return say`${lead} So few targets cannot tell whether the arms rank differently.`;
  const p = pValue(ranks.p);
  const test = `Iman and Davenport’s p ${p.startsWith('<') ? p : `= ${p}`}`;
  if (ranks.p >= LEVEL) {
    return say`${lead} The test of ranks finds no difference (${test}), so that nothing is told apart and no bars are drawn.`;
  }
  if (critical === null) return say`${lead} So few targets can tell no two arms apart by Nemenyi’s test.`;
  return bars === 0
    ? say`${lead} Nemenyi’s test tells every two arms apart (5 %, after ${test}).`
    : say`${lead} Bars below join arms that Nemenyi’s test does not tell apart (5 %, after ${test}); the line at the top is the critical difference (CD), which it takes.`;
}

function twinOf(
  { table }: AcrossSize,
  arms: readonly RankedScores[],
  runs: readonly (readonly [number, number])[],
): Table {
  const within = (index: number) =>
    runs.flatMap(([first, last], run) => (index >= first && index <= last ? [String(run + 1)] : []));
  return {
    caption: say`Mean ranks over ${plural(table.targets.length, 'target')}`,
    columns: [
      { head: 'arm' },
      { head: 'mean rank', numeric: true },
      { head: 'best on', numeric: true },
      ...(runs.length === 0 ? [] : [{ head: 'bars' }]),
    ],
    rows: arms.map(({ arm, meanRank, bestOn }, index) => [
      [name(arm)],
      decimal(meanRank, 2),
      count(bestOn),
      ...(runs.length === 0 ? [] : [within(index).join(', ') || 'none']),
    ]),
  };
}
