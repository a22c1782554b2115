import type { CurveLaw } from '../../compare/contract/curve-figures.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { armColours } from '../colours.ts';
import { repeated } from '../design-words.ts';
import { range, score } from '../numbers.ts';
import type { Cell, Table } from '../table.ts';
import { primary, primaryScores, scoreDecimals } from '../view.ts';
import { COLOUR } from './curves.ts';
import type { Row } from './figure.ts';

/**
 * Power laws fitted to the arms' learning curves, behind these: a dotted line, and the band of refits to resampled
 * repeats. Both end where the sizes of the suite do.
 */

export type FittedLaw = Extract<CurveLaw, { status: 'ok' }>;

/** The laws of the primary metric that were found, of arms and sizes that are shown. */
export function fittedLaws(comparison: Comparison, { laws, sizes }: TargetComparison): FittedLaw[] {
  const metric = primary(comparison).name;
  const [least, most] = [sizes[0] ?? 0, sizes.at(-1) ?? 0];
  return comparison.arms.flatMap(({ name }) =>
    laws.flatMap((law) =>
      law.status === 'ok' && law.arm === name && law.metric === metric
        ? [{ ...law, band: law.band.filter(({ size }) => size >= least && size <= most) }]
        : [],
    ),
  );
}

/** The rows that `lawLayers` reads. A band is cut where an end of it is open, and goes on beyond. */
export function lawRows(comparison: Comparison, laws: readonly FittedLaw[]): Row[] {
  const colour = armColours(comparison);
  return laws.flatMap(({ arm, band }) => {
    let piece = 0;
    return band.map(({ size, score: value, low, high }): Row => {
      if (low === null || high === null) piece += 1;
      return { arm, size, law: value, low, high, piece: `${arm}/${piece}`, colour: colour(arm) };
    });
  });
}

export function lawLayers<X extends object, Y extends object>(x: X, y: Y) {
  return [
    {
      data: { name: 'laws' },
      transform: [{ filter: 'datum.low !== null && datum.high !== null' }],
      mark: { type: 'area' as const, clip: true, fillOpacity: 0.07 },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, fill: COLOUR, detail: { field: 'piece' } },
    },
    {
      data: { name: 'laws' },
      mark: { type: 'line' as const, clip: true, strokeWidth: 1.75, strokeDash: [1, 5] },
      encoding: { x, y: { ...y, field: 'law' }, color: COLOUR, detail: { field: 'arm' } },
    },
  ];
}

/** What the marks are, and of whom: nothing where no law was found. */
export function lawCaption(comparison: Comparison, laws: readonly FittedLaw[], drawn: number): string {
  if (laws.length === 0) return '';
  const missing = laws.length === drawn ? '' : '; an arm without a dotted line has none that can be told';
  const banded = laws.some(({ band }) => band.some(({ low, high }) => low !== null && high !== null));
  const band = banded
    ? `, with a light band without an edge that holds 95 % of its refits to resampled ${repeated(comparison.design)}s, and`
    : ',';
  return ` Dotted: the power law fitted to an arm’s means${band} never beyond the sizes tried${missing}.`;
}

/** The table of scores with what the laws say at the same sizes. */
export function withLaws(
  table: Table,
  comparison: Comparison,
  target: TargetComparison,
  laws: readonly FittedLaw[],
): Table {
  if (laws.length === 0) return table;
  const metric = primary(comparison);
  const decimals = scoreDecimals(target, metric);
  const cells = primaryScores(comparison, target).map(({ arm, size }): Cell[] => {
    const point = laws.find((law) => law.arm === arm)?.band.find((each) => each.size === size);
    if (point === undefined) return ['none', 'none'];
    const { low, high } = point;
    const band = low === null || high === null ? 'open' : range(metric, [low, high], decimals);
    return [score(metric, point.score, decimals).replace(' %', ''), band];
  });
  return {
    ...table,
    columns: [...table.columns, { head: 'power law', numeric: true }, { head: '95 % band', numeric: true }],
    rows: table.rows.map((row, index) => [...row, ...(cells[index] ?? [])]),
  };
}
