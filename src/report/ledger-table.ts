import type { Cost, LedgerLine } from '../compare/contract/ledger.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { count, operations, plural, seconds } from './numbers.ts';
import { flagged } from './oracles.ts';
import type { Cell, Column, Table } from './table.ts';
import { say } from './text.ts';
import { groupBy, ledgerOf } from './view.ts';

/** The longest list of values by size in a cell. */
const MOST_LISTED = 4;

/** Lines of one arm whose cells are the same, or are ranges over them. */
type Lines = readonly [LedgerLine, ...LedgerLine[]];

type LedgerColumn = Column & { readonly of: (lines: Lines) => Cell };

/** What every arm was given, per trial: how large its model is, and how long it trains. */
export function effortTable(comparison: Comparison, target: TargetComparison): Table {
  const columns: readonly LedgerColumn[] = [
    ...placeColumns(comparison),
    { head: 'trials', numeric: true, of: ([line]) => count(line.trials) },
    { head: 'parameters', numeric: true, of: ([line]) => count(line.parameters) },
    { head: 'trained', numeric: true, of: ([line]) => count(line.trainable) },
    { head: 'steps', numeric: true, of: ([line]) => count(line.steps) },
    { head: 'examples seen', numeric: true, of: (lines) => listText(lines.map(({ examples }) => examples)) },
    { head: 'updates', numeric: true, of: ([line]) => count(line.updates) },
    {
      head: 'FLOP a step',
      numeric: true,
      of: ([line]) => (line.steps === 0 ? 'none' : orUnknown(line.flopsPerStep, operations)),
    },
  ];
  const same = ({ trials, parameters, trainable, steps, flopsPerStep }: LedgerLine) => [
    trials,
    parameters,
    trainable,
    steps,
    flopsPerStep,
  ];
  return tableOf(say`Capacity and effort, per trial`, columns, linesBy(comparison, target, same));
}

/** What every arm cost, per trial and with what was done once for many. */
export function costTable(comparison: Comparison, target: TargetComparison): Table {
  const pretrained = target.ledger.some(({ pretraining }) => pretraining !== null);
  const passes = target.ledger.some(({ features }) => features !== null);
  const tuned = target.ledger.some(({ tuning }) => tuning !== null);
  const once = [pretrained ? ['pre-training'] : [], passes ? ['stages run once'] : []].flat();
  const withThem = once.length > 1 ? 'a trial with both' : 'a trial with it';
  const columns: readonly LedgerColumn[] = [
    ...placeColumns(comparison),
    { head: 'a trial', lines: 'given', of: (lines) => costText(lines, (line) => line) },
    ...(tuned ? [{ head: 'tuning before it', lines: 'given' as const, of: tuningText }] : []),
    ...(pretrained
      ? [{ head: 'pre-training', lines: 'given' as const, of: ([line]: Lines) => pretrainingText(line) }]
      : []),
    ...(passes
      ? [{ head: 'stages run once', lines: 'given' as const, of: ([line]: Lines) => featuresText(line) }]
      : []),
    ...(once.length === 0
      ? []
      : [
          {
            head: withThem,
            lines: 'given' as const,
            of: (lines: Lines) => costText(lines, ({ whole }) => whole.alone),
          },
          {
            head: 'with its share',
            lines: 'given' as const,
            of: (lines: Lines) => costText(lines, ({ whole }) => whole.shared),
          },
        ]),
  ];
  const same = ({ flops, tuning, pretraining, features, whole }: LedgerLine) => [
    flops,
    [tuning?.configurations, tuning?.distinct, tuning?.steps],
    pretraining,
    features,
    whole.alone.flops,
    whole.shared.flops,
  ];
  const caption =
    once.length === 0
      ? say`Cost`
      : say`Cost, of ${once.join(' and ')} as if the arm were alone: charged to one trial, or shared by all that use it`;
  return tableOf(caption, columns, linesBy(comparison, target, same));
}

