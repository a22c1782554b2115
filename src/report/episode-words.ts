import type { ScoreSummary } from '../compare/contract/scores.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { count, plural, range, score } from './numbers.ts';
import { flagged } from './oracles.ts';
import { join, list, say, type Text } from './text.ts';
import { distinct, groupBy, labelOf, primary, primaryScores, scoreDecimals } from './view.ts';

/** With more arms than this their scores are left to the table. */
const MOST_NAMED = 4;

/**
 * What few-shot work reports: each arm's mean over episodes with its 95 % interval, by shots; null where there are no
 * episodes, no scores, or too many arms to name.
 */
export function episodeSentence(comparison: Comparison, target: TargetComparison): Text | null {
  const { episodes } = comparison.design;
  const scores = primaryScores(comparison, target);
  const arms = new Set(scores.map(({ arm }) => arm)).size;
  if (episodes === undefined || arms === 0 || arms > MOST_NAMED + 1) return null;
  const metric = primary(comparison);
  const counts = distinct(scores.map(({ n }) => n));
  const same = counts.length === 1 && scores.every(({ interval }) => interval !== null);
  const over = same ? ` over ${plural(counts[0]!, 'episode')}, with 95 % intervals` : ' over episodes';
  const shots = [...groupBy(scores, ({ size }) => size)].toSorted(([a], [b]) => a - b);
  const each = shots.map(
    ([size, ofSize]) =>
      say`${count(size / episodes.ways)}-shot ${list(ofSize.map((summary) => say`${flagged(comparison, summary.arm)} ${amount(summary)}`))}`,
  );
  return say`Mean ${labelOf(metric)} of ${count(episodes.ways)}-way tasks${over}: ${join(each, '; ')}.`;

  function amount({ mean, interval, n }: ScoreSummary): string {
    const decimals = scoreDecimals(target, metric);
    const value = score(metric, mean, decimals);
    const details = [
      ...(interval === null ? [] : [range(metric, interval, decimals)]),
      ...(same ? [] : [plural(n, 'episode')]),
    ];
    return `${value}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
  }
}
