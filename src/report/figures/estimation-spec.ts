import type { TopLevelSpec } from 'vega-lite';
import type { MetricFacts } from '../../compare/contract/values.ts';
import { COLOUR, FRAME } from './curves.ts';
import { scoreLabel } from './style.ts';

/** Where the scores of the reference, those of the arm, and the gain stand along the page. */
export const PLACES = { reference: 0, arm: 1, gain: 1.7 } as const;

/** How far the axis of the gain lies to the right of it. */
const AXIS = 2.05;

/** Where the region of equivalence begins, beside the arm's scores. */
const BESIDE = 1.35;

/** Reads the data sets `region`, `levels`, `pairs`, `means`, `ticks` and `columns`. */
export function estimationSpec(metric: MetricFacts, span: readonly [number, number]): TopLevelSpec {
  const [down, along] = [[...span], [-0.15, AXIS]];
  const x = {
    type: 'quantitative',
    scale: { domain: along, nice: false, zero: false },
    axis: null,
  } as const;
  const y = {
    type: 'quantitative',
    scale: { domain: down, zero: false, nice: false },
    axis: { labelExpr: scoreLabel(metric), grid: false, tickCount: 5 },
    title: null,
  } as const;
  const dashes = [2, 3];
  const words = { type: 'text', fontSize: 12 } as const;
  return {
    ...FRAME,
    datasets: { region: [], levels: [], pairs: [], means: [], ticks: [], columns: [] },
    layer: [
      {
        data: { name: 'region' },
        mark: { type: 'rect', color: 'var(--rule)', opacity: 0.4, clip: true },
        encoding: {
          x: { ...x, datum: BESIDE },
          x2: { datum: AXIS },
          y: { ...y, field: 'low' },
          y2: { field: 'high' },
        },
      },
      {
        data: { name: 'levels' },
        mark: { type: 'rule', strokeDash: dashes, strokeWidth: 1.25 },
        encoding: { x: { ...x, field: 'from' }, x2: { datum: AXIS }, y: { ...y, field: 'value' }, color: COLOUR },
      },
      {
        data: { name: 'pairs' },
        mark: { type: 'line', strokeWidth: 1, opacity: 0.35 },
        encoding: {
          x: { ...x, field: 'at' },
          y: { ...y, field: 'value' },
          color: { ...COLOUR, field: 'line' },
          detail: { field: 'cell' },
        },
      },
      {
        data: { name: 'pairs' },
        mark: { type: 'point', filled: true, size: 20, opacity: 0.5 },
        encoding: {
          x: { ...x, field: 'at' },
          y: { ...y, field: 'value' },
          color: COLOUR,
          tooltip: { field: 'tip' },
        },
      },
      {
        data: { name: 'means' },
        transform: [{ filter: 'datum.low !== null' }],
        mark: { type: 'rule', strokeWidth: 2.25 },
        encoding: { x: { ...x, datum: PLACES.gain }, y: { ...y, field: 'low' }, y2: { field: 'high' }, color: COLOUR },
      },
      {
        data: { name: 'means' },
        mark: { type: 'point', filled: true, size: 80, opacity: 1 },
        encoding: {
          x: { ...x, datum: PLACES.gain },
          y: { ...y, field: 'mean' },
          color: COLOUR,
          tooltip: { field: 'tip' },
        },
      },
      {
        data: { name: 'ticks' },
        mark: { ...words, align: 'left', baseline: 'middle', dx: 6, color: 'var(--soft)' },
        encoding: { x: { ...x, datum: AXIS }, y: { ...y, field: 'value' }, text: { field: 'text' } },
      },
      {
        data: { name: 'columns' },
        mark: { ...words, baseline: 'top', dy: 8, limit: { expr: 'room * 0.3' } },
        encoding: { x: { ...x, field: 'at' }, y: { value: 'height' }, text: { field: 'text' }, color: COLOUR },
      },
    ],
  };
}
