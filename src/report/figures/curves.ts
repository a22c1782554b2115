import type { Comparison } from '../../compare/contract.ts';
import { armColours } from '../colours.ts';
import { oracleMark } from '../oracles.ts';
import { shortName, shown } from '../text.ts';
import type { Row } from './figure.ts';
import { BAND, CONFIG, END_LABEL } from './style.ts';

/**
 * What the figures with one line per arm have in common. Each is compiled once, at a size of 600 × 300 that the page
 * then sets for every panel.
 */
export const FRAME = {
  config: CONFIG,
  width: 600,
  height: 300,
  autosize: { type: 'fit' as const, contains: 'padding' as const },
  padding: { left: 2, top: 2, right: 2, bottom: 5 }, // letters reach lower than Vega takes them to
  params: [{ name: 'room', value: 600 }],
};

/** Each row brings the colour of its arm. */
export const COLOUR = { field: 'colour', type: 'nominal', scale: null, legend: null } as const;

/** Training steps along the page. */
export function stepAxis(domain: number[]) {
  return {
    field: 'step' as const,
    type: 'quantitative' as const,
    scale: { domain, nice: false, padding: 4 },
    axis: { format: '~s', tickCount: { expr: 'room < 440 ? 4 : 6' } },
    title: 'training step',
  };
}

/** The intervals of `means`, one band per arm; rows without an interval have none. */
export function bandLayer<X extends object, Y extends object>(x: X, y: Y) {
  return {
    data: { name: 'means' },
    transform: [{ filter: 'datum.low !== null' }],
    mark: BAND,
    encoding: {
      x,
      y: { ...y, field: 'low' },
      y2: { field: 'high' },
      fill: COLOUR,
      stroke: COLOUR,
      detail: { field: 'arm' },
    },
  };
}

/** The line through `means`, one per arm. */
export function meanLayer<X extends object, Y extends object>(x: X, y: Y) {
  return {
    data: { name: 'means' },
    mark: { type: 'line', strokeWidth: 2.25 },
    encoding: { x, y: { ...y, field: 'mean' }, color: COLOUR, detail: { field: 'arm' } },
  } as const;
}

/** Letters of a name at a line's end where there is little room. */
const BRIEF = 11;

/**
 * The rows of `END_LABELS`.
 * @param titled the arm that the panel's title names: its line needs no name of its own.
 * @param letters of a name where there is room.
 */
export function endLabels(
  comparison: Comparison,
  ends: readonly { readonly arm: string; readonly value: number }[],
  titled: string | null,
  letters = 12,
): Row[] {
  const colour = armColours(comparison);
  const text = (arm: string, limit: number) => `${shortName(shown(arm), limit)}${oracleMark(comparison, arm)}`;
  return ends
    .filter(({ arm }) => arm !== titled)
    .map(({ arm, value }) => ({
      arm,
      text: text(arm, letters),
      brief: text(arm, BRIEF),
      value,
      colour: colour(arm),
      place: 0,
    }));
}

/** The arms' names at the line ends, at places that keep them apart. */
export const END_LABELS = {
  data: { name: 'labels' },
  mark: { type: 'text', align: 'left', baseline: 'middle', dx: 6, fontSize: 13, ...END_LABEL },
  encoding: {
    x: { value: 'width' },
    y: { field: 'place', type: 'quantitative', scale: null },
    color: COLOUR,
  },
} as const;
