import type { TopLevelSpec } from 'vega-lite';
import type { RankedArm } from '../../compare/arms.ts';
import type { Contrast } from '../../compare/contract/contrast.ts';
import type { MetricFacts } from '../../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { armColours } from '../colours.ts';
import { cellText } from '../design-words.ts';
import { count, gain, range } from '../numbers.ts';
import { verdictClause } from '../patterns.ts';
import { name, say, shown } from '../text.ts';
import { challengers, contrastsOf, gainDecimals, gainOf, primary, story } from '../view.ts';
import { COLOUR, FRAME } from './curves.ts';
import { type Figure, MOST_FAINT, type Panel, type Row, thin } from './figure.ts';
import { differencesOf, gainCaption, gainHead, gainTable, gainValues } from './gain-twin.ts';
import { extent, gainLabel } from './style.ts';

/**
 * Paired differences against training size, one panel per arm: a faint line per fold, the mean with its interval, and
 * the region of practical equivalence.
 */
export function gainCurve(comparison: Comparison, target: TargetComparison): Figure | null {
  const metric = primary(comparison);
  const contrasts = contrastsOf(comparison, target, metric).filter((contrast) => gainOf(contrast) !== null);
  if (contrasts.length === 0 || target.sizes.length < 2) return null;
  const arms = challengers(comparison).filter((arm) => contrasts.some((contrast) => contrast.arm === arm.name));
  const most = Math.max(1, Math.floor(MOST_FAINT / target.sizes.length));
  return {
    measure: gainHead(comparison),
    spec: spec(metric, target, contrasts),
    panels: arms.map((arm) => panel(comparison, target, arm, most)),
    layout: arms.length === 1 ? 'wide' : 'grid',
    caption: gainCaption(
      comparison,
      contrasts,
      contrasts.some(({ n }) => n > most),
    ),
    twin: gainTable(comparison, target),
  };
}

function panel(comparison: Comparison, target: TargetComparison, arm: RankedArm, most: number): Panel {
  const metric = primary(comparison);
  const decimals = gainDecimals(target, metric);
  const colour = armColours(comparison)(arm.name);
  const told = story(comparison, target, arm).filter((contrast) => gainOf(contrast) !== null);
  const pairs = told.flatMap((contrast) =>
    thin(differencesOf(contrast), most).map(
      (pair): Row => ({
        arm: arm.name,
        examples: count(contrast.size),
        size: contrast.size,
        repeat: pair.repeat,
        fold: pair.fold,
        gain: pair.gain,
        cell: `${pair.repeat}/${pair.fold}`,
        colour,
        tip: `${cellText(comparison.design, pair)}, ${count(contrast.size)} examples: ${gain(metric, pair.gain, decimals)}`,
      }),
    ),
  );
  const means = told.map((contrast): Row => {
    const interval = contrast.status === 'ok' ? contrast.interval : null;
    const mean = gainOf(contrast) ?? 0;
    return {
      arm: arm.name,
      examples: count(contrast.size),
      size: contrast.size,
      gain: mean,
      low: interval?.[0] ?? null,
      high: interval?.[1] ?? null,
      colour,
      tip: `${shown(arm.name)}, ${count(contrast.size)} examples: ${gain(metric, mean, decimals)}${interval === null ? '' : ` (${range(metric, interval, decimals)})`}`,
    };
  });
  const region: Row[] = metric.rope === null ? [] : [{ low: -metric.rope, high: metric.rope }];
  return {
    title: [name(arm.name)],
    alt: say`${name(arm.name)} ${verdictClause(told, target.sizes)}`,
    datasets: { region, zero: [{ at: 0 }], pairs, means },
  };
}

function spec(metric: MetricFacts, target: TargetComparison, contrasts: readonly Contrast[]): TopLevelSpec {
  const sizes = target.sizes.map(count);
  const x = {
    field: 'examples',
    type: 'ordinal',
    scale: { domain: sizes, padding: 0.5 },
    axis: { labelAngle: 0, labelOverlap: 'greedy' },
    title: 'training examples',
  } as const;
  const span = extent(gainValues(contrasts, metric));
  const y = {
    type: 'quantitative',
    scale: { domain: span, zero: false, nice: true },
    axis: { labelExpr: gainLabel(metric) },
    title: null,
  } as const;
  const interval = { x, y: { ...y, field: 'low' }, y2: { field: 'high' } } as const; // kept apart from pairs by an edge
  return {
    ...FRAME,
    datasets: { region: [], zero: [], pairs: [], means: [] },
    layer: [
      {
        data: { name: 'region' },
        mark: { type: 'rect', color: 'var(--rule)', opacity: 0.4 },
        encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        data: { name: 'zero' },
        mark: { type: 'rule', color: 'var(--soft)', strokeWidth: 1 },
        encoding: { y: { ...y, field: 'at' } },
      },
      {
        data: { name: 'pairs' },
        mark: { type: 'line', strokeWidth: 1, opacity: 0.3 },
        encoding: { x, y: { ...y, field: 'gain' }, color: COLOUR, detail: { field: 'cell' } },
      },
      {
        data: { name: 'pairs' },
        mark: { type: 'point', filled: true, size: 16, opacity: 0.4 },
        encoding: { x, y: { ...y, field: 'gain' }, color: COLOUR, tooltip: { field: 'tip' } },
      },
      {
        data: { name: 'means' },
        transform: [{ filter: 'datum.low !== null' }],
        layer: [
          { mark: { type: 'rule', strokeWidth: 6.5, color: 'var(--ground)' }, encoding: interval },
          { mark: { type: 'rule', strokeWidth: 2.5 }, encoding: { ...interval, color: COLOUR } },
        ],
      },
      {
        data: { name: 'means' },
        mark: { type: 'point', filled: true, size: 80, opacity: 1, stroke: 'var(--ground)', strokeWidth: 1.5 },
        encoding: { x, y: { ...y, field: 'gain' }, fill: COLOUR, tooltip: { field: 'tip' } },
      },
    ],
  };
}
