import { createReadStream, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type CsvError, parse } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import { HeadstartError, messageOf, printableText } from '../../base/errors.ts';
import { readRegular } from '../../base/read-file.ts';

/** The published files of AudioSet (Gemmeke et al. 2017): segments and their labels in CSV, and the ontology in JSON. */

/** A clip that has some of the chosen labels. */
export interface Segment {
  /** Of the video that it is a part of. */
  readonly id: string;
  /** Indices into the chosen labels, in their order: one or more. */
  readonly labels: readonly number[];
}

const MOST_ONTOLOGY_BYTES = 2 ** 25;
const MOST_RECORD = 2 ** 16;
const PUBLISHED = 'use the file as published at research.google.com/audioset';

function refuse(file: string, message: string, remedy: string, received?: { readonly received: unknown }): never {
  throw new HeadstartError('data', { file: printableText(file), message: printableText(message), remedy, ...received });
}

/**
 * The identifiers (`/m/09x0r`) of classes by their names (`Speech`), or as they are.
 *
 * @param file `ontology.json`.
 * @throws {HeadstartError} `data` if it cannot be read or knows one not, or two of the same.
 */
export async function labelIds(file: string, names: readonly string[]): Promise<string[]> {
  let entries: unknown;
  try {
    entries = JSON.parse((await readRegular(file, MOST_ONTOLOGY_BYTES)).toString('utf8'));
  } catch (error) {
    return refuse(file, `the ontology cannot be read (${messageOf(error)})`, PUBLISHED);
  }
  if (!Array.isArray(entries)) return refuse(file, 'the ontology is no list', PUBLISHED);
  const known = new Map<unknown, string>();
  for (const entry of entries as readonly ({ readonly id?: unknown; readonly name?: unknown } | null)[]) {
    if (typeof entry?.id !== 'string' || typeof entry.name !== 'string') {
      return refuse(file, 'an entry of the ontology has no `id` and `name`', PUBLISHED);
    }
    known.set(entry.id, entry.id).set(entry.name, entry.id);
  }
  const ids = names.map((name) => known.get(name));
  const stray = names.find((_, index) => ids[index] === undefined);
  if (stray !== undefined) {
    refuse(file, 'the ontology has no such class', 'write its `name` or `id`, as the file has it', { received: stray });
  }
  const twice = names.find((_, index) => ids.indexOf(ids[index]) !== index);
  if (twice !== undefined) refuse(file, 'two labels are one class', 'name each class once', { received: twice });
  return ids as string[];
}

const MOST_LIST_BYTES = 2 ** 22;

/** A label that segments may have. */
export interface PublishedLabel {
  readonly id: string;
  readonly name: string;
}

/**
 * All labels that segments may have, 527 as published: `index,mid,display_name` in the first line, then one in each.
 *
 * @param file `class_labels_indices.csv`.
 * @throws {HeadstartError} `data` if it cannot be read, names fewer than two, or one twice.
 */
export function publishedLabels(file: string): PublishedLabel[] {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile() || found.size > MOST_LIST_BYTES) refuse(file, 'the list of labels cannot be read', PUBLISHED);
  let records: readonly Readonly<Record<string, string>>[];
  try {
    records = parseSync(readFileSync(file, 'utf8'), { bom: true, columns: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    return refuse(file, `the list of labels cannot be read (${(error as CsvError).message})`, PUBLISHED);
  }
  const labels = records.flatMap(({ mid, display_name }) =>
    mid && display_name ? [{ id: mid, name: display_name }] : [],
  );
  if (labels.length < Math.max(2, records.length)) refuse(file, 'this is no list of labels', PUBLISHED);
  const names = new Set<string>();
  for (const { id, name } of labels) {
    if (names.has(id) || names.has(name)) refuse(file, 'a label stands there twice', PUBLISHED, { received: name });
    names.add(id).add(name);
  }
  return labels;
}

/**
 * The segments that have one of some labels or more, in the order of the file, which is read as a stream: only they are
 * held. Lines are `YTID, start_seconds, end_seconds, "label,label"`; those that start with `#` are comments.
 *
 * @param ids of the labels, as the file has them.
 * @throws {HeadstartError} `data` with the line that is wrong.
 */
export async function segmentsOf(file: string, ids: readonly string[]): Promise<Segment[]> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) refuse(file, 'the segments cannot be read', PUBLISHED);
  const numbers = new Map(ids.map((id, label) => [id, label]));
  const records = createReadStream(file).pipe(
    parse({
      bom: true,
      comment: '#',
      comment_no_infix: true,
      info: true,
      max_record_size: MOST_RECORD,
      relax_column_count: true,
      trim: true,
    }),
  );
  const segments: Segment[] = [];
  try {
    for await (const { record, info } of records as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const [id = '', , , labels] = record;
      if (record.length !== 4 || labels === undefined || basename(id) !== id || id === '') {
        const remedy = 'write YTID, start_seconds, end_seconds, "labels"';
        throw new HeadstartError('data', {
          file: printableText(file),
          line: info.lines,
          message: 'this is no segment',
          received: record.join(', '),
          remedy,
        });
      }
      const chosen = labels.split(',').flatMap((label) => numbers.get(label.trim()) ?? []);
      if (chosen.length > 0) segments.push({ id, labels: [...new Set(chosen)].sort((a, b) => a - b) });
    }
  } catch (error) {
    if (error instanceof HeadstartError) throw error;
    return refuse(file, `the segments cannot be read (${(error as CsvError).message})`, PUBLISHED);
  }
  return segments;
}

/** The clip of a segment under one of the names that are in use, `ID.wav` and `YID.wav`; undefined if there is none. */
export function clipFile(folder: string, { id }: Pick<Segment, 'id'>): string | undefined {
  return [`${id}.wav`, `Y${id}.wav`]
    .map((name) => join(folder, name))
    .find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
