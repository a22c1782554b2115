import type { Config } from 'vega-lite';
import type { MetricFacts } from '../../compare/contract/values.ts';

/**
 * What all figures look like. Colours are CSS variables: as SVG attributes they follow the theme without redrawing.
 */

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

export const CONFIG: Config = {
  font: FONT,
  background: 'transparent',
  aria: false,
  view: { stroke: null },
  axis: {
    labelColor: 'var(--soft)',
    titleColor: 'var(--soft)',
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titlePadding: 8,
    domainColor: 'var(--rule)',
    tickColor: 'var(--rule)',
    gridColor: 'var(--grid)',
    tickSize: 4,
  },
  axisX: { grid: false },
  axisY: { domain: false, ticks: false, labelPadding: 6, tickCount: 5 },
  line: { strokeCap: 'round', strokeJoin: 'round' },
};

/** Opacity of single cells. */
export const FAINT = 0.3;

/** An interval band: a light fill whose edge keeps it apart from those that it overlaps. */
export const BAND = { type: 'area', clip: true, fillOpacity: 0.1, strokeOpacity: 0.35, strokeWidth: 0.75 } as const;

/** The name at a line's end, and a shorter form of it where there is little room. */
export const END_LABEL = {
  text: { expr: 'room < 440 ? datum.brief : datum.text' },
  limit: { expr: 'room < 440 ? 90 : 190' },
};

/** Expression for the labels of a score axis: per cent without the sign, or the number itself. */
export function scoreLabel(metric: MetricFacts): string {
  return metric.unit === 'fraction' ? "format(datum.value * 100, '.4~f')" : "format(datum.value, '.4~g')";
}

/** Expression for the labels of a gain axis: signed, in points or in the metric's unit. */
export function gainLabel(metric: MetricFacts): string {
  const size =
    metric.unit === 'fraction' ? "format(abs(datum.value) * 100, '.4~f')" : "format(abs(datum.value), '.4~g')";
  return `(datum.value > 0 ? '+' : datum.value < 0 ? '−' : '') + ${size}`;
}

/** The span of values with a margin, inside `limits` where the unit has them; the margin never crosses zero. */
export function extent(values: readonly number[], limits?: readonly [number, number]): [number, number] {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return limits === undefined ? [0, 1] : [limits[0], limits[1]];
  const low = finite.reduce((least, value) => Math.min(least, value));
  const high = finite.reduce((most, value) => Math.max(most, value));
  const span = high - low > 0 ? high - low : Math.max(Math.abs(high) * 0.1, 1e-6);
  const [floor, ceiling] = limits ?? [low >= 0 ? 0 : Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return [Math.max(floor, low - span * 0.04), Math.min(ceiling, high + span * 0.04)];
}

/** The limits of a score by its unit. */
export function limitsOf(metric: MetricFacts): readonly [number, number] | undefined {
  return metric.unit === 'fraction' ? [0, 1] : undefined;
}
