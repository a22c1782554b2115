import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { unpackMarks } from '../model/packed-marks.ts';
import { unpackLabels, unpackPredictions } from '../model/packed-predictions.ts';
import { unpackTexts } from '../model/packed-texts.ts';
import { unpackValues } from '../model/packed-values.ts';
import { type HeldOutRow, heldOutRow, type PredictionRow, predictionRow, type TrialRow } from '../store/rows.ts';
import type { RunRecord } from '../store/run-record.ts';
import { cellKey, type Place } from './cells.ts';
import { readTable, storeError, type Table } from './read-csv.ts';

/** What a trial took each held-out example of its cell for. */
export type TrialPredictions = TrialClasses | TrialValues | TrialLabels | TrialSequences;

/** Classes are places in the target's list. */
export interface TrialClasses {
  readonly kind: 'classes';
  readonly truth: Labels;
  readonly predicted: Labels;
  /** Probability of the predicted class. */
  confidence(): Float64Array;
}

/** Values are in the unit of the target's quantity. */
export interface TrialValues {
  readonly kind: 'values';
  readonly truth: Float32Array;
  readonly predicted: Float32Array;
}

/** What was to be written, and what was. */
export interface TrialSequences {
  readonly kind: 'sequences';
  readonly truth: readonly string[];
  readonly predicted: readonly string[];
}

/** Examples × classes of the target: 1 for a class that the example has, or is taken to have, else 0. */
export interface TrialLabels {
  readonly kind: 'labels';
  readonly truth: Uint8Array;
  readonly predicted: Uint8Array;
}

type Labels = Uint8Array | Uint16Array;

/**
 * The predictions of a completed trial; null of any other. They are decoded when they are asked for, and not kept.
 * @throws {HeadstartError} `store`, naming file and line, where they are damaged.
 */
export type PredictionsOf = (trial: Place) => TrialPredictions | null;

/** What a cell holds out. */
type Cell =
  /** `classes` are those that the cell tells apart. */
  | { readonly kind: 'classes'; readonly examples: number; readonly truth: Labels; readonly classes: readonly number[] }
  | { readonly kind: 'values'; readonly examples: number; readonly truth: Float32Array }
  | { readonly kind: 'sequences'; readonly examples: number; readonly truth: readonly string[] }
  /** `classes` is how many there are. */
  | { readonly kind: 'labels'; readonly examples: number; readonly truth: Uint8Array; readonly classes: number };

/** Bytes of an example's hash that are kept, in characters of base64. */
const HASH = 8;

/**
 * Reads `held-out.csv` and `predictions.csv`; null where the folder has no `predictions.csv`.
 * @param trials one row or more for each trial.
 * @throws {HeadstartError} `store`: a file is missing, malformed, or speaks of what other files do not name.
 */
export async function readPredictions(
  folder: string,
  record: RunRecord,
  trials: readonly TrialRow[],
): Promise<PredictionsOf | null> {
  const file = join(folder, 'predictions.csv');
  if (!existsSync(file)) return null;
  const cells = readCells(await readTable(join(folder, 'held-out.csv'), heldOutRow), record);
  const table = await readTable(file, predictionRow);
  const completed = new Map(trials.filter(({ status }) => status === 'completed').map((row) => [cellKey(row), row]));
  const rows = new Map<string, number>();
  for (const [index, row] of table.rows.entries()) {
    const key = cellKey(row);
    const trial = completed.get(key);
    if (trial === undefined) throw table.problem(index, { message: 'trials.csv has no such completed trial' });
    const cell = cells.get(cellOf(row));
    if (cell === undefined) throw table.problem(index, { message: 'held-out.csv has no such fold' });
    if (trial.tested !== cell.examples) {
      const message = `trials.csv tells of other than the ${cell.examples} examples of held-out.csv`;
      throw table.problem(index, { message, received: trial.tested });
    }
    if (rows.has(key)) throw table.problem(index, { message: 'the same trial stands in an earlier line' });
    rows.set(key, index);
  }
  const absent = [...completed].find(([key]) => !rows.has(key))?.[1];
  if (absent !== undefined) {
    const { arm, size, repeat, fold } = absent;
    const message = `the completed trial of ${arm} at size ${size}, repeat ${repeat}, fold ${fold} has no line`;
    throw storeError({ file, message });
  }
  return (trial) => {
    const index = rows.get(cellKey(trial));
    return index === undefined ? null : decoded(table, index, cells.get(cellOf(trial))!);
  };
}

function cellOf({ target, repeat, fold }: Pick<Place, 'target' | 'repeat' | 'fold'>): string {
  return `${target}\0${repeat}\0${fold}`;
}

