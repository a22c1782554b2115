import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { correction, designText } from '../design-words.ts';
import { count, range, score } from '../numbers.ts';
import { flagged } from '../oracles.ts';
import { metricHead } from '../patterns.ts';
import type { Table } from '../table.ts';
import { say, type Text } from '../text.ts';
import { primary, primaryScores, scoreDecimals } from '../view.ts';
import { MOST_FAINT } from './figure.ts';

/** The scores behind a learning curve or a dot plot. */
export function scoreTable(comparison: Comparison, target: TargetComparison): Table {
  const metric = primary(comparison);
  const decimals = scoreDecimals(target, metric);
  return {
    caption: say`Mean ${metricHead(metric)}`,
    columns: [
      { head: 'arm' },
      { head: 'examples', numeric: true },
      { head: 'mean', numeric: true },
      { head: '95 % interval', numeric: true },
      { head: 'trials', numeric: true },
      { head: 'diverged', numeric: true },
    ],
    rows: primaryScores(comparison, target).map((summary) => [
      flagged(comparison, summary.arm),
      count(summary.size),
      score(metric, summary.mean, decimals).replace(' %', ''),
      summary.interval === null ? 'none' : range(metric, summary.interval, decimals),
      count(summary.n),
      count(summary.diverged),
    ]),
  };
}

/** What the marks of a score figure are, and how its intervals were made. */
export function scoreCaption(comparison: Comparison, target: TargetComparison, thinned: boolean): Text {
  const scores = primaryScores(comparison, target);
  const intervals = scores.some(({ interval }) => interval !== null);
  const { design } = comparison;
  const how = intervals
    ? `bands and bars are 95 % intervals of the mean over ${designText(design)}${correction(design)}`
    : 'there is no interval, for want of cells or of differences between them';
  const sampled = thinned ? ` (${MOST_FAINT} of them, evenly sampled)` : '';
  const crosses = scores.some(({ diverged }) => diverged > 0)
    ? '; crosses are diverged trials, scored at the floor'
    : '';
  return say`Faint points are single trials${sampled}${crosses}; ${how}.`;
}
