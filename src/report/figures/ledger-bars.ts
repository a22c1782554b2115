import type { TopLevelSpec } from 'vega-lite';
import type { LedgerLine } from '../../compare/contract/ledger.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { armColours } from '../colours.ts';
import { operations, plural, seconds } from '../numbers.ts';
import { flagged, oracleMark } from '../oracles.ts';
import type { Cell, Table } from '../table.ts';
import { join, say, shortName, shown, type Text } from '../text.ts';
import { ledgerOf } from '../view.ts';
import { COLOUR } from './curves.ts';
import type { Figure, Row } from './figure.ts';
import { CONFIG } from './style.ts';

/** What a trial pays for, in the order in which it is stacked. */
const PARTS = ['training', 'stages run once', 'pre-training'] as const;

/** Opacity of each part: what is paid once is lighter. */
const SHADES = [1, 0.6, 0.3] as const;

/** Where the dearest arm costs more times as much as the cheapest than this, a linear axis shows only one of them. */
const LINEAR = 40;

type Currency = 'flops' | 'seconds';

/**
 * What a trial of each arm costs at the largest training size, with its shares of what is done once for many: stacked
 * bars, in floating-point operations where they are known of every arm, else in seconds. The axis is linear unless the
 * arms are too far apart for it. Null where neither is known, or for one arm.
 */
export function ledgerBars(comparison: Comparison, target: TargetComparison): Figure | null {
  const size = target.sizes.at(-1);
  const lines = ledgerOf(comparison, target).filter((line) => line.size === size);
  const currency = (['flops', 'seconds'] as const).find((each) =>
    lines.every((line) => line[each] !== null && line.whole.shared[each] !== null),
  );
  if (size === undefined || lines.length < 2 || currency === undefined) return null;
  const bars = lines.map((line) => ({ line, parts: partsOf(line, currency) }));
  const totals = bars.map(({ line }) => line.whole.shared[currency] ?? 0);
  const positive = bars.flatMap(({ parts }) => parts.filter((part) => part > 0));
  if (positive.length === 0) return null;
  const [least, most] = [Math.min(...totals), Math.max(...totals)];
  const logarithmic = least > 0 && most / least > LINEAR;
  const floor = logarithmic ? Math.min(...bars.map(({ parts }) => firstOf(parts))) / 2 : 0;
  const paid = PARTS.filter((_, part) => bars.some(({ parts }) => parts[part]! > 0));
  const colour = armColours(comparison);
  const segments = bars.flatMap(({ line, parts }, row) =>
    stacked(parts, floor).map(
      ({ from, to, part }): Row => ({
        arm: line.arm,
        size,
        from,
        to,
        top: row + 0.42,
        bottom: row + 0.86,
        shade: SHADES[part]!,
        colour: colour(line.arm),
        tip: `${shown(line.arm)}, ${PARTS[part]}: ${show(parts[part]!, currency)}`,
      }),
    ),
  );
  const labels = bars.map(
    ({ line }, row): Row => ({
      arm: line.arm,
      text: `${shown(line.arm)}${oracleMark(comparison, line.arm)}`,
      brief: `${shortName(shown(line.arm), BRIEF)}${oracleMark(comparison, line.arm)}`,
      row: row + 0.2,
      colour: colour(line.arm),
    }),
  );
  const sums = bars.map(
    ({ line }, row): Row => ({
      to: totals[row]!,
      row: row + 0.64,
      text: show(line.whole.shared[currency] ?? 0, currency),
    }),
  );
  return {
    measure: `${currency === 'flops' ? 'floating-point operations' : 'seconds'} of a trial, ${plural(size, 'example')}`,
    spec: spec(bars.length, [floor, most], logarithmic),
    panels: [{ title: null, alt: altOf(comparison, lines, currency), datasets: { segments, labels, sums } }],
    layout: 'rows',
    caption: captionOf(lines, paid, logarithmic),
    twin: twinOf(comparison, bars, currency),
  };
}

/**
 * A trial's own training, and of what came on top its shares of stages run once and of pre-training, which add up to the
 * ledger's sum.
 */
function partsOf({ whole, pretraining, features, ...line }: LedgerLine, currency: Currency): readonly number[] {
  const own = line[currency] ?? 0;
  const onTop = Math.max(0, (whole.shared[currency] ?? 0) - own);
  if (features === null) return [own, 0, onTop];
  const share = pretraining === null ? 0 : (pretraining[currency] ?? 0) / Math.max(1, pretraining.uses);
  const once = Math.min(share, onTop);
  return [own, onTop - once, once];
}

function firstOf(parts: readonly number[]): number {
  return parts.find((part) => part > 0) ?? Number.POSITIVE_INFINITY;
}

