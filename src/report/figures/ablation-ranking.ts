import type { TopLevelSpec } from 'vega-lite';
import type { Ablation } from '../../compare/contract/ablation.ts';
import type { MetricFacts } from '../../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { ablationTable, ablationTitle } from '../ablation-table.ts';
import { armColours } from '../colours.ts';
import { intervalText } from '../design-words.ts';
import { count, gain, plural, range } from '../numbers.ts';
import { gainUnit, predicate, within } from '../patterns.ts';
import { list, name, say, shown, type Text } from '../text.ts';
import { decimalsOfContrasts, distinct, gainOf, groupBy, labelOf, primary, standing } from '../view.ts';
import { COLOUR } from './curves.ts';
import { type Figure, type Panel, type Row, thin } from './figure.ts';
import { besideNames, guideLayer, namedFrame, nameLayer, rowScale } from './named-rows.ts';
import { extent, gainLabel } from './style.ts';

/** Pixels per row, and with more rows than this the axis stands above them, where the reading starts. */
const ROW = 24;
const MOST_BELOW = 8;

/** The most sizes with a panel of their own. */
const MOST_PANELS = 6;

/**
 * Edits of a recipe in the order of what they change, from what hurts most to what gains most: one row per edit with its
 * effect, interval and the region of practical equivalence; one panel per size, all in one order.
 */
export function ablationRanking(comparison: Comparison, target: TargetComparison): Figure | null {
  const metric = primary(comparison);
  const all = target.ablations.filter((contrast) => contrast.metric === metric.name);
  const measured = all.filter((contrast) => gainOf(contrast) !== null);
  const sizes = distinct(measured.map(({ size }) => size));
  if (sizes.length === 0) return null;
  const edits = rankedEdits(measured);
  const unit = gainUnit(metric);
  return {
    measure: `effect on ${labelOf(metric)}${unit === '' ? '' : `, ${unit}`}${sizes.length === 1 ? `, ${plural(sizes[0]!, 'example')}` : ''}`,
    spec: spec(metric, measured, edits),
    panels: thin(sizes, MOST_PANELS).map((size) => panel(comparison, target, edits, size, sizes.length > 1)),
    layout: sizes.length === 1 ? 'rows' : 'columns',
    caption: caption(comparison, all, sizes),
    twin: ablationTable(target, all, metric),
  };
}

interface Edit {
  readonly edit: string;
  readonly reference: string;
  /** Its name, with the arm it edits where there are several. */
  readonly label: string;
  readonly contrasts: readonly Ablation[];
}

/** By the mean effect over sizes, the greatest loss first. */
function rankedEdits(measured: readonly Ablation[]): readonly Edit[] {
  const several = new Set(measured.map(({ reference }) => reference)).size > 1;
  const effect = ({ contrasts }: Edit) =>
    contrasts.reduce((sum, contrast) => sum + (gainOf(contrast) ?? 0), 0) / contrasts.length;
  return [...groupBy(measured, ({ reference, edit }) => JSON.stringify([reference, edit])).values()]
    .map((contrasts): Edit => {
      const { edit, reference } = contrasts[0]!;
      return { edit, reference, label: several ? `${reference}: ${edit}` : edit, contrasts };
    })
    .toSorted((a, b) => effect(a) - effect(b));
}

function panel(
  comparison: Comparison,
  target: TargetComparison,
  edits: readonly Edit[],
  size: number,
  several: boolean,
): Panel {
  const metric = primary(comparison);
  const colour = armColours(comparison);
  const decimals = decimalsOfContrasts(target.ablations, metric);
  const means = edits.flatMap(({ contrasts, reference, edit }, row) =>
    contrasts
      .filter((contrast) => contrast.size === size)
      .map((contrast): Row => {
        const interval = contrast.status === 'ok' ? contrast.interval : null;
        const mean = gainOf(contrast) ?? 0;
        const of = standing(contrast);
        const sure = interval === null ? '' : ` (${range(metric, interval, decimals)})`;
        return {
          arm: contrast.arm,
          size,
          gain: mean,
          low: interval?.[0] ?? null,
          high: interval?.[1] ?? null,
          row: row + 0.5,
          colour: colour(reference),
          fill: ['helps', 'hurts', 'equivalent'].includes(of) ? colour(reference) : 'var(--ground)',
          tip: `${shown(edit)}, ${plural(size, 'example')}: ${gain(metric, mean, decimals)}${sure}, ${predicate(of)}`,
        };
      }),
  );
  const names = edits.map(
    ({ label }, row): Row => ({ row: row + 0.5, text: shown(label), colour: 'var(--ink)', tip: shown(label, 200) }),
  );
  const region: Row[] = metric.rope === null ? [] : [{ low: -metric.rope, high: metric.rope }];
  const here = { ...target, ablations: target.ablations.filter((contrast) => contrast.size === size) };
  return {
    title: several ? [plural(size, 'example')] : null,
    alt: ablationTitle(comparison, here) ?? say`What each edit changes`,
    datasets: { region, zero: [{ at: 0 }], means, names },
  };
}

