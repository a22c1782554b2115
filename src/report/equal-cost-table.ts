import type { BreakEven, Currency, EqualCost } from '../compare/contract/equal-cost.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { count, gain, plural, range, score } from './numbers.ts';
import { atSizes, gainUnit } from './patterns.ts';
import type { Cell, Table } from './table.ts';
import { join, name, say, type Text } from './text.ts';
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

/** One row for each arm and size, without pre-training and with it; null where nothing is to be compared. */
export function equalCostTable(comparison: Comparison, target: TargetComparison): Table | null {
  const metric = primary(comparison);
  const all = ranked(comparison, target.equalCosts);
  const measured = all.filter((one) => one.status === 'ok');
  if (measured.length === 0) return null;
  const decimals = decimalsOfIntervals(
    measured.map(({ interval }) => interval),
    measured.map((one) => one.gain),
    metric,
  );
  const unit = gainUnit(metric);
  const paying = all.some(({ pretraining }) => pretraining);
  const cellOf = (one: EqualCost | undefined): string => {
    if (one === undefined) return '–';
    if (one.status !== 'ok') return SAID[one.status];
    const between = one.interval === null ? '' : ` (${range(metric, one.interval, decimals)})`;
    const cells = one.n === one.of ? '' : `, ${count(one.n)} of ${count(one.of)} pairs`;
    return `${gain(metric, one.gain, decimals)}${between}${cells}`;
  };
  const rows = groupBy(all, ({ arm, size, pretraining }) => JSON.stringify([arm, size, pretraining]));
  return {
    caption: say`At equal cost: gain in ${labelOf(metric)}${unit === '' ? '' : `, ${unit}`}`,
    columns: [
      { head: 'arm' },
      { head: 'examples', numeric: true },
      ...(paying ? [{ head: 'pre-training' }] : []),
      ...CURRENCIES.map((currency) => ({ head: HEADS[currency], numeric: true })),
    ],
    rows: [...rows.values()].map((row): Cell[] => [
      [name(row[0]!.arm)],
      count(row[0]!.size),
      ...(paying ? [row[0]!.pretraining ? 'paid in full' : 'left out'] : []),
      ...CURRENCIES.map((currency) => cellOf(row.find((one) => one.currency === currency))),
    ]),
  };
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

/** How the table is read. */
export function equalCostNote(comparison: Comparison, target: TargetComparison): Text {
  const all = ranked(comparison, target.equalCosts);
  const sampled = all.find((one) => one.status === 'ok' && one.observed < one.tested);
  const sample =
    sampled?.status === 'ok'
      ? ` Curves observe a sample of ${count(sampled.observed)} of ${count(sampled.tested)} held-out examples, so that gains differ from those of the scores.`
      : '';
  const apart = all.some(({ status }) => status === 'no-overlap')
    ? ' No common budget: one arm has spent more before its first step than the other in all, or trains nothing.'
    : '';
  const paying = all.some(({ pretraining }) => pretraining)
    ? ' Paid in full: each trial pays for the whole checkpoint that it starts from, as if there were no other.'
    : '';
  return say`Read off the observed curves, which choose nothing: in each cell at the largest budget that the curves of both arms cover, at the last observation within it; the interval is that of the contrasts.${paying} FLOP are the floating-point operations of training, time is its seconds on this machine, evenly over the steps.${apart}${sample}`;
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
    const sizes = [...groupBy(ofArm, ({ size }) => size)].map(
      ([size, both]) => say`${atSizes([size], [])} ${paybackText(both)}`,
    );
    return say`${name(arm)}: ${join(sizes, '; ')}`;
  });
  return { lead: say`Targets after which a checkpoint has paid for itself, training each until ${wanted}:`, items };
}

const CURRENCY = { flops: 'by FLOP', seconds: 'by time' } as const satisfies Record<BreakEven['currency'], string>;

/** `after 12 targets by FLOP, 14 targets by time`; once where both say the same. */
function paybackText(both: readonly BreakEven[]): string {
  const each = both.map((one) => ({ text: paidWhen(one), by: CURRENCY[one.currency] }));
  const [first] = each;
  if (first !== undefined && each.every(({ text }) => text === first.text)) return first.text;
  return each.map(({ text, by }) => `${text} ${by}`).join(', ');
}

function paidWhen(one: BreakEven): string {
  switch (one.status) {
    case 'ok':
      return `after ${plural(one.targets ?? 1, 'target')}`;
    case 'never':
      return 'never, as it needs as much without its pre-training';
    case 'unreached':
      return `not known, as half of the trials of ${UNREACHED[one.by]} never got there`;
    case 'unknown':
      return 'not known';
  }
}

const UNREACHED = { arm: 'the arm', reference: 'the reference', both: 'each' } as const;