/** Where each part that there is begins and ends. */
function stacked(parts: readonly number[], floor: number) {
  let sum = 0;
  return parts.flatMap((value, part) => {
    const from = Math.max(sum, floor);
    sum += value;
    return value > 0 ? [{ from, to: sum, part }] : [];
  });
}

function show(value: number, currency: Currency): string {
  return currency === 'flops' ? operations(value) : seconds(value);
}

function altOf(comparison: Comparison, lines: readonly LedgerLine[], currency: Currency): Text {
  const each = lines.map(
    (line) => say`${flagged(comparison, line.arm)} ${show(line.whole.shared[currency] ?? 0, currency)}`,
  );
  return say`Cost of a trial: ${join(each, ', ')}`;
}

function captionOf(lines: readonly LedgerLine[], paid: readonly string[], logarithmic: boolean): Text {
  const once = PARTS.slice(1).filter((part) => paid.includes(part));
  const parts =
    once.length === 0
      ? 'A bar is the training of a trial'
      : `From strong to faint: training, then the trial’s share of ${once.join(' and of ')}, as if the arm were alone`;
  const axis = logarithmic
    ? ' The axis is logarithmic: where a part ends is the sum so far, and its length says nothing.'
    : '';
  const tuned = lines.some(({ tuning }) => tuning !== null) ? ' Tuning before a trial is not in it.' : '';
  const elsewhere = lines.some(({ pretraining }) => pretraining?.steps === 0)
    ? ' What weights that existed before had cost is not known, and not in it.'
    : '';
  return say`${parts}.${axis}${tuned}${elsewhere}`;
}

function twinOf(
  comparison: Comparison,
  bars: readonly { readonly line: LedgerLine; readonly parts: readonly number[] }[],
  currency: Currency,
): Table {
  return {
    caption: say`What a trial costs, with its shares`,
    columns: [
      { head: 'arm' },
      { head: 'training', numeric: true },
      { head: 'stages run once', numeric: true },
      { head: 'pre-training', numeric: true },
      { head: 'in all', numeric: true },
    ],
    rows: bars.map(({ line, parts }): Cell[] => [
      flagged(comparison, line.arm),
      ...parts.map((part) => (part > 0 ? show(part, currency) : 'none')),
      show(line.whole.shared[currency] ?? 0, currency),
    ]),
  };
}

/** Letters of an arm's name in little room. */
const BRIEF = 36;

/** Pixels per arm: its name, and its bar below it. */
const ROW = 46;

/** With more arms than this, the axis stands above them. */
const MOST_BELOW = 8;

function spec(rows: number, domain: readonly [number, number], logarithmic: boolean): TopLevelSpec {
  const [across, down] = [[...domain], [0, rows]];
  const ends = [0, { expr: 'width - 84' }];
  const x = {
    type: 'quantitative',
    scale: { type: logarithmic ? 'log' : 'linear', domain: across, range: ends, nice: false, zero: false },
    axis: {
      labelExpr: "datum.value === 0 ? '0' : format(datum.value, '~s')",
      grid: true,
      orient: rows > MOST_BELOW ? 'top' : 'bottom',
      tickCount: { expr: 'room < 440 ? 3 : 6' },
    },
    title: null,
  } as const;
  const y = { type: 'quantitative', scale: { domain: down, reverse: true, nice: false }, axis: null } as const;
  return {
    config: CONFIG,
    width: 600,
    height: rows * ROW,
    autosize: { type: 'fit-x', contains: 'padding' },
    padding: 2,
    params: [{ name: 'room', value: 600 }],
    datasets: { segments: [], labels: [], sums: [] },
    layer: [
      {
        data: { name: 'segments' },
        mark: { type: 'rect' },
        encoding: {
          x: { ...x, field: 'from' },
          x2: { field: 'to' },
          y: { ...y, field: 'top' },
          y2: { field: 'bottom' },
          color: COLOUR,
          opacity: { field: 'shade', type: 'quantitative', scale: null, legend: null },
          tooltip: { field: 'tip' },
        },
      },
      {
        data: { name: 'labels' },
        mark: {
          type: 'text',
          align: 'left',
          baseline: 'middle',
          fontSize: 13,
          text: { expr: 'room < 440 ? datum.brief : datum.text' },
          limit: { expr: 'room - 8' },
        },
        encoding: { x: { value: 2 }, y: { ...y, field: 'row' }, color: COLOUR },
      },
      {
        data: { name: 'sums' },
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 6, fontSize: 12, color: 'var(--soft)' },
        encoding: { x: { ...x, field: 'to' }, y: { ...y, field: 'row' }, text: { field: 'text' } },
      },
    ],
  };
}
