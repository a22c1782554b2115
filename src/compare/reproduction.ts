import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CurveRow,
  curveRow,
  predictionRow,
  type TaskRow,
  type TrialRow,
  taskRow,
  trialRow,
} from '../store/rows.ts';
import { readTable } from './read-csv.ts';

/** What a run's files say of one trial. */
export interface TrialRecord {
  /** One row per metric. */
  readonly trials: readonly TrialRow[];
  readonly curves: readonly CurveRow[];
  readonly tasks: readonly TaskRow[];
  /** As they are packed; null where there are none. */
  readonly predictions: string | null;
}

/** One thing that was computed again. */
export interface Compared {
  readonly what: string;
  /** Values, and how many of them are the same to the bit. */
  readonly values: number;
  readonly equal: number;
  /** The value, or by how much the values differ. */
  readonly detail: string;
}

/**
 * Reads what a run's files say of one trial.
 *
 * @param id of the trial, whole. Arms with equal recipes share it: the first of them is taken.
 * @throws {HeadstartError} `store` where a file is missing or malformed.
 */
export async function readTrial(folder: string, id: string): Promise<TrialRecord> {
  const { rows } = await readTable(join(folder, 'trials.csv'), trialRow);
  const arm = rows.find(({ trial }) => trial === id)?.arm;
  const own = (row: { readonly trial: string; readonly arm: string }) => row.trial === id && row.arm === arm;
  const file = (name: string) => join(folder, name);
  const optional = <Row>(name: string, read: () => Promise<readonly Row[]>) =>
    existsSync(file(name)) ? read() : Promise.resolve([]);
  const tasks = await optional('tasks.csv', async () => (await readTable(file('tasks.csv'), taskRow)).rows);
  const predictions = await optional(
    'predictions.csv',
    async () => (await readTable(file('predictions.csv'), predictionRow)).rows,
  );
  return {
    trials: rows.filter(own),
    curves: (await readTable(file('curves.csv'), curveRow)).rows.filter(own),
    tasks: tasks.filter(own),
    predictions: predictions.find(own)?.predicted ?? null,
  };
}

/** Columns that say what happened, beside the score; ids and fingerprints name the code, which may be another. */
const COURSE = [
  'status',
  'reason',
  'tested',
  'observations',
  'scorings',
  'parameters',
  'trainable',
  'steps',
  'examples',
  'flops',
  'selectedStep',
] as const;

/** Compares a trial that ran again with what was recorded of it, value by value, to the bit. */
export function compareTrial(recorded: TrialRecord, again: TrialRecord): Compared[] {
  const scores = recorded.trials.map((row) => {
    const other = again.trials.find(({ metric }) => metric === row.metric);
    return single(row.metric, row.value, other?.value ?? null);
  });
  const tasks = recorded.tasks.map((row) => {
    const other = again.tasks.find(({ task, metric }) => task === row.task && metric === row.metric);
    return single(`${row.metric} of ${row.task}`, row.value, other?.value ?? null);
  });
  return [
    courseOf(recorded.trials, again.trials),
    ...scores,
    ...tasks,
    curveOf(recorded.curves, again.curves),
    ...(recorded.predictions === null ? [] : [predictionsOf(recorded.predictions, again.predictions)]),
  ];
}

/** Whether all that was recorded is the same to the bit. */
export function isReproduced(compared: readonly Compared[]): boolean {
  return compared.every(({ values, equal }) => equal === values);
}

function courseOf(recorded: readonly TrialRow[], again: readonly TrialRow[]): Compared {
  const differing = COURSE.filter((column) =>
    recorded.some((row) => row[column] !== again.find(({ metric }) => metric === row.metric)?.[column]),
  );
  const [first] = recorded;
  const told = differing.map((column) => `${column} ${first?.[column] ?? 'none'}, now ${again[0]?.[column] ?? 'none'}`);
  const detail = told.length > 0 ? told.join('; ') : `${first?.status}, ${first?.steps ?? 0} steps`;
  return { what: 'course', values: COURSE.length, equal: COURSE.length - differing.length, detail };
}

function single(what: string, recorded: number | null, again: number | null): Compared {
  const equal = recorded === again;
  const detail = equal ? shown(recorded) : `${shown(recorded)}, now ${shown(again)}${apart(recorded, again)}`;
  return { what, values: 1, equal: equal ? 1 : 0, detail };
}

function curveOf(recorded: readonly CurveRow[], again: readonly CurveRow[]): Compared {
  let [equal, most, at] = [0, 0, 0];
  for (const [index, { value, ...row }] of recorded.entries()) {
    const other = again[index];
    const alike = other !== undefined && row.step === other.step && row.metric === other.metric;
    const same =
      alike &&
      value === other.value &&
      row.examples === other.examples &&
      row.domains === other.domains &&
      row.flops === other.flops &&
      row.observed === other.observed;
    if (same) equal++;
    if (alike && Math.abs(value - other.value) > most) [most, at] = [Math.abs(value - other.value), row.step];
  }
  const extra = Math.max(0, again.length - recorded.length);
  const values = recorded.length + extra;
  const range = most === 0 ? '' : `; at most ${shown(Number(most.toPrecision(3)))} apart, at step ${at}`;
  const more = extra === 0 ? '' : `; ${again.length} now, ${recorded.length} then`;
  return { what: 'observations', values, equal, detail: `${equal} of ${values}${range}${more}` };
}

function predictionsOf(recorded: string, again: string | null): Compared {
  const equal = recorded === again;
  return {
    what: 'predictions',
    values: 1,
    equal: equal ? 1 : 0,
    detail: equal ? 'of all held-out examples' : 'differ',
  };
}

function apart(recorded: number | null, again: number | null): string {
  if (recorded === null || again === null) return '';
  return `: ${shown(Number(Math.abs(again - recorded).toPrecision(3)))} ${again > recorded ? 'more' : 'less'}`;
}

/** All digits that tell a number from its neighbours. */
function shown(value: number | null): string {
  return value === null ? 'none' : String(value);
}
