import type { TopLevelSpec } from 'vega-lite';
import { COLOUR } from './curves.ts';
import { CONFIG } from './style.ts';

/** Pixels per arm. */
const LINE = 24;

/** Lines above the first arm, for the critical difference. */
const ABOVE = 0.9;

/** Pixels for names in little room and in much, and for the ranks in numbers. */
const NAMES = [96, 210] as const;
const NUMBERS = 44;

/** Reads the data sets `ranks`, `bars` and `ruler`: arms below each other, their ranks along the page. */
export function rankSpec(arms: number, rows: number): TopLevelSpec {
  const names = `(room < 520 ? ${NAMES[0]} : ${NAMES[1]})`;
  const [along, down] = [
    [1, arms],
    [-ABOVE, rows],
  ];
  const ends = [{ expr: names }, { expr: `width - ${NUMBERS + 16}` }];
  const x = {
    type: 'quantitative',
    scale: { domain: along, range: ends, zero: false, nice: false },
    axis: { grid: true, orient: 'top', format: 'd', tickCount: arms, tickMinStep: 1 },
    title: null,
  } as const;
  const y = { type: 'quantitative', scale: { domain: down, reverse: true, nice: false }, axis: null } as const;
  const words = { type: 'text', baseline: 'middle', fontSize: 13 } as const;
  return {
    config: CONFIG,
    width: 600,
    height: Math.ceil((rows + ABOVE) * LINE),
    autosize: { type: 'fit-x', contains: 'padding' },
    padding: 2,
    params: [{ name: 'room', value: 600 }],
    datasets: { ranks: [], bars: [], ruler: [] },
    layer: [
      {
        data: { name: 'ranks' },
        mark: { type: 'rule', strokeWidth: 1, opacity: 0.5 },
        encoding: { x: { ...x, field: 'rank' }, y: { ...y, field: 'row' }, y2: { field: 'to' }, color: COLOUR },
      },
      {
        data: { name: 'ruler' },
        mark: { type: 'rule', strokeWidth: 1.5, color: 'var(--soft)' },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y: { ...y, field: 'row' } },
      },
      {
        data: { name: 'ruler' },
        mark: {
          ...words,
          fontSize: 12,
          align: 'left',
          color: 'var(--soft)',
          text: { expr: 'room < 520 ? datum.brief : datum.text' },
        },
        encoding: { x: { value: 2 }, y: { ...y, field: 'row' } },
      },
      {
        data: { name: 'bars' },
        mark: { type: 'rule', strokeWidth: 5, strokeCap: 'round', color: 'var(--ink)' },
        encoding: {
          x: { ...x, field: 'low' },
          x2: { field: 'high' },
          y: { ...y, field: 'row' },
          tooltip: { field: 'tip' },
        },
      },
      {
        data: { name: 'ranks' },
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: {
          x: { ...x, field: 'rank' },
          y: { ...y, field: 'row' },
          color: COLOUR,
          tooltip: { field: 'tip' },
        },
      },
      {
        data: { name: 'ranks' },
        mark: {
          ...words,
          align: 'left',
          text: { expr: 'room < 520 ? datum.brief : datum.text' },
          limit: { expr: `${names} - 12` },
        },
        encoding: { x: { value: 2 }, y: { ...y, field: 'row' }, color: COLOUR },
      },
      {
        data: { name: 'ranks' },
        mark: { ...words, align: 'right', color: 'var(--soft)' },
        encoding: { x: { value: 'width' }, y: { ...y, field: 'row' }, text: { field: 'value' } },
      },
    ],
  };
}
