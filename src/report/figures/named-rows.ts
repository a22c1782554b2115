import { shown } from '../text.ts';
import { CONFIG } from './style.ts';

/**
 * Figures whose rows have names of any length: the names stand in a column of their own at the left, cut in their middle
 * where the column is narrow, and the scale begins beside them.
 */

/** What a letter of a name takes, in pixels, and the space between the names and what they name. */
const LETTER = 7;
const GAP = 12;

/** The widest column of names in pixels, and its largest share of the width. */
const WIDEST = 280;
const SHARE = 0.45;

/** The width that the names of some rows ask for, in pixels. */
function widthOf(names: readonly string[]): number {
  return Math.min(WIDEST, GAP + LETTER * Math.max(0, ...names.map((name) => [...shown(name)].length)));
}

/** As much of a name as its column has room for, cut in its middle as `shortName` cuts. */
const FITTING =
  "length(datum.text) <= letters ? datum.text : slice(datum.text, 0, ceil((letters - 1) / 2)) + '…' + slice(datum.text, length(datum.text) - floor((letters - 1) / 2))";

/** The frame of a figure with named rows: signals `room`, its width, and `names`, where its scale begins. */
export function namedFrame(names: readonly string[], height: number) {
  return {
    config: CONFIG,
    width: 600,
    height,
    autosize: { type: 'fit-x' as const, contains: 'padding' as const },
    padding: 2,
    params: [
      { name: 'room', value: 600 },
      { name: 'wanted', value: widthOf(names) },
      { name: 'names', expr: `min(wanted, floor(room * ${SHARE}))` },
      { name: 'letters', expr: `floor((names - ${GAP}) / ${LETTER})` },
    ],
  };
}

/** The range of a scale that begins beside the names, with some pixels left free at either end, at most so wide. */
export function besideNames(left: number, right: number, widest?: number) {
  const end = `width - ${right}`;
  return [
    { expr: `names + ${left}` },
    { expr: widest === undefined ? end : `min(${end}, names + ${left} + ${widest})` },
  ];
}

/** Rows from the top, one unit each; `above` units are left free for heads. */
export function rowScale(rows: number, above = 0) {
  const domain = [-above, rows];
  return { type: 'quantitative' as const, scale: { domain, reverse: true, nice: false, zero: false }, axis: null };
}

/** Reads the data set `names` { row, text, colour, tip }. */
export function nameLayer(y: ReturnType<typeof rowScale>) {
  return {
    data: { name: 'names' },
    mark: {
      type: 'text' as const,
      align: 'left' as const,
      baseline: 'middle' as const,
      fontSize: 13,
      text: { expr: FITTING },
      limit: { expr: `names - ${GAP - 4}` },
    },
    encoding: {
      x: { value: 0 },
      y: { ...y, field: 'row' },
      color: { field: 'colour', type: 'nominal' as const, scale: null, legend: null },
      tooltip: { field: 'tip' },
    },
  };
}

/** A faint line from each name to the other end, so that the eye stays in its row. */
export function guideLayer(y: ReturnType<typeof rowScale>) {
  return {
    data: { name: 'names' },
    mark: { type: 'rule' as const, color: 'var(--grid)', strokeWidth: 1 },
    encoding: { x: { value: { expr: 'names' } }, x2: { value: 'width' as const }, y: { ...y, field: 'row' } },
  };
}
