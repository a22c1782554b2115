import type { LedgerLine } from '../compare/contract/ledger.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { count, plural, seconds } from './numbers.ts';
import { flagged } from './oracles.ts';
import type { Table } from './table.ts';
import { say } from './text.ts';
import { groupBy, ledgerOf } from './view.ts';

/** The longest list of sizes in a cell. */
const MOST_LISTED = 4;

/** What every arm was given, per trial; sizes that cost the same share a row. */
export function ledgerTable(comparison: Comparison, target: TargetComparison): Table {
  const rows = groupBy(ledgerOf(comparison, target), ({ size: _, seconds: __, tuning, ...same }) =>
    JSON.stringify([same, tuning?.configurations, tuning?.distinct, tuning?.steps]),
  );
  const passes = target.ledger.some(({ features }) => features !== null);
  const tuned = target.ledger.some(({ tuning }) => tuning !== null);
  return {
    caption: passes
      ? say`Cost per trial, and of pre-training and of frozen stages run once for all trials as if the arm were alone`
      : say`Cost per trial, and of pre-training as if the arm were alone`,
    columns: [
      { head: 'arm' },
      { head: 'examples', numeric: true },
      { head: 'trials', numeric: true },
      { head: 'parameters', numeric: true },
      { head: 'trained', numeric: true },
      { head: 'steps', numeric: true },
      { head: 'examples seen', numeric: true },
      { head: 'updates', numeric: true },
      { head: 'time', numeric: true },
      ...(tuned ? [{ head: 'tuning before it' }] : []),
      { head: 'pre-training' },
      ...(passes ? [{ head: 'stages run once' }] : []),
    ],
    rows: [...rows.values()].flatMap((lines) => {
      const [line] = lines;
      if (line === undefined) return [];
      return [
        [
          flagged(comparison, line.arm),
          sizesText(lines.map(({ size }) => size)),
          count(line.trials),
          count(line.parameters),
          count(line.trainable),
          count(line.steps),
          count(line.examples),
          count(line.updates),
          timeText(lines),
          ...(tuned ? [tuningText(lines)] : []),
          pretrainingText(line),
          ...(passes ? [featuresText(line)] : []),
        ],
      ];
    }),
  };
}

function sizesText(sizes: readonly number[]): string {
  if (sizes.length <= MOST_LISTED) return sizes.map(count).join(' / ');
  return `${count(sizes[0] ?? 0)} to ${count(sizes.at(-1) ?? 0)}`;
}

function timeText(lines: readonly Pick<LedgerLine, 'seconds'>[]): string {
  const times = lines.flatMap((line) => (line.seconds === null ? [] : [line.seconds]));
  if (times.length === 0) return 'unknown';
  const [low, high] = [seconds(Math.min(...times)), seconds(Math.max(...times))];
  return low === high ? low : `${low} to ${high}`;
}

/** `8 configurations (3 differ), 2,880 steps, 2.4 s to 3.1 s`. */
function tuningText(lines: readonly LedgerLine[]): string {
  const [tuning] = lines.flatMap((line) => line.tuning ?? []);
  if (tuning === undefined) return 'none';
  const { configurations, distinct, steps } = tuning;
  const differ = distinct === configurations ? '' : ` (${count(distinct)} differ)`;
  const took = steps === null ? '' : `, ${plural(Math.round(steps), 'step')}`;
  const time = timeText(lines.map((line) => line.tuning ?? { seconds: null }));
  return `${plural(configurations, 'configuration')}${differ}${took}${time === 'unknown' ? '' : `, ${time}`}`;
}

function pretrainingText({ pretraining }: LedgerLine): string {
  if (pretraining === null) return 'none';
  if (pretraining.steps === 0) return 'weights that existed before';
  const time = pretraining.seconds === null ? '' : `, ${seconds(pretraining.seconds)}`;
  const steps = pretraining.steps === null ? '' : `${plural(pretraining.steps, 'step')} in `;
  return `${steps}${plural(pretraining.checkpoints, 'checkpoint')}${time}`;
}

function featuresText({ features }: LedgerLine): string {
  if (features === null) return 'none';
  const time = features.seconds === null ? '' : `, ${seconds(features.seconds)}`;
  return `${plural(features.passes, 'pass', 'passes')} over the pool${time}`;
}
