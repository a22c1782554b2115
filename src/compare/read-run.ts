import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '../base/json.ts';
import { repeatsOf } from '../plan/repeats.ts';
import {
  analysisRow,
  type CurveRow,
  curveRow,
  embeddingRow,
  type TaskRow,
  type TimingRow,
  type TrialRow,
  type TuningRow,
  taskRow,
  timingRow,
  trialRow,
  tuningRow,
} from '../store/rows.ts';
import { RUN_SCHEMA_VERSION, type RunRecord, runRecord } from '../store/run-record.ts';
import { cellKey, isScored } from './cells.ts';
import { readTable, readText, storeError, type Table } from './read-csv.ts';
import { type PredictionsOf, readPredictions } from './read-predictions.ts';
import type { AnalysisTables } from './representations.ts';

/** The files of a run folder, checked against each other. */
export interface RunFiles {
  readonly record: RunRecord;
  readonly trials: readonly TrialRow[];
  readonly curves: readonly CurveRow[];
  /** Null where the folder has no `timings.csv`. */
  readonly timings: readonly TimingRow[] | null;
  /** Null where the folder has no `analyses.csv`. */
  readonly looks: AnalysisTables | null;
  /** Empty where the folder has no `tuning.csv`. */
  readonly searches: readonly TuningRow[];
  /** Null where no arm learns several tasks. */
  readonly tasks: readonly TaskRow[] | null;
  /** Null where the folder has no `predictions.csv`. */
  readonly predictions: PredictionsOf | null;
}

/**
 * Reads `run.json`, `trials.csv`, `curves.csv` and, if they are there, `timings.csv`, `tuning.csv`, `analyses.csv` and
 * `embeddings.csv` of a run folder; `tasks.csv`, if an arm learns several tasks; and `held-out.csv` and `predictions.csv`,
 * unless the latter was removed.
 * @throws {HeadstartError} `store`: a file is missing, malformed, or speaks of what `run.json` does not name.
 */
export async function readRun(folder: string): Promise<RunFiles> {
  const record = await readRecord(join(folder, 'run.json'));
  const trials = await readTable(join(folder, 'trials.csv'), trialRow);
  checkTrials(trials, record);
  const curves = await readTable(join(folder, 'curves.csv'), curveRow);
  checkNames(curves, record);
  return {
    record,
    trials: trials.rows,
    curves: curves.rows,
    timings: await readTimings(join(folder, 'timings.csv')),
    looks: await readLooks(folder, record),
    tasks: await readTasks(folder, record, trials.rows),
    predictions: await readPredictions(folder, record, trials.rows),
    searches: await readSearches(join(folder, 'tuning.csv'), record),
  };
}

async function readLooks(folder: string, record: RunRecord): Promise<AnalysisTables | null> {
  const file = join(folder, 'analyses.csv');
  if (!existsSync(file)) return null;
  const analyses = await readTable(file, analysisRow);
  const embeddings = await readTable(join(folder, 'embeddings.csv'), embeddingRow);
  for (const table of [analyses, embeddings] as readonly Table<{ target: string; arm: string | null }>[]) {
    for (const [index, { target, arm }] of table.rows.entries()) {
      const unknown =
        (!record.targets.some(({ name }) => name === target) && ['target', target]) ||
        (arm !== null && !record.arms.some(({ name }) => name === arm) && ['arm', arm]);
      if (unknown)
        throw table.problem(index, { message: `run.json does not name this ${unknown[0]}`, received: unknown[1] });
    }
  }
  return { analyses: analyses.rows, embeddings: embeddings.rows };
}

async function readTasks(
  folder: string,
  record: RunRecord,
  trials: readonly TrialRow[],
): Promise<readonly TaskRow[] | null> {
  if (record.arms.every(({ tasks }) => tasks === null)) return null;
  const table = await readTable(join(folder, 'tasks.csv'), taskRow);
  checkNames(table, record);
  const known = new Map(record.arms.map(({ name, tasks }) => [name, new Set(tasks?.with)]));
  const statuses = new Map(trials.map((row) => [`${cellKey(row)}\0${row.metric}`, row.status]));
  const seen = new Set<string>();
  for (const [index, row] of table.rows.entries()) {
    const trial = `${cellKey(row)}\0${row.metric}`;
    const key = `${trial}\0${row.task}`;
    if (!known.get(row.arm)!.has(row.task)) {
      throw table.problem(index, { message: 'the arm learns no such task in run.json', received: row.task });
    }
    if (statuses.get(trial) !== row.status) {
      throw table.problem(index, { message: 'trials.csv has no such trial with this status', received: row.status });
    }
    if (isScored(row) && row.value === null && row.reason === null) {
      throw table.problem(index, { message: `the task of the ${row.status} trial has neither a value nor a reason` });
    }
    if (seen.has(key)) throw table.problem(index, { message: 'the same task of a trial stands in an earlier line' });
    seen.add(key);
  }
  return table.rows;
}

/** A choice without scores, or a score without its number, would count for nothing, and silently. */
async function readSearches(file: string, record: RunRecord): Promise<readonly TuningRow[]> {
  if (!existsSync(file)) return [];
  const table = await readTable(file, tuningRow);
  checkNames(table, record);
  for (const [index, { status, value, configuration, settings }] of table.rows.entries()) {
    if (settings !== null && !isJsonMapping(settings)) {
      throw table.problem(index, { message: 'the settings are no JSON mapping', received: settings });
    }
    if (status === 'completed' && (value === null || configuration === null)) {
      throw table.problem(index, { message: 'the configuration has no score, or no number' });
    }
  }
  return table.rows;
}

