import type { BreakEven, Currency, EqualCost } from '../compare/contract/equal-cost.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { count, gain, range, score } from './numbers.ts';
import { atSizes, gainUnit } from './patterns.ts';
import type { Cell, Table } from './table.ts';
import { list, name, say, type Text } from './text.ts';
import { wholePercent } from './titles.ts';
import { challengers, decimalsOfIntervals, groupBy, labelOf, primary, scoreDecimals } from './view.ts';

/**
 * Gains where both arms have spent as much, and how many targets it takes for pre-training to pay.
 */

const HEADS = { steps: 'at equal steps', flops: 'at equal FLOP', seconds: 'at equal time' } as const satisfies Record<
  Currency,
  string
>;
const CURRENCIES = ['steps', 'flops', 'seconds'] as const satisfies readonly Currency[];

/** One row for each arm and size, without pre-training and, where budgets meet, with it; null without any to show. */
export function equalCostTable(comparison: Comparison, target: TargetComparison): Table | null {
  const metric = primary(comparison);
  const rows = rowsOf(comparison, target).filter((row) => row.some(({ status }) => status === 'ok'));
  const measured = rows.flat().filter((one) => one.status === 'ok');
  if (measured.length === 0) return null;
  const decimals = decimalsOfIntervals(
    measured.map(({ interval }) => interval),
    measured.map((one) => one.gain),
    metric,
  );
  const unit = gainUnit(metric);
  const paying = rows.some(([{ pretraining }]) => pretraining);
  const cellOf = (one: EqualCost | undefined): string => {
    if (one === undefined) return '–';
    if (one.status !== 'ok') return SAID[one.status];
    const between = one.interval === null ? '' : ` (${range(metric, one.interval, decimals)})`;
    const cells = one.n === one.of ? '' : `, ${count(one.n)} of ${count(one.of)} pairs`;
    return `${gain(metric, one.gain, decimals)}${between}${cells}`;
  };
  return {
    caption: say`At equal cost: gain in ${labelOf(metric)}${unit === '' ? '' : `, ${unit}`}, with its 95 % interval`,
    columns: [
      { head: 'arm' },
      { head: 'examples', numeric: true },
      ...(paying ? [{ head: 'pre-training' }] : []),
      ...CURRENCIES.map((currency) => ({ head: HEADS[currency], numeric: true })),
    ],
    rows: rows.map((row): Cell[] => [
      [name(row[0].arm)],
      count(row[0].size),
      ...(paying ? [row[0].pretraining ? 'paid in full' : 'left out'] : []),
      ...CURRENCIES.map((currency) => cellOf(row.find((one) => one.currency === currency))),
    ]),
  };
}

type Row = readonly [EqualCost, ...EqualCost[]];

/** Of one arm and size, with pre-training or without, in every currency. */
function rowsOf(comparison: Comparison, target: TargetComparison): Row[] {
  const rows = groupBy(ranked(comparison, target.equalCosts), ({ arm, size, pretraining }) =>
    JSON.stringify([arm, size, pretraining]),
  );
  return [...rows.values()].filter((row): row is [EqualCost, ...EqualCost[]] => row.length > 0);
}

const SAID = {
  unknown: 'unknown',
  'no-overlap': 'no common budget',
  refused: 'refused',
} as const satisfies Record<Exclude<EqualCost['status'], 'ok'>, string>;

function ranked<Item extends { readonly arm: string }>(comparison: Comparison, items: readonly Item[]): Item[] {
  const names = challengers(comparison).map((arm) => arm.name);
  return names.flatMap((arm) => items.filter((item) => item.arm === arm));
}

