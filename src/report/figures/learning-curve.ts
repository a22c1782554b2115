import type { TopLevelSpec } from 'vega-lite';
import type { ScoreSummary } from '../../compare/contract/scores.ts';
import type { MetricFacts } from '../../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { armColours, isCrowded } from '../colours.ts';
import { cellText } from '../design-words.ts';
import { count, score } from '../numbers.ts';
import { flagged } from '../oracles.ts';
import { metricHead } from '../patterns.ts';
import { name, say, shown, type Text } from '../text.ts';
import { learningTitle } from '../titles.ts';
import { challengers, oracles, primary, primaryScores, reference, scoreDecimals } from '../view.ts';
import { type FittedLaw, fittedLaws, lawCaption, lawLayers, lawRows, withLaws } from './curve-law.ts';
import { bandLayer, COLOUR, END_LABELS, endLabels, FRAME, meanLayer } from './curves.ts';
import { type Figure, MOST_FAINT, type Panel, type Row, thin } from './figure.ts';
import { arrowLayers, arrowRows, type MultiplierArrow, multiplierArrow } from './multiplier-arrow.ts';
import { scoreCaption, scoreTable } from './score-twin.ts';
import { extent, FAINT, limitsOf, scoreLabel } from './style.ts';

/**
 * Score against training size, one line per arm with the interval of its mean, single cells and power laws behind, and
 * an arrow for the data multiplier that says most. With many arms, one panel per arm, each beside the reference.
 */
export function learningCurve(comparison: Comparison, target: TargetComparison): Figure | null {
  const scores = primaryScores(comparison, target);
  if (scores.length === 0 || target.sizes.length < 2) return null;
  const crowded = isCrowded(comparison);
  const base = reference(comparison)?.name;
  const title = learningTitle(comparison, target);
  const laws = fittedLaws(comparison, target);
  const arrow = multiplierArrow(comparison, target);
  const panels = crowded
    ? [...challengers(comparison), ...oracles(comparison)].map((arm) => {
        const own = {
          scores: scores.filter((summary) => summary.arm === arm.name || summary.arm === base),
          laws: laws.filter((law) => law.arm === arm.name || law.arm === base),
          arrow: arrow?.arm === arm.name ? arrow : null,
        };
        return panel(comparison, target, own, arm.name, say`${name(arm.name)} by training size`);
      })
    : [panel(comparison, target, { scores, laws, arrow }, null, title)];
  const thinned = scores.reduce((total, { n }) => total + n, 0) > MOST_FAINT && !crowded;
  return {
    measure: metricHead(primary(comparison)),
    spec: spec(primary(comparison), target, { scores, laws, arrow }, crowded),
    panels,
    layout: crowded ? 'grid' : 'wide',
    caption: say`${scoreCaption(comparison, target, thinned)}${lawCaption(comparison, laws, armsOf(scores))}${arrow === null ? [] : say` ${arrow.words}`}`,
    twin: withLaws(scoreTable(comparison, target), comparison, target, laws),
  };
}

function armsOf(scores: readonly ScoreSummary[]): number {
  return new Set(scores.map(({ arm }) => arm)).size;
}

/** What is drawn. */
interface Drawn {
  readonly scores: readonly ScoreSummary[];
  readonly laws: readonly FittedLaw[];
  readonly arrow: MultiplierArrow | null;
}

/** @param titled the arm whose panel it is, where each has its own. */
function panel(
  comparison: Comparison,
  target: TargetComparison,
  { scores, laws, arrow }: Drawn,
  titled: string | null,
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
        repeat,
        fold,
        value,
        diverged,
        colour: colour(arm),
        tip: `${shown(arm)}, ${count(size)} examples, ${cellText(comparison.design, { repeat, fold })}: ${score(metric, value, decimals)}${diverged ? ', diverged' : ''}`,
      }),
    ),
  );
  return {
    title: titled === null ? null : flagged(comparison, titled),
    alt,
    datasets: {
      means,
      cells: thin(cells),
      laws: lawRows(comparison, laws),
      arrow: arrow === null ? [] : arrowRows(arrow, middleOf(target)),
      labels: endLabels(comparison, endsOf(comparison, scores), titled, 22),
    },
  };
}

/** Halfway between the smallest and the largest size, on a logarithmic scale. */
function middleOf({ sizes }: TargetComparison): number {
  return Math.sqrt((sizes[0] ?? 1) * (sizes.at(-1) ?? 1));
}

/** The last point of each arm's line. */
function endsOf(comparison: Comparison, scores: readonly ScoreSummary[]) {
  return comparison.arms.flatMap(({ name: arm }) => {
    const last = scores.filter((summary) => summary.arm === arm).at(-1);
    return last === undefined ? [] : [{ arm, value: last.mean }];
  });
}

function spec(metric: MetricFacts, target: TargetComparison, { scores, laws }: Drawn, crowded: boolean): TopLevelSpec {
  const measured = scores.flatMap(({ cells, interval, mean }) => [
    mean,
    ...(interval ?? []),
    ...cells.map(({ value }) => value),
  ]);
  const values = [...measured, ...laws.flatMap(({ band }) => band.map((point) => point.score))];
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
    datasets: { means: [], cells: [], laws: [], arrow: [], labels: [] },
    layer: [
      bandLayer(x, y),
      ...lawLayers(x, y),
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
      ...arrowLayers(x, y),
      END_LABELS,
    ],
  };
}
