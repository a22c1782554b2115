import type { TopLevelSpec } from 'vega-lite';
import type { LayerCut } from '../../compare/contract/layers.ts';
import type { MetricFacts } from '../../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { correction } from '../design-words.ts';
import { decimalsFor, layerScores, layersTitle, SCORES } from '../layer-table.ts';
import { count, plural, range, score } from '../numbers.ts';
import { metricHead } from '../patterns.ts';
import { say, shown, type Text } from '../text.ts';
import { distinct, primary } from '../view.ts';
import { COLOUR, END_LABELS, FRAME } from './curves.ts';
import type { Figure, Panel, Row } from './figure.ts';
import { BAND, extent, limitsOf, scoreLabel } from './style.ts';

type Kind = keyof typeof SCORES;

/**
 * How each kind of network is drawn: the colour says whose stages are loaded, the target's own (B), the source's (A) or
 * none, and a solid line with filled points that they are trained further. `aside` keeps the bars of one cut apart.
 */
const KINDS: Readonly<Record<Kind, { colour: string; solid: boolean; aside: number; what: string }>> = {
  base: { colour: 'var(--ref)', solid: true, aside: 0, what: 'from scratch' },
  selffer: { colour: 'var(--a1)', solid: false, aside: -1.5, what: 'frozen' },
  selfferTuned: { colour: 'var(--a1)', solid: true, aside: -0.5, what: 'tuned' },
  transfer: { colour: 'var(--a2)', solid: false, aside: 0.5, what: 'frozen' },
  transferTuned: { colour: 'var(--a2)', solid: true, aside: 1.5, what: 'tuned' },
  random: { colour: 'var(--a3)', solid: false, aside: 0, what: 'frozen' },
};

/** How far apart the bars of one cut stand, in cuts. */
const ASIDE = 0.045;

/** The narrowest room for a stage's name, in pixels; below it the axis has the cut's number alone. */
const NARROWEST = 52;

/**
 * Score against the number of stages that are loaded, one line per kind of network, one panel per size.
 * Source: Yosinski et al. 2014, figure 2.
 */
export function layerTransfer(comparison: Comparison, target: TargetComparison): Figure | null {
  const metric = primary(comparison);
  const cuts = target.layers.filter((cut) => cut.metric === metric.name);
  const sizes = distinct(cuts.map(({ size }) => size));
  if (sizes.length === 0) return null;
  return {
    measure: `${metricHead(metric)}${sizes.length === 1 ? `, ${plural(sizes[0]!, 'example')}` : ''}`,
    spec: spec(metric, cuts),
    panels: sizes.map((size) => panel(comparison, target, cuts, size, sizes.length > 1)),
    layout: sizes.length === 1 ? 'wide' : 'pairs',
    caption: caption(comparison, cuts),
    twin: layerScores(cuts, metric),
  };
}

function kindsOf(cuts: readonly LayerCut[]): readonly Kind[] {
  return (Object.keys(KINDS) as Kind[]).filter((kind) => cuts.some(({ scores }) => scores[kind] !== null));
}

function panel(
  comparison: Comparison,
  target: TargetComparison,
  all: readonly LayerCut[],
  size: number,
  several: boolean,
): Panel {
  const metric = primary(comparison);
  const cuts = all.filter((cut) => cut.size === size).toSorted((a, b) => a.cut - b.cut);
  const decimals = decimalsFor(
    cuts.flatMap(({ scores }) => kindsOf(cuts).flatMap((kind) => scores[kind] ?? [])),
    metric,
  );
  const means = kindsOf(cuts).flatMap((kind) =>
    cuts.flatMap(({ cut, stage, scores, n }): Row[] => {
      const measured = scores[kind];
      if (measured === null) return [];
      const { mean, interval } = measured;
      const { colour, solid, aside } = KINDS[kind];
      const sure = interval === null ? '' : ` (${range(metric, interval, decimals)})`;
      return [
        {
          kind,
          size,
          at: cut + ASIDE * aside,
          mean,
          low: interval?.[0] ?? null,
          high: interval?.[1] ?? null,
          colour,
          fill: solid ? colour : 'var(--ground)',
          solid,
          tip: `${SCORES[kind]} up to ${shown(stage)}, ${plural(size, 'example')}: ${score(metric, mean, decimals)}${sure}, mean of ${count(n)}`,
        },
      ];
    }),
  );
  const labels = kindsOf(cuts).flatMap((kind): Row[] => {
    const last = means.findLast((row) => row['kind'] === kind);
    if (last === undefined) return [];
    const { colour, what } = KINDS[kind];
    return [{ kind, text: `${SCORES[kind]}, ${what}`, brief: SCORES[kind], value: last['mean']!, colour, place: 0 }];
  });
  const here = { ...target, layers: target.layers.filter((cut) => cut.size === size) };
  const alt = layersTitle(comparison, here) ?? say`Scores by stages loaded`;
  return { title: several ? [plural(size, 'example')] : null, alt, datasets: { means, labels } };
}