function isJsonMapping(text: string): boolean {
  try {
    const value = parseJson(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

async function readTimings(file: string): Promise<readonly TimingRow[] | null> {
  if (!existsSync(file)) return null;
  const { rows, problem } = await readTable(file, timingRow);
  for (const [index, { started, ended }] of rows.entries()) {
    if (started === null || ended === null || Date.parse(started) <= Date.parse(ended)) continue;
    throw problem(index, { path: 'ended', message: 'it ended before it started', received: ended });
  }
  return rows;
}

/** A suite's file has at most 1 MB. */
const MOST_RECORD = 20_000_000;

async function readRecord(file: string): Promise<RunRecord> {
  const json = jsonOf(file, await readText(file, MOST_RECORD));
  const version = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : undefined;
  if (version !== RUN_SCHEMA_VERSION) {
    throw storeError({
      file,
      path: 'schema',
      message: `this version compares runs of schema ${RUN_SCHEMA_VERSION}`,
      received: version,
      remedy: 'run the suite again, or use the version that wrote the run',
    });
  }
  const parsed = runRecord.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path ?? [];
    const received = path.reduce<unknown>(
      (inside, key) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, key) : undefined),
      json,
    );
    throw storeError({ file, path: path.join('.'), message: issue?.message ?? 'the record is malformed', received });
  }
  const record = parsed.data;
  if (!record.arms.some((arm) => arm.name === record.compare.reference)) {
    throw storeError({
      file,
      path: 'compare.reference',
      message: 'no arm has this name',
      received: record.compare.reference,
    });
  }
  checkComparisons(file, record);
  checkOracles(file, record);
  return record;
}

function checkComparisons(file: string, { arms, contrasts, factorial, layerwise }: RunRecord): void {
  const known = new Set<string | null>([null, ...arms.map((arm) => arm.name)]);
  const cuts = (layerwise?.cuts ?? []).flatMap(({ stage: _, ...cut }) => Object.values(cut));
  const named: [string, (string | null)[]][] = [
    ['contrasts', contrasts.flatMap(({ arm, against }) => [arm, against])],
    ['factorial', factorial.map(({ arm }) => arm)],
    ['layerwise', [layerwise?.base ?? null, ...cuts]],
  ];
  for (const [path, names] of named) {
    const received = names.find((name) => !known.has(name));
    if (received !== undefined) throw storeError({ file, path, message: 'no arm has this name', received });
  }
}

/** An oracle has seen what the others may not: no file may rank it. */
function checkOracles(file: string, { arms, contrasts }: RunRecord): void {
  const oracles = new Set(arms.filter(({ oracle }) => oracle !== null).map(({ name }) => name));
  const received = contrasts.flatMap(({ arm, against }) => [arm, against]).find((name) => oracles.has(name));
  if (received !== undefined) throw storeError({ file, path: 'contrasts', message: 'an oracle is ranked', received });
}

function jsonOf(file: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw storeError({ file, message: 'the file is not JSON' });
  }
}

/** A score that is missing without a reason, or stands twice, would move an effect silently. */
function checkTrials(table: Table<TrialRow>, record: RunRecord): void {
  checkNames(table, record);
  const seen = new Set<string>();
  for (const [index, row] of table.rows.entries()) {
    if (row.value === null && (row.status === 'diverged' || (row.status === 'completed' && row.reason === null))) {
      const lacks = row.status === 'diverged' ? 'no value' : 'neither a value nor a reason for having none';
      throw table.problem(index, { message: `the ${row.status} trial has ${lacks}` });
    }
    const key = `${cellKey(row)}\0${row.metric}`;
    if (seen.has(key))
      throw table.problem(index, { message: 'the same arm, cell and metric stand in an earlier line' });
    seen.add(key);
  }
}

function checkNames(
  table: Table<Pick<TrialRow, 'arm' | 'metric' | 'target' | 'size' | 'fold' | 'repeat' | 'value'>>,
  record: RunRecord,
): void {
  const arms = new Set(record.arms.map((arm) => arm.name));
  const metrics = new Set(record.metrics.map((metric) => metric.name));
  const sizes = new Map(record.targets.map((target) => [target.name, new Set(target.sizes)]));
  const repeats = new Set(repeatsOf(record.design));
  const shares = new Set(record.metrics.filter(({ unit }) => unit === 'fraction').map(({ name }) => name));
  for (const [index, row] of table.rows.entries()) {
    const unknown =
      (!arms.has(row.arm) && ['arm', row.arm]) ||
      (!metrics.has(row.metric) && ['metric', row.metric]) ||
      (!sizes.has(row.target) && ['target', row.target]) ||
      (!sizes.get(row.target)?.has(row.size) && ['size', row.size]) ||
      (row.fold >= record.design.folds && ['fold', row.fold]) ||
      (!repeats.has(row.repeat) && ['repeat', row.repeat]);
    if (unknown)
      throw table.problem(index, { message: `run.json does not name this ${unknown[0]}`, received: unknown[1] });
    if (Math.abs(row.value ?? 0) > LARGEST) {
      throw table.problem(index, { path: 'value', message: 'no score is so large', received: row.value });
    }
    if (shares.has(row.metric) && row.value !== null && (row.value < -ROUNDING || row.value > 1 + ROUNDING)) {
      const message = `${row.metric} is a fraction, from 0 to 1`;
      throw table.problem(index, { path: 'value', message, received: row.value });
    }
  }
}

/** A mean of fractions may miss its end by the last bits. */
const ROUNDING = 1e-9;

/** Squares and sums of larger numbers overflow; a training that comes near it has diverged. */
const LARGEST = 1e150;