function decoded(table: Table<PredictionRow>, index: number, cell: Cell): TrialPredictions {
  const { predicted: text } = table.rows[index]!;
  const { examples } = cell;
  const damaged = (what: string) => {
    const message = `the cell does not hold predictions of ${examples} examples${what}`;
    return table.problem(index, { message, received: text });
  };
  if (cell.kind === 'values') {
    const predicted = unpackValues(text, examples);
    if (predicted === null) throw damaged(' as values');
    return { kind: 'values', truth: cell.truth, predicted };
  }
  if (cell.kind === 'sequences') {
    const predicted = unpackTexts(text, examples);
    if (predicted === null) throw damaged(' as texts');
    return { kind: 'sequences', truth: cell.truth, predicted };
  }
  if (cell.kind === 'labels') {
    const predicted = unpackMarks(text, examples, cell.classes);
    if (predicted === null) throw damaged(` as sets of ${cell.classes} classes`);
    return { kind: 'labels', truth: cell.truth, predicted };
  }
  const { truth, classes } = cell;
  const found = unpackPredictions(text, examples, classes.length);
  if (found === null) throw damaged(` among ${classes.length} classes`);
  return { kind: 'classes', truth, predicted: named(found.classes, classes), confidence: found.confidence };
}

/** Places in a cell's classes as places in the target's list; mostly these are the same. */
function named(places: Labels, classes: readonly number[]): Labels {
  if (classes.every((label, place) => label === place)) return places;
  const labels = new Uint16Array(places.length);
  for (let example = 0; example < places.length; example++) labels[example] = classes[places[example]!]!;
  return labels;
}

function readCells(table: Table<HeldOutRow>, record: RunRecord): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const [index, row] of table.rows.entries()) {
    const target = record.targets.find(({ name }) => name === row.target);
    if (target === undefined) {
      throw table.problem(index, { message: 'run.json does not name this target', received: row.target });
    }
    const cell = cellIn(table, index, target);
    if (!/^x1\.[A-Za-z0-9+/]*$/.test(row.examples) || row.examples.length !== 3 + HASH * cell.examples) {
      const message = `the cell does not hold the hashes of ${cell.examples} examples`;
      throw table.problem(index, { message, received: row.examples });
    }
    if (cells.has(cellOf(row))) throw table.problem(index, { message: 'the same fold stands in an earlier line' });
    cells.set(cellOf(row), cell);
  }
  return cells;
}

function cellIn(table: Table<HeldOutRow>, index: number, target: RunRecord['targets'][number]): Cell {
  if (target.quantity !== null) return valueCell(table, index);
  if (target.written !== undefined) return sequenceCell(table, index);
  return target.labels === null
    ? classCell(table, index, target.classes)
    : labelCell(table, index, target.labels.length);
}

/** @param all classes of the target. */
function classCell(table: Table<HeldOutRow>, index: number, all: readonly string[]): Cell {
  const row = table.rows[index]!;
  const classes = (row.classes ?? '').split(' ').map(Number);
  if (!classes.every((label) => Number.isInteger(label) && all[label] !== undefined)) {
    throw table.problem(index, { message: 'the target has no such classes', received: row.classes ?? '' });
  }
  const labels = unpackLabels(row.labels, classes.length);
  if (labels === null) {
    const message = `the cell does not hold labels among ${classes.length} classes`;
    throw table.problem(index, { message, received: row.labels });
  }
  return { kind: 'classes', examples: labels.length, truth: named(labels, classes), classes };
}

function valueCell(table: Table<HeldOutRow>, index: number): Cell {
  const { labels } = table.rows[index]!;
  const truth = unpackValues(labels, null);
  if (truth !== null) return { kind: 'values', examples: truth.length, truth };
  throw table.problem(index, { message: 'the cell does not hold values', received: labels });
}

function sequenceCell(table: Table<HeldOutRow>, index: number): Cell {
  const { labels } = table.rows[index]!;
  const truth = unpackTexts(labels, null);
  if (truth !== null) return { kind: 'sequences', examples: truth.length, truth };
  throw table.problem(index, { message: 'the cell does not hold texts', received: labels });
}

function labelCell(table: Table<HeldOutRow>, index: number, classes: number): Cell {
  const { labels } = table.rows[index]!;
  const truth = unpackMarks(labels, null, classes);
  if (truth !== null) return { kind: 'labels', examples: truth.length / classes, truth, classes };
  throw table.problem(index, { message: `the cell does not hold sets of ${classes} classes`, received: labels });
}