/** What lines, bars and colours are. */
function caption({ design }: Comparison, cuts: readonly LayerCut[]): Text {
  const measured = cuts.flatMap(({ scores }) => Object.values(scores));
  const intervals = measured.some((each) => each !== null && each.interval !== null);
  const bars = intervals ? ` Bars and the grey band are 95 % intervals of the mean${correction(design)}.` : '';
  const random = kindsOf(cuts).includes('random')
    ? ' Random stages stay as they were initialised, as many as the others load.'
    : '';
  return say`Networks whose first stages, up to the one named, are loaded from the source (A) or from a network trained on the same examples of the target (B); the stages after it start anew (after Yosinski et al. 2014, figure 2). Dashed lines with open dots: the loaded stages stay frozen; solid lines, marked +: they are trained further. Base B is trained from scratch.${random}${bars}`;
}

function spec(metric: MetricFacts, cuts: readonly LayerCut[]): TopLevelSpec {
  const values = cuts.flatMap(({ scores }) =>
    Object.values(scores).flatMap((each) => (each === null ? [] : [each.mean, ...(each.interval ?? [])])),
  );
  const numbers = distinct(cuts.map(({ cut }) => cut));
  const last = numbers.at(-1)!;
  const stages = Array.from({ length: last + 1 }, (_, cut) =>
    shown(cuts.find((each) => each.cut === cut)?.stage ?? '', 18),
  );
  const each = `(room - 150) / ${numbers.length}`;
  const across = [Math.min(...numbers) - 0.15, last + 0.15];
  const x = {
    field: 'at',
    type: 'quantitative',
    scale: { domain: across, nice: false, zero: false },
    axis: {
      values: numbers,
      labelExpr: `${each} < ${NARROWEST} ? format(datum.value, 'd') : [format(datum.value, 'd'), ${JSON.stringify(stages)}[datum.value]]`,
      labelLimit: { expr: `max(20, ${each} - 4)` },
      labelOverlap: 'greedy',
    },
    title: 'stages loaded, and the last of them',
  } as const;
  const y = {
    type: 'quantitative',
    scale: { domain: extent(values, limitsOf(metric)), zero: false, nice: true },
    axis: { labelExpr: scoreLabel(metric) },
    title: null,
  } as const;
  const bounded = "datum.low !== null && datum.kind !== 'base'";
  return {
    ...FRAME,
    datasets: { means: [], labels: [] },
    layer: [
      {
        data: { name: 'means' },
        transform: [{ filter: "datum.low !== null && datum.kind === 'base'" }],
        mark: BAND,
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, fill: COLOUR, stroke: COLOUR },
      },
      {
        data: { name: 'means' },
        transform: [{ filter: bounded }],
        mark: { type: 'rule', strokeWidth: 1.25, opacity: 0.7 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color: COLOUR },
      },
      ...[true, false].map((solid) => ({
        data: { name: 'means' },
        transform: [{ filter: `datum.solid === ${solid}` }],
        mark: { type: 'line' as const, strokeWidth: 2.25, ...(solid ? {} : { strokeDash: [5, 4] }) },
        encoding: { x, y: { ...y, field: 'mean' }, color: COLOUR, detail: { field: 'kind' } },
      })),
      {
        data: { name: 'means' },
        mark: { type: 'point', filled: false, size: 52, strokeWidth: 1.75, opacity: 1 },
        encoding: {
          x,
          y: { ...y, field: 'mean' },
          fill: { field: 'fill', type: 'nominal', scale: null, legend: null },
          stroke: COLOUR,
          tooltip: { field: 'tip' },
        },
      },
      END_LABELS,
    ],
  };
}
