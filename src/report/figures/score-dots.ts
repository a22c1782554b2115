import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { armColours } from '../colours.ts';
import { cellText } from '../design-words.ts';
import { count, score } from '../numbers.ts';
import { oracleMark } from '../oracles.ts';
import { atSizes, metricHead } from '../patterns.ts';
import { shown } from '../text.ts';
import { learningTitle } from '../titles.ts';
import { primary, primaryScores, scoreDecimals } from '../view.ts';
import { type Figure, MOST_FAINT, type Row, thin } from './figure.ts';
import { rowPlace, rowsSpec } from './rows.ts';
import { scoreCaption, scoreTable } from './score-twin.ts';
import { extent, limitsOf, scoreLabel } from './style.ts';

/** Scores at the only training size: one row per arm, its trials as dots, its mean with interval. */
export function scoreDots(comparison: Comparison, target: TargetComparison): Figure | null {
  const scores = primaryScores(comparison, target);
  const [size, another] = target.sizes;
  if (scores.length === 0 || size === undefined || another !== undefined) return null;
  const metric = primary(comparison);
  const colour = armColours(comparison);
  const decimals = scoreDecimals(target, metric);
  const perRow = Math.max(1, Math.floor(MOST_FAINT / scores.length));
  const dots = scores.flatMap(({ arm, cells }, index) =>
    thin(cells, perRow).map(
      ({ value, repeat, fold, diverged }): Row => ({
        arm,
        size,
        repeat,
        fold,
        value,
        diverged,
        row: rowPlace(index).dots,
        colour: colour(arm),
        tip: `${shown(arm)}, ${cellText(comparison.design, { repeat, fold })}: ${score(metric, value, decimals)}${diverged ? ', diverged' : ''}`,
      }),
    ),
  );
  const means = scores.map(
    ({ arm, mean, interval, n }, index): Row => ({
      arm,
      size,
      mean,
      low: interval?.[0] ?? null,
      high: interval?.[1] ?? null,
      row: rowPlace(index).mean,
      colour: colour(arm),
      tip: `${shown(arm)}: ${score(metric, mean, decimals)} (mean of ${count(n)})`,
    }),
  );
  const labels = scores.map(
    ({ arm }, index): Row => ({
      arm,
      text: `${shown(arm)}${oracleMark(comparison, arm)}`,
      row: rowPlace(index).label,
      colour: colour(arm),
    }),
  );
  const values = scores.flatMap(({ cells, interval, mean }) => [
    mean,
    ...(interval ?? []),
    ...cells.map(({ value }) => value),
  ]);
  return {
    measure: `${metricHead(metric)}, ${atSizes([size], [])}`,
    spec: rowsSpec({
      rows: scores.length,
      domain: extent(values, limitsOf(metric)),
      labelExpr: scoreLabel(metric),
      zero: false,
    }),
    panels: [{ title: null, alt: learningTitle(comparison, target), datasets: { region: [], dots, means, labels } }],
    layout: 'rows',
    caption: scoreCaption(
      comparison,
      target,
      scores.some(({ n }) => n > perRow),
    ),
    twin: scoreTable(comparison, target),
  };
}
