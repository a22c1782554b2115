import type { TopLevelSpec } from 'vega-lite';
import type { MetricFacts } from '../../compare/contract/values.ts';
import { COLOUR } from './curves.ts';
import { CONFIG, gainLabel } from './style.ts';

/** Pixels per line. */
const LINE = 22;

/** With more lines than this, the axis stands above them, where the reading starts. */
const MOST_BELOW = 16;

/** Pixels for the verdicts in little room and in much. */
const VERDICTS = [86, 160] as const;

export interface ForestOptions {
  readonly metric: MetricFacts;
  readonly rows: number;
  readonly domain: readonly [number, number];
  /** Pixels for the names of lines. */
  readonly names: readonly [narrow: number, wide: number];
}

/** Reads the data sets `region` { low, high }, `zero` { at }, `heads` and `means`: names, intervals and words side by side. */
export function forestSpec({ metric, rows, domain, names }: ForestOptions): TopLevelSpec {
  const either = ([narrow, wide]: readonly [number, number]) => `(room < 520 ? ${narrow} : ${wide})`;
  const [across, down] = [[...domain], [0, rows]];
  const ends = [{ expr: either(names) }, { expr: `width - ${either(VERDICTS)}` }];
  const x = {
    type: 'quantitative',
    scale: {
      domain: across,
      range: ends,
      zero: false,
      nice: true,
    },
    axis: {
      labelExpr: gainLabel(metric),
      grid: true,
      orient: rows > MOST_BELOW ? 'top' : 'bottom',
      tickCount: { expr: 'room < 520 ? 3 : 7' },
    },
    title: null,
  } as const;
  const y = {
    type: 'quantitative',
    scale: { domain: down, reverse: true, nice: false },
    axis: null,
  } as const;
  const words = { type: 'text', baseline: 'middle', fontSize: 13 } as const;
  return {
    config: CONFIG,
    width: 600,
    height: Math.ceil(rows * LINE),
    autosize: { type: 'fit-x', contains: 'padding' },
    padding: 2,
    params: [{ name: 'room', value: 600 }],
    datasets: { region: [], zero: [], heads: [], means: [] },
    layer: [
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
        transform: [{ filter: 'datum.mean !== null' }],
        mark: { type: 'point', filled: true, size: 56, opacity: 1 },
        encoding: {
          x: { ...x, field: 'mean' },
          y: { ...y, field: 'row' },
          color: COLOUR,
          tooltip: { field: 'tip' },
        },
      },
      {
        data: { name: 'heads' },
        mark: {
          ...words,
          align: 'left',
          fontWeight: 600,
          text: { expr: 'room < 520 ? datum.brief : datum.text' },
          limit: { expr: 'room - 8' },
        },
        encoding: { x: { value: 2 }, y: { ...y, field: 'row' }, color: COLOUR },
      },
      {
        data: { name: 'means' },
        mark: {
          ...words,
          align: 'left',
          color: 'var(--soft)',
          text: { expr: 'room < 520 ? datum.brief : datum.text' },
          limit: { expr: `${either(names)} - 8` },
        },
        encoding: { x: { value: 2 }, y: { ...y, field: 'row' } },
      },
      {
        data: { name: 'means' },
        mark: { ...words, align: 'left', dx: 10, limit: { expr: `${either(VERDICTS)} - 12` } },
        encoding: {
          x: { value: { expr: `width - ${either(VERDICTS)}` } },
          y: { ...y, field: 'row' },
          text: { field: 'verdict' },
          color: { condition: { test: 'datum.settled', value: 'var(--ink)' }, value: 'var(--soft)' },
        },
      },
    ],
  };
}
