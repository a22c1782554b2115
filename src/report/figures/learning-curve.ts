import type { TopLevelSpec } from 'vega-lite';
import type { ScoreSummary } from '../../compare/contract/scores.ts';
import type { MetricFacts } from '../../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { armColours, isCrowded } from '../colours.ts';
import { cellText } from '../design-words.ts';
import { count, score } from '../numbers.ts';
import { flagged, oracleMark } from '../oracles.ts';
import { metricHead } from '../patterns.ts';
import { name, say, shortName, shown, type Text } from '../text.ts';
import { learningTitle } from '../titles.ts';
import { challengers, oracles, primary, primaryScores, reference, scoreDecimals } from '../view.ts';
import { bandLayer, COLOUR, END_LABELS, FRAME, meanLayer } from './curves.ts';
import { type Figure, MOST_FAINT, type Panel, type Row, thin } from './figure.ts';
import { scoreCaption, scoreTable } from './score-twin.ts';
import { extent, FAINT, limitsOf, scoreLabel } from './style.ts';

/**
 * Score against training size, one line per arm with the interval of its mean, single cells behind. With many arms,
 * one panel per arm, each beside the reference.
 */
export function learningCurve(comparison: Comparison, target: TargetComparison): Figure | null {
  const scores = primaryScores(comparison, target);
  if (scores.length === 0 || target.sizes.length < 2) return null;
  const crowded = isCrowded(comparison);
  const base = reference(comparison)?.name;
  const title = learningTitle(comparison, target);
  const panels = crowded
    ? [...challengers(comparison), ...oracles(comparison)].map((arm) => {
        const own = scores.filter((summary) => summary.arm === arm.name || summary.arm === base);
        return panel(comparison, target, own, flagged(comparison, arm.name), say`${name(arm.name)} by training size`);
      })
    : [panel(comparison, target, scores, null, title)];
  const thinned = scores.reduce((total, { n }) => total + n, 0) > MOST_FAINT && !crowded;
  return {
    measure: metricHead(primary(comparison)),
    spec: spec(primary(comparison), target, scores, crowded),
    panels,
    layout: crowded ? 'grid' : 'wide',
    caption: scoreCaption(comparison, target, thinned),
    twin: scoreTable(comparison, target),
  };
}

function panel(
  comparison: Comparison,
  target: TargetComparison,
  scores: readonly ScoreSummary[],
  title: Text | null,
  alt: Text,
): Panel {
  const metric = primary(comparison);
  const colour = armColours(comparison);
  const decimals = scoreDecimals(target, metric);
  const means = scores.map(
    ({ arm, size, mean, interval, n }): Row => ({
      arm,
      size,
      mean,
      low: interval?.[0] ?? null,
      high: interval?.[1] ?? null,
      colour: colour(arm),
      tip: `${shown(arm)}, ${count(size)} examples: ${score(metric, mean, decimals)} (mean of ${count(n)})`,
    }),
  );
  const cells = scores.flatMap(({ arm, size, cells: all }) =>
    all.map(
      ({ value, repeat, fold, diverged }): Row => ({
        arm,
        size,
        value,
        diverged,
        colour: colour(arm),
        tip: `${shown(arm)}, ${count(size)} examples, ${cellText(comparison.design, { repeat, fold })}: ${score(metric, value, decimals)}${diverged ? ', diverged' : ''}`,
      }),
    ),
  );
  return {
    title,
    alt,
    datasets: { means, cells: thin(cells), labels: endLabels(comparison, scores, title === null ? 22 : 12) },
  };
}

/** A name beside each line's last point; the page moves names apart where they would overlap. */
function endLabels(comparison: Comparison, scores: readonly ScoreSummary[], limit: number): Row[] {
  const colour = armColours(comparison);
  return comparison.arms.flatMap(({ name: arm }) => {
    const last = scores.filter((summary) => summary.arm === arm).at(-1);
    return last === undefined
      ? []
      : [
          {
            arm,
            text: `${shortName(shown(arm), limit)}${oracleMark(comparison, arm)}`,
            brief: `${shortName(shown(arm), 11)}${oracleMark(comparison, arm)}`,
            value: last.mean,
            colour: colour(arm),
            place: 0,
          },
        ];
  });
}

function spec(
  metric: MetricFacts,
  target: TargetComparison,
  scores: readonly ScoreSummary[],
  crowded: boolean,
): TopLevelSpec {
  const values = scores.flatMap(({ cells, interval, mean }) => [
    mean,
    ...(interval ?? []),
    ...cells.map(({ value }) => value),
  ]);
  const sizes = [...target.sizes];
  const domain = [sizes[0] ?? 1, sizes.at(-1) ?? 1];
  const x = {
    field: 'size',
    type: 'quantitative',
    scale: { type: 'log', domain, nice: false, padding: 14 },
    axis: { values: sizes, format: ',d', labelOverlap: 'greedy' },
    title: 'training examples, log scale',
  } as const;
  const span = extent(values, limitsOf(metric));
  const y = {
    type: 'quantitative',
    scale: { domain: span, zero: false, nice: true },
    axis: { labelExpr: scoreLabel(metric), tickCount: crowded ? 4 : 5 },
    title: null,
  } as const;
  return {
    ...FRAME,
    datasets: { means: [], cells: [], labels: [] },
    layer: [
      bandLayer(x, y),
      {
        data: { name: 'cells' },
        mark: { type: 'point', filled: true, opacity: FAINT },
        encoding: {
          x,
          y: { ...y, field: 'value' },
          color: COLOUR,
          shape: { condition: { test: 'datum.diverged', value: 'cross' }, value: 'circle' },
          size: { condition: { test: 'datum.diverged', value: 60 }, value: 16 },
          tooltip: { field: 'tip' },
        },
      },
      meanLayer(x, y),
      {
        data: { name: 'means' },
        mark: { type: 'point', filled: true, size: 42, opacity: 1 },
        encoding: { x, y: { ...y, field: 'mean' }, color: COLOUR, tooltip: { field: 'tip' } },
      },
      END_LABELS,
    ],
  };
}
