import type { TopLevelSpec } from 'vega-lite';
import { CONFIG, FAINT } from './style.ts';

/**
 * A dot plot with one row per arm, its name above its dots: room for any name at any width.
 */

/** Pixels per row: a line of text, a line of dots, and the mean with its interval. */
const ROW = 54;

/** With more rows than this, the axis stands above them, where the reading starts. */
const MOST_BELOW = 8;

export interface RowsOptions {
  readonly rows: number;
  readonly domain: readonly [number, number];
  readonly labelExpr: string;
  /** Draws a line at zero. */
  readonly zero: boolean;
}

/** Reads the data sets `region` { low, high }, `zero`, `dots`, `means` and `labels`. */
export function rowsSpec({ rows, domain, labelExpr, zero }: RowsOptions): TopLevelSpec {
  const [across, down] = [[...domain], [0, rows]];
  const x = {
    type: 'quantitative',
    // Round ends would pass 100 %, since they come after the padding.
    scale: { domain: across, zero: false, nice: false, padding: 8 },
    axis: {
      labelExpr,
      grid: true,
      orient: rows > MOST_BELOW ? 'top' : 'bottom',
      tickCount: { expr: 'room < 440 ? 4 : 7' },
    },
    title: null,
  } as const;
  const y = { type: 'quantitative', scale: { domain: down, reverse: true, nice: false }, axis: null } as const;
  const colour = { field: 'colour', type: 'nominal', scale: null, legend: null } as const;
  return {
    config: CONFIG,
    width: 600,
    height: rows * ROW,
    autosize: { type: 'fit-x', contains: 'padding' },
    padding: 2,
    params: [{ name: 'room', value: 600 }],
    datasets: { region: [], zero: zero ? lineAt(0, rows) : [], dots: [], means: [], labels: [] },
    layer: [
      {
        data: { name: 'region' },
        mark: { type: 'rect', color: 'var(--rule)', opacity: 0.4 },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
      {
        data: { name: 'zero' },
        mark: { type: 'rule', color: 'var(--soft)', strokeWidth: 1 },
        encoding: { x: { ...x, field: 'at' }, y: { ...y, field: 'from' }, y2: { field: 'to' } },
      },
      {
        data: { name: 'dots' },
        mark: { type: 'point', filled: true, opacity: FAINT },
        encoding: {
          x: { ...x, field: 'value' },
          y: { ...y, field: 'row' },
          color: colour,
          shape: { condition: { test: 'datum.diverged', value: 'cross' }, value: 'circle' },
          size: { condition: { test: 'datum.diverged', value: 60 }, value: 26 },
          tooltip: { field: 'tip' },
        },
      },
      {
        data: { name: 'means' },
        transform: [{ filter: 'datum.low !== null' }],
        mark: { type: 'rule', clip: true, strokeWidth: 2.25 },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y: { ...y, field: 'row' }, color: colour },
      },
      {
        data: { name: 'means' },
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: { x: { ...x, field: 'mean' }, y: { ...y, field: 'row' }, color: colour, tooltip: { field: 'tip' } },
      },
      {
        data: { name: 'labels' },
        mark: { type: 'text', align: 'left', baseline: 'middle', fontSize: 13, limit: { expr: 'room - 8' } },
        encoding: { x: { value: 2 }, y: { ...y, field: 'row' }, text: { field: 'text' }, color: colour },
      },
    ],
  };
}

/** A line across all rows that leaves out their names, as rows of the data set `zero`. */
export function lineAt(
  at: number,
  rows: number,
): { readonly at: number; readonly from: number; readonly to: number }[] {
  return Array.from({ length: rows }, (_, index) => ({ at, from: index + 0.38, to: index + 1 }));
}

/** Where a row's name, its dots and its mean stand, in rows from the top. */
export function rowPlace(index: number): { readonly label: number; readonly dots: number; readonly mean: number } {
  return { label: index + 0.22, dots: index + 0.52, mean: index + 0.74 };
}
