import type { TopLevelSpec } from 'vega-lite';
import type { ArmPredictions } from '../../compare/contract/predictions.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { lastPredictions } from '../class-table.ts';
import { armColours } from '../colours.ts';
import { count, decimal, plural } from '../numbers.ts';
import { flagged } from '../oracles.ts';
import { atSizes } from '../patterns.ts';
import { say, shown, type Text } from '../text.ts';
import { COLOUR, FRAME } from './curves.ts';
import type { Figure, Panel, Row } from './figure.ts';

/** The most panels; more arms are in the table. */
const MOST_PANELS = 12;

/** How often an arm is right by how sure it is, one panel per arm: on the diagonal it is as often right as it says. */
export function reliability(comparison: Comparison, target: TargetComparison): Figure | null {
  const arms = lastPredictions(comparison, target);
  const [first] = arms;
  if (first === undefined) return null;
  const colour = armColours(comparison);
  const drawn = arms.slice(0, MOST_PANELS);
  const left = arms.length - drawn.length;
  return {
    measure: 'right, % of predictions',
    spec: SPEC,
    panels: drawn.map((arm) => panel(comparison, arm, colour(arm.arm))),
    layout: drawn.length === 1 ? 'wide' : 'grid',
    caption: say`Reliability ${atSizes([first.size], [])}: predictions of all held-out examples by their probability, in ${first.bins.length} intervals of equal width. A point is an interval’s mean, its area the share of predictions in it; below the diagonal an arm is surer than it is right. ECE, the expected calibration error, is biased upwards where examples are few.${left > 0 ? ` ${plural(left, 'arm')} more in the table.` : ''}`,
    twin: {
      caption: say`Reliability of each arm`,
      columns: [
        { head: 'arm' },
        { head: 'predictions', numeric: true },
        { head: 'right, %', numeric: true },
        { head: 'mean probability, %', numeric: true },
        { head: 'ECE, points', numeric: true },
      ],
      rows: arms.map((arm) => [
        flagged(comparison, arm.arm),
        count(arm.examples),
        decimal(100 * overall(arm, 'accuracy'), 1),
        decimal(100 * overall(arm, 'confidence'), 1),
        decimal(100 * arm.ece, 1),
      ]),
    },
  };
}

function overall({ bins, examples }: ArmPredictions, of: 'accuracy' | 'confidence'): number {
  return bins.reduce((sum, bin) => sum + bin.count * bin[of], 0) / examples;
}

function panel(comparison: Comparison, arm: ArmPredictions, colour: string): Panel {
  const points = arm.bins.flatMap(({ count: held, confidence, accuracy }): Row[] =>
    held === 0
      ? []
      : [
          {
            confidence,
            accuracy,
            share: held / arm.examples,
            colour,
            tip: `${shown(arm.arm)}: of ${count(held)} predictions at ${decimal(100 * confidence, 0)} %, ${decimal(100 * accuracy, 0)} % are right`,
          },
        ],
  );
  const title: Text = say`${flagged(comparison, arm.arm)}, ECE ${decimal(100 * arm.ece, 1)} points`;
  const [right, sure] = [overall(arm, 'accuracy'), overall(arm, 'confidence')];
  const alt = say`${title}: on average right in ${decimal(100 * right, 1)} % and sure of ${decimal(100 * sure, 1)} %`;
  return {
    title,
    alt,
    datasets: {
      points,
      diagonal: [
        { confidence: 0, accuracy: 0 },
        { confidence: 1, accuracy: 1 },
      ],
    },
  };
}

const UNIT: { domain: [number, number] } = { domain: [0, 1] };
const X = {
  field: 'confidence',
  type: 'quantitative',
  scale: UNIT,
  axis: {
    title: 'probability of the predicted class, %',
    labelExpr: "format(datum.value * 100, '.4~f')",
    tickCount: 5,
  },
} as const;
const Y = {
  field: 'accuracy',
  type: 'quantitative',
  scale: UNIT,
  axis: { title: null, labelExpr: "format(datum.value * 100, '.4~f')" },
} as const;

const SPEC: TopLevelSpec = {
  ...FRAME,
  datasets: { points: [], diagonal: [] },
  layer: [
    {
      data: { name: 'diagonal' },
      mark: { type: 'line', stroke: 'var(--soft)', strokeDash: [3, 3], strokeWidth: 1 },
      encoding: { x: X, y: Y },
    },
    {
      data: { name: 'points' },
      mark: { type: 'line', strokeWidth: 1.5, strokeOpacity: 0.6 },
      encoding: { x: X, y: Y, color: COLOUR },
    },
    {
      data: { name: 'points' },
      mark: { type: 'point', filled: true, opacity: 0.9 },
      encoding: {
        x: X,
        y: Y,
        size: { field: 'share', type: 'quantitative', scale: { domain: [0, 1], range: [16, 500] }, legend: null },
        color: COLOUR,
        tooltip: { field: 'tip' },
      },
    },
  ],
};
