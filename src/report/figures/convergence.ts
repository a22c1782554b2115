import type { TopLevelSpec } from 'vega-lite';
import type { Convergence } from '../../compare/contract/convergence.ts';
import type { MetricFacts } from '../../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { armColours, isCrowded } from '../colours.ts';
import { count, plural, score } from '../numbers.ts';
import { flagged } from '../oracles.ts';
import { metricHead } from '../patterns.ts';
import { list, name, say, shown, type Text } from '../text.ts';
import { convergenceTitle } from '../titles.ts';
import { challengers, distinct, oracles, primary, reference, scoreDecimals } from '../view.ts';
import { convergenceCaption, convergenceTable, isLevel } from './convergence-twin.ts';
import { bandLayer, COLOUR, END_LABELS, endLabels, FRAME, meanLayer, stepAxis } from './curves.ts';
import { type Figure, MOST_FAINT, type Panel, type Row, thin } from './figure.ts';
import { extent, limitsOf, scoreLabel } from './style.ts';

/**
 * Score against training step: one panel per size with every arm in it, or, with many arms, one panel per arm beside
 * the reference at the smallest size.
 */
export function convergence(comparison: Comparison, target: TargetComparison): Figure | null {
  const curves = target.convergence.filter(({ points }) => points.length > 0);
  const sizes = distinct(curves.map(({ size }) => size));
  const [smallest] = sizes;
  if (smallest === undefined) return null;
  const base = reference(comparison)?.name;
  const crowded = isCrowded(comparison);
  const at = (size: number) => curves.filter((curve) => curve.size === size);
  const drawn = crowded ? at(smallest) : curves;
  const panels = crowded
    ? [...challengers(comparison), ...oracles(comparison)].map((arm) => {
        const own = drawn.filter((curve) => curve.arm === arm.name || curve.arm === base);
        return panel(comparison, target, own, flagged(comparison, arm.name), arm.name);
      })
    : sizes.map((size) => panel(comparison, target, at(size), [plural(size, 'example')], null));
  return {
    measure: crowded
      ? `${metricHead(primary(comparison))}, ${plural(smallest, 'example')}`
      : metricHead(primary(comparison)),
    spec: spec(comparison, drawn),
    panels,
    layout: panels.length === 1 ? 'wide' : 'grid',
    caption: convergenceCaption(comparison, drawn, crowded ? smallest : null),
    twin: convergenceTable(comparison, target),
  };
}

/** @param titled the arm that the title names, if it names one. */
function panel(
  comparison: Comparison,
  target: TargetComparison,
  curves: readonly Convergence[],
  title: Text,
  titled: string | null,
): Panel {
  const metric = primary(comparison);
  const colour = armColours(comparison);
  const decimals = scoreDecimals(target, metric);
  const end = Math.max(0, ...curves.flatMap(({ points }) => points.map(({ step }) => step)));
  const means = curves.flatMap((curve) =>
    levelled(curve, end).map(
      ({ step, mean, interval, n }): Row => ({
        arm: curve.arm,
        size: curve.size,
        step,
        mean,
        low: interval?.[0] ?? null,
        high: interval?.[1] ?? null,
        colour: colour(curve.arm),
        tip: `${shown(curve.arm)}, step ${count(step)}: ${score(metric, mean, decimals)} (mean of ${count(n)})`,
      }),
    ),
  );
  const perArm = Math.max(1, Math.floor(MOST_FAINT / Math.max(1, curves.length)));
  const cells = curves.flatMap(({ arm, size, cells: all }) =>
    thin(all, perArm).flatMap(({ repeat, fold, points }) =>
      points.map(
        ({ step, value }): Row => ({
          arm,
          size,
          repeat,
          fold,
          cell: `${arm}/${repeat}/${fold}`,
          step,
          value,
          colour: colour(arm),
        }),
      ),
    ),
  );
  const ends = curves.flatMap(({ arm, points }) => {
    const last = points.at(-1);
    return last === undefined ? [] : [{ arm, value: last.mean }];
  });
  const labels = endLabels(comparison, ends, titled);
  const { reach } = comparison;
  const marks = curves.flatMap(({ arm, reached }): Row[] =>
    reach === null || reached === null || reached.medianStep === null
      ? []
      : [
          {
            arm,
            step: reached.medianStep,
            value: reach,
            colour: colour(arm),
            tip: `half of the trials of ${shown(arm)} reached ${score(metric, reach, decimals)} by step ${count(reached.medianStep)}`,
          },
        ],
  );
  return { title, alt: alt(comparison, target, curves, title), datasets: { means, cells, labels, marks } };
}

/** The points of a curve; an arm that trains nothing keeps its score up to the end of the others. */
function levelled(curve: Convergence, end: number): Convergence['points'] {
  const [first] = curve.points;
  return first === undefined || !isLevel(curve) || end === 0 ? curve.points : [first, { ...first, step: end }];
}

function alt(comparison: Comparison, target: TargetComparison, curves: readonly Convergence[], title: Text): Text {
  const metric = primary(comparison);
  const decimals = scoreDecimals(target, metric);
  const ends = curves.slice(0, 7).flatMap(({ arm, points }) => {
    const last = points.at(-1);
    return last === undefined ? [] : [say`${name(arm)} ends at ${score(metric, last.mean, decimals)}`];
  });
  return ends.length === 0 ? convergenceTitle(comparison, target) : say`${title}: ${list(ends)}`;
}

function spec(comparison: Comparison, curves: readonly Convergence[]): TopLevelSpec {
  const metric: MetricFacts = primary(comparison);
  const { reach } = comparison;
  const values = curves.flatMap(({ points, cells }) => [
    ...points.flatMap(({ mean, interval }) => [mean, ...(interval ?? [])]),
    ...cells.flatMap((cell) => cell.points.map(({ value }) => value)),
  ]);
  const steps = curves.flatMap(({ points }) => points.map(({ step }) => step));
  const across = [0, Math.max(1, ...steps)];
  const span = extent(reach === null ? values : [...values, reach], limitsOf(metric));
  const x = stepAxis(across);
  const y = {
    type: 'quantitative',
    scale: { domain: span, zero: false, nice: true },
    axis: { labelExpr: scoreLabel(metric) },
    title: null,
  } as const;
  return {
    ...FRAME,
    datasets: { means: [], cells: [], labels: [], marks: [], goal: reach === null ? [] : [{ value: reach }] },
    layer: [
      {
        data: { name: 'goal' },
        mark: { type: 'rule', color: 'var(--soft)', strokeDash: [3, 3], strokeWidth: 1 },
        encoding: { y: { ...y, field: 'value' } },
      },
      bandLayer(x, y),
      {
        data: { name: 'cells' },
        mark: { type: 'line', strokeWidth: 0.75, opacity: 0.25 },
        encoding: { x, y: { ...y, field: 'value' }, color: COLOUR, detail: { field: 'cell' } },
      },
      meanLayer(x, y),
      {
        data: { name: 'marks' },
        mark: { type: 'point', filled: true, size: 60, opacity: 1, stroke: 'var(--ground)', strokeWidth: 1.5 },
        encoding: { x, y: { ...y, field: 'value' }, fill: COLOUR, tooltip: { field: 'tip' } },
      },
      END_LABELS,
    ],
  };
}