function placeColumns(comparison: Comparison): LedgerColumn[] {
  return [
    { head: 'arm', of: ([line]) => flagged(comparison, line.arm) },
    { head: 'examples', numeric: true, of: (lines) => listText(lines.map(({ size }) => size)) },
  ];
}

function tableOf(caption: Table['caption'], columns: readonly LedgerColumn[], rows: readonly Lines[]): Table {
  return { caption, columns, rows: rows.map((lines) => columns.map(({ of }) => of(lines))) };
}

/** Sizes of an arm that agree in some values share a row. */
function linesBy(
  comparison: Comparison,
  target: TargetComparison,
  same: (line: LedgerLine) => readonly unknown[],
): Lines[] {
  const rows = groupBy(ledgerOf(comparison, target), (line) => JSON.stringify([line.arm, ...same(line)]));
  return [...rows.values()].filter((lines): lines is [LedgerLine, ...LedgerLine[]] => lines.length > 0);
}

/** `50 / 150 / 500`: by size, once where all are the same. */
function listText(values: readonly number[]): string {
  const texts = values.map(count);
  if (new Set(texts).size === 1) return texts[0]!;
  return texts.length <= MOST_LISTED ? texts.join(' / ') : `${texts[0]} to ${texts.at(-1)}`;
}

function orUnknown(value: number | null, show: (value: number) => string): string {
  return value === null ? 'unknown' : show(value);
}

/** `5.9 GFLOP` and, below, `0.42 s`; seconds differ from size to size, and are then a range. */
function costText(lines: Lines, costOf: (line: LedgerLine) => Cost): string {
  const costs = lines.map(costOf);
  const [first] = costs as [Cost];
  const times = costs.flatMap((cost) => cost.seconds ?? []);
  if (first.flops === null && times.length === 0) return 'unknown';
  const time = times.length === 0 ? 'time unknown' : rangeText(times);
  return `${first.flops === null ? 'FLOP unknown' : operations(first.flops)}\n${time}`;
}

/** `0.42 s`, `0.40 s to 0.44 s`. @param times at least one. */
function rangeText(times: readonly number[]): string {
  const [low, high] = [seconds(Math.min(...times)), seconds(Math.max(...times))];
  return low === high ? low : `${low} to ${high}`;
}

/** `8 configurations (3 differ)` and, below, `2,880 steps, 2.4 s to 3.1 s`. */
function tuningText(lines: readonly LedgerLine[]): string {
  const [tuning] = lines.flatMap((line) => line.tuning ?? []);
  if (tuning === undefined) return 'none';
  const { configurations, distinct, steps } = tuning;
  const differ = distinct === configurations ? '' : ` (${count(distinct)} differ)`;
  const took = steps === null ? '' : `${plural(Math.round(steps), 'step')}`;
  const times = lines.flatMap((line) => line.tuning?.seconds ?? []);
  const time = times.length === 0 ? '' : `, ${rangeText(times)}`;
  return `${plural(configurations, 'configuration')}${differ}\n${took}${time}`.replace('\n, ', '\n').trimEnd();
}

function pretrainingText({ pretraining }: LedgerLine): string {
  if (pretraining === null) return 'none';
  const { checkpoints, steps, uses } = pretraining;
  if (steps === 0) return `unknown\nweights that existed before, for ${plural(uses, 'trial')}`;
  const made = `${steps === null ? '' : `${plural(steps, 'step')}, `}${plural(checkpoints, 'checkpoint')}`;
  return `${onceText(pretraining)}\n${made}, ${plural(uses, 'trial')}`;
}

function featuresText({ features }: LedgerLine): string {
  return features === null
    ? 'none'
    : `${onceText(features)}\n${plural(features.passes, 'pass', 'passes')} over the pool`;
}

function onceText({ flops, seconds: time }: Cost): string {
  const known = [...(flops === null ? [] : [operations(flops)]), ...(time === null ? [] : [seconds(time)])];
  return known.length === 0 ? 'unknown' : known.join(', ');
}