/** What the marks are, in which order they stand, and what is missing. */
function caption(comparison: Comparison, all: readonly Ablation[], sizes: readonly number[]): Text {
  const metric = primary(comparison);
  const measured = all.filter((contrast) => gainOf(contrast) !== null);
  const bases = list([...new Set(all.map(({ reference }) => reference))].map((base) => [name(base)]));
  const bars = measured.some(({ status }) => status === 'ok') ? ` Bars are ${intervalText(comparison.design)}.` : '';
  const filled = measured.some((contrast) => contrast.status === 'ok' && contrast.judgement.verdict !== null)
    ? ' Dots are filled where the verdict is settled.'
    : '';
  const rope = metric.rope === null ? '' : ` The grey band is what the suite calls negligible, ${within(metric)}.`;
  const order = sizes.length > 1 ? ', by the mean over sizes' : '';
  const left = all.length - measured.length;
  const missing = left === 0 ? '' : ` ${plural(left, 'edit')} could not be compared; the table says which.`;
  const some =
    sizes.length > MOST_PANELS ? ` ${MOST_PANELS} of ${count(sizes.length)} sizes are drawn; the table has all.` : '';
  return say`What an edit of ${bases} changes: left of zero it makes the score worse. The greatest loss stands first${order}.${bars}${filled}${rope}${missing}${some}`;
}

function spec(metric: MetricFacts, measured: readonly Ablation[], edits: readonly Edit[]): TopLevelSpec {
  const rope = metric.rope ?? 0;
  const values = measured.flatMap((contrast) => [
    gainOf(contrast) ?? 0,
    ...(contrast.status === 'ok' ? contrast.interval : []),
  ]);
  const y = rowScale(edits.length);
  const x = {
    type: 'quantitative',
    scale: {
      domain: extent([-rope, rope, ...values]),
      range: besideNames(8, 8),
      zero: false,
      nice: false,
    },
    axis: {
      labelExpr: gainLabel(metric),
      grid: true,
      orient: edits.length > MOST_BELOW ? 'top' : 'bottom',
      tickCount: { expr: 'room < 440 ? 4 : 6' },
    },
    title: null,
  } as const;
  return {
    ...namedFrame(
      edits.map(({ label }) => label),
      edits.length * ROW,
    ),
    datasets: { region: [], zero: [], means: [], names: [] },
    layer: [
      guideLayer(y),
      {
        data: { name: 'region' },
        mark: { type: 'rect', color: 'var(--rule)', opacity: 0.4 },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
      {
        data: { name: 'zero' },
        mark: { type: 'rule', color: 'var(--soft)', strokeWidth: 1 },
        encoding: { x: { ...x, field: 'at' } },
      },
      {
        data: { name: 'means' },
        transform: [{ filter: 'datum.low !== null' }],
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y: { ...y, field: 'row' }, color: COLOUR },
      },
      {
        data: { name: 'means' },
        mark: { type: 'point', filled: false, size: 60, strokeWidth: 2, opacity: 1 },
        encoding: {
          x: { ...x, field: 'gain' },
          y: { ...y, field: 'row' },
          fill: { field: 'fill', type: 'nominal', scale: null, legend: null },
          stroke: COLOUR,
          tooltip: { field: 'tip' },
        },
      },
      nameLayer(y),
    ],
  };
}
