import type { TopLevelSpec } from 'vega-lite';
import type { Convergence } from '../../compare/contract/convergence.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { armColours, isCrowded } from '../colours.ts';
import { heldOut } from '../design-words.ts';
import { count, decimal, decimalsFor, plural, range, score, seconds } from '../numbers.ts';
import { flagged } from '../oracles.ts';
import { atSizes, metricHead } from '../patterns.ts';
import type { Cell, Table } from '../table.ts';
import { join, name, say, shown } from '../text.ts';
import { distinct, primary, scoreDecimals } from '../view.ts';
import { isLevel } from './convergence-twin.ts';
import { bandLayer, COLOUR, END_LABELS, endLabels, FRAME } from './curves.ts';
import type { Figure, Panel, Row } from './figure.ts';
import { extent, limitsOf, scoreLabel } from './style.ts';

type Point = Convergence['points'][number];

/** What training is counted in: where a point of a curve lies, null where that is not known. */
const CLOCKS = [
  { title: 'by training step', of: (_, { step }) => step, show: (value) => `step ${count(value)}` },
  {
    title: 'by examples seen',
    of: (_, { examples }) => examples,
    show: (value) => plural(Math.round(value), 'example'),
  },
  { title: 'by seconds of training', of: (curve, point) => secondsOf(curve, point, false), show: seconds },
  {
    title: 'by seconds, pre-training included',
    of: (curve, point) => secondsOf(curve, point, true),
    show: seconds,
  },
] as const satisfies readonly Clock[];

interface Clock {
  readonly title: string;
  readonly of: (curve: Convergence, point: Point) => number | null;
  readonly show: (value: number) => string;
}

function secondsOf({ seconds: spent }: Convergence, { step }: Point, pretraining: boolean): number | null {
  if (spent === null || (pretraining && spent.pretraining === null)) return null;
  return spent.before + step * spent.perStep + (pretraining ? (spent.pretraining ?? 0) : 0);
}

/**
 * The same curves by step, by examples and by time, at the smallest size: medians over trials with a band between the
 * quartiles, one panel for each clock that every arm has. Null for many arms, whose bands would hide each other.
 */
export function convergenceClocks(comparison: Comparison, target: TargetComparison): Figure | null {
  const observed = target.convergence.filter(({ points }) => points.length > 0);
  const [size] = distinct(observed.filter((curve) => !isLevel(curve)).map((curve) => curve.size));
  if (size === undefined || isCrowded(comparison)) return null;
  const curves = comparison.arms.flatMap(({ name: arm }) =>
    observed.filter((curve) => curve.arm === arm && curve.size === size),
  );
  const pretrained = curves.some((curve) => (curve.seconds?.pretraining ?? 0) > 0);
  const clocks = CLOCKS.filter(
    ({ of, title }) =>
      (pretrained || title !== CLOCKS[3].title) &&
      curves.every((curve) => curve.points.every((point) => of(curve, point) !== null)),
  );
  const timed = clocks.length > 2;
  return {
    measure: `${metricHead(primary(comparison))}, ${plural(size, 'example')}`,
    spec: spec(comparison, curves),
    panels: clocks.map((clock) => panel(comparison, target, curves, clock)),
    layout: clocks.length === 3 ? 'grid' : 'pairs',
    caption: say`Lines are medians over trials, bands reach from the lower to the upper quartile; the curves observe the ${heldOut(comparison.design)} and chose nothing.${timed ? ' Seconds are those of this machine: a step takes the median over trials of the time in training steps, spread evenly over them.' : ''}${clocks.length > 3 ? ' With pre-training, every trial pays for the whole checkpoint that it starts from.' : ''} Shown ${atSizes([size], [])}.`,
    twin: twin(comparison, target, curves),
  };
}

