import type { TopLevelSpec } from 'vega-lite';
import { COLOUR } from './curves.ts';
import type { Row } from './figure.ts';
import { besideNames, namedFrame, nameLayer, rowScale } from './named-rows.ts';

/**
 * A matrix of squares with their values in them: rows have names of any length, columns have heads. A square's colour is
 * one hue over the page's ground, the stronger the larger its value.
 */

/**
 * The strongest colour of a square, as its opacity: above it, the value in a square could no longer be read in both
 * themes. The palette's test computes the contrast.
 */
export const STRONGEST = 0.5;

/** Squares narrower than this, in pixels, have no room for their value. */
const NARROWEST = 24;

/** The widest square, in pixels. */
const WIDEST = 140;

/** Pixels of a row, and of a head that stands upright or is turned. */
const ROW = 26;
const HEAD = 24;
const LETTER = 7;
const HIGHEST = 120;

/** Height of a line of text in its font's size: turned heads get smaller where lines would run into each other. */
const LINE = 1.4;

/** Heads are turned where the widest of them would not fit into a panel of this width. */
const NARROW = 300;

export interface MatrixOptions {
  readonly names: readonly string[];
  readonly heads: readonly string[];
}

/** The rows of the data set `heads`, one per column. */
export function headRows(heads: readonly string[]): Row[] {
  return heads.map((text, column): Row => ({ text, column: column + 0.5 }));
}

/** Where a square stands. */
export function squareAt(row: number, column: number): Row {
  return { row: row + 0.5, top: row, bottom: row + 1, left: column, right: column + 1, column: column + 0.5 };
}

/** Reads the data sets `squares` (`squareAt`, with text, shade, colour and tip), `names` and `heads`. */
export function matrixSpec({ names, heads }: MatrixOptions): TopLevelSpec {
  const longest = Math.max(0, ...heads.map((head) => [...head].length)) * LETTER;
  const turned = longest > (NARROW * 0.6) / Math.max(1, heads.length) - 4;
  const above = (turned ? Math.min(HIGHEST, longest + 10) : HEAD) / ROW;
  const each = `min(${WIDEST}, (room - names) / ${Math.max(1, heads.length)})`;
  const y = rowScale(names.length, above);
  const across = [0, heads.length];
  const x = {
    type: 'quantitative',
    scale: { domain: across, range: besideNames(0, 0, heads.length * WIDEST), nice: false, zero: false },
    axis: null,
  } as const;
  return {
    ...namedFrame(names, Math.round((names.length + above) * ROW)),
    datasets: { squares: [], names: [], heads: [] },
    layer: [
      {
        data: { name: 'squares' },
        mark: { type: 'rect', stroke: 'var(--grid)', strokeWidth: 1 },
        encoding: {
          x: { ...x, field: 'left' },
          x2: { field: 'right' },
          y: { ...y, field: 'top' },
          y2: { field: 'bottom' },
          fill: COLOUR,
          fillOpacity: { field: 'shade', type: 'quantitative', scale: null, legend: null },
          tooltip: { field: 'tip' },
        },
      },
      {
        data: { name: 'squares' },
        mark: {
          type: 'text',
          fontSize: 12,
          color: 'var(--ink)',
          baseline: 'middle',
          text: { expr: `${each} < ${NARROWEST} ? '' : datum.text` },
        },
        encoding: { x: { ...x, field: 'column' }, y: { ...y, field: 'row' }, tooltip: { field: 'tip' } },
      },
      {
        data: { name: 'heads' },
        mark: {
          type: 'text',
          fontSize: turned ? { expr: `min(12, ${each} / ${LINE})` } : 12,
          color: 'var(--soft)',
          angle: turned ? 270 : 0,
          align: turned ? 'left' : 'center',
          baseline: 'middle',
          limit: turned ? HIGHEST - 10 : { expr: `${each} - 4` },
        },
        encoding: {
          x: { ...x, field: 'column' },
          y: { ...y, datum: turned ? -0.2 : -0.45 },
          text: { field: 'text' },
        },
      },
      nameLayer(y),
    ],
  };
}