/** How the table is read, and what is not in it. */
export function equalCostNote(comparison: Comparison, target: TargetComparison): Text {
  const rows = rowsOf(comparison, target);
  const shown = rows.filter((row) => row.some(({ status }) => status === 'ok'));
  const sampled = shown.flat().find((one) => one.status === 'ok' && one.observed < one.tested);
  const sample =
    sampled?.status === 'ok'
      ? ` They observe a sample of ${count(sampled.observed)} of ${count(sampled.tested)} held-out examples, so that gains differ from those of the scores.`
      : '';
  const paying = shown.some(([{ pretraining }]) => pretraining)
    ? ' Paid in full: each trial pays for the whole checkpoint that it starts from.'
    : '';
  return say`Read off the observed curves, which choose nothing: in each cell at the largest budget that the curves of both arms cover, at the last observation within it.${sample}${paying} FLOP are the floating-point operations of training; time is its seconds on this machine, spread evenly over the steps.${withoutBudget(rows)}`;
}

/** The arms whose rows have no number for want of a common budget, in one sentence. */
function withoutBudget(rows: readonly Row[]): Text {
  const apart = rows.filter((row) => row[0].pretraining && row.every(({ status }) => status === 'no-overlap'));
  const [first] = apart;
  if (first === undefined) return [];
  const arms = [...groupBy(apart, ([{ arm }]) => arm)].map(([arm, ofArm]) => {
    const all = rows.filter(([one]) => one.arm === arm && one.pretraining);
    const where =
      ofArm.length === all.length
        ? ''
        : ` ${atSizes(
            ofArm.map(([{ size }]) => size),
            [],
          )}`;
    return say`${name(arm)}${where}`;
  });
  return say` With pre-training there is no common budget for ${list(arms)}: before its first step one arm has spent more than the other in all.`;
}

/** After how many targets pre-training has paid: a lead, and an item for each arm. */
export interface Payback {
  readonly lead: Text;
  readonly items: readonly Text[];
}

/** Null where no arm starts from a checkpoint that the reference does without. */
export function paybackWords(comparison: Comparison, target: TargetComparison): Payback | null {
  const all = ranked(comparison, target.breakEvens);
  const [first] = all;
  if (first === undefined) return null;
  const metric = primary(comparison);
  const { reach } = comparison;
  const wanted =
    reach === null
      ? say`the last observed score of ${name(first.reference)}`
      : say`${labelOf(metric)} ${score(metric, reach, metric.unit === 'fraction' ? wholePercent(reach) : scoreDecimals(target, metric))}`;
  const items = [...groupBy(all, ({ arm }) => arm)].map(([arm, ofArm]) => {
    const told = [...groupBy(ofArm, ({ size }) => size)].map(([size, both]) => ({ size, text: paybackText(both) }));
    const alike = [...groupBy(told, ({ text }) => text)].map(([text, some]) => {
      const sizes = some.map(({ size }) => size);
      return `${text} ${atSizes(sizes, [])}`;
    });
    return say`${name(arm)}: ${alike.join('; ')}`;
  });
  const lead = say`Targets after which a checkpoint has paid for itself, training each until ${wanted} (by median costs of the trials, without an interval):`;
  return { lead, items };
}

const CURRENCY = { flops: 'by FLOP', seconds: 'by time' } as const satisfies Record<BreakEven['currency'], string>;

/** `12 by FLOP, 14 by time`; once where both say the same. */
function paybackText(both: readonly BreakEven[]): string {
  const each = both.map((one) => ({ text: paidAfter(one), by: CURRENCY[one.currency] }));
  const [first] = each;
  if (first !== undefined && each.every(({ text }) => text === first.text)) return first.text;
  return each.map(({ text, by }) => `${text} ${by}`).join(', ');
}

function paidAfter(one: BreakEven): string {
  switch (one.status) {
    case 'ok':
      return count(one.targets ?? 1);
    case 'never':
      return 'never (it needs as much without its pre-training)';
    case 'unreached':
      return `not known (${UNREACHED[one.by]} got there in fewer than half of the trials)`;
    case 'unknown':
      return 'not known';
  }
}

const UNREACHED = { arm: 'it', reference: 'the reference', both: 'both arms' } as const;