function panel(
  comparison: Comparison,
  target: TargetComparison,
  curves: readonly Convergence[],
  { title, of, show }: Clock,
): Panel {
  const metric = primary(comparison);
  const decimals = scoreDecimals(target, metric);
  const colour = armColours(comparison);
  const end = Math.max(...curves.flatMap((curve) => curve.points.map((point) => of(curve, point)!)));
  const medians = curves.flatMap((curve) => {
    const rows = curve.points.map((point): Row & { readonly at: number } => {
      const at = of(curve, point)!;
      return {
        arm: curve.arm,
        size: curve.size,
        at,
        median: point.median,
        low: point.quartiles[0],
        high: point.quartiles[1],
        colour: colour(curve.arm),
        tip: `${shown(curve.arm)}, ${show(at)}: median ${score(metric, point.median, decimals)} (half of the trials: ${range(metric, point.quartiles, decimals)})`,
      };
    });
    // An arm that trains nothing keeps its score.
    return isLevel(curve) ? [...rows, ...rows.map((row) => ({ ...row, at: end }))] : rows;
  });
  const ends = curves.map(({ arm, points }) => ({ arm, value: points.at(-1)!.median }));
  const each = curves.map((curve) => {
    const last = curve.points.at(-1)!;
    return say`${name(curve.arm)} ends at ${score(metric, last.median, decimals)} after ${show(of(curve, last)!)}`;
  });
  return {
    title: [title],
    alt: say`${title}: ${join(each, ', ')}`,
    datasets: { medians, labels: endLabels(comparison, ends, null) },
  };
}

function twin(comparison: Comparison, target: TargetComparison, curves: readonly Convergence[]): Table {
  const metric = primary(comparison);
  const decimals = scoreDecimals(target, metric);
  const value = (number: number) => score(metric, number, decimals).replace(' %', '');
  const known = (number: number | null | undefined) =>
    number == null ? 'not known' : number === 0 ? 'none' : seconds(number);
  return {
    caption: say`Median ${metricHead(metric)}, and what training took`,
    columns: [
      { head: 'arm' },
      { head: 'examples', numeric: true },
      { head: 'first', numeric: true },
      { head: 'halfway', numeric: true },
      { head: 'last', numeric: true },
      { head: 'quartiles of the last', numeric: true },
      { head: 'examples a step', numeric: true },
      { head: 'ms a step', numeric: true },
      { head: 'stages run once', numeric: true },
      { head: 'pre-training', numeric: true },
    ],
    rows: curves.map(({ arm, size, points, seconds: spent }): Cell[] => {
      const last = points.at(-1)!;
      const each = last.step === 0 ? 0 : last.examples / last.step;
      return [
        flagged(comparison, arm),
        count(size),
        value(points[0]!.median),
        value(points[Math.floor(points.length / 2)]!.median),
        value(last.median),
        range(metric, last.quartiles, decimals),
        decimal(each, Number.isInteger(each) ? 0 : decimalsFor(each, 3)),
        spent === null ? 'not known' : decimal(1000 * spent.perStep, decimalsFor(1000 * spent.perStep)),
        known(spent?.before),
        known(spent?.pretraining),
      ];
    }),
  };
}

function spec(comparison: Comparison, curves: readonly Convergence[]): TopLevelSpec {
  const metric = primary(comparison);
  const { reach } = comparison;
  const values = curves.flatMap(({ points }) => points.flatMap(({ median, quartiles }) => [median, ...quartiles]));
  const span = extent(reach === null ? values : [...values, reach], limitsOf(metric));
  // Every panel has its own clock, and ends where its own curves do.
  const x = {
    field: 'at',
    type: 'quantitative',
    scale: { zero: true, nice: false, padding: 4 },
    axis: {
      labelExpr: "format(datum.value, datum.value < 1 ? '~g' : datum.value < 10000 ? ',~f' : '~s')",
      tickCount: { expr: 'room < 440 ? 4 : 6' },
    },
    title: null,
  } as const;
  const y = {
    type: 'quantitative',
    scale: { domain: span, zero: false, nice: true },
    axis: { labelExpr: scoreLabel(metric) },
    title: null,
  } as const;
  return {
    ...FRAME,
    datasets: { medians: [], labels: [], goal: reach === null ? [] : [{ value: reach }] },
    layer: [
      {
        data: { name: 'goal' },
        mark: { type: 'rule', color: 'var(--soft)', strokeDash: [3, 3], strokeWidth: 1 },
        encoding: { y: { ...y, field: 'value' } },
      },
      { ...bandLayer(x, y), data: { name: 'medians' } },
      {
        data: { name: 'medians' },
        mark: { type: 'line', strokeWidth: 2.25 },
        encoding: { x, y: { ...y, field: 'median' }, color: COLOUR, detail: { field: 'arm' } },
      },
      {
        data: { name: 'medians' },
        mark: { type: 'point', filled: true, size: 60, opacity: 0 },
        encoding: { x, y: { ...y, field: 'median' }, color: COLOUR, tooltip: { field: 'tip' } },
      },
      END_LABELS,
    ],
  };
}
