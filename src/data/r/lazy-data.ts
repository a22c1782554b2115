import { gunzipSync, inflateSync } from 'node:zlib';
import { unpackLzma2 } from '../xz.ts';
import { parseSerialized, type RValue, type RVector } from './serialized.ts';

/** No table that is read here has more bytes. */
const MOST_BYTES = 2 ** 28;

/** The two files of a package's lazy-load database of data: where each value lies, and the values. */
export interface LazyData {
  /** Rdata.rdx */
  readonly index: Buffer;
  /** Rdata.rdb */
  readonly values: Buffer;
}

/**
 * The columns of a data frame in a package of R whose data are loaded lazily (`tools:::makeLazyLoadDB`; the form of the
 * files is that of `lazyLoadDBfetch` and `R_compress3` in R's sources).
 *
 * @param name of the data frame.
 * @throws {Error} if files are damaged, or there is no such data frame.
 */
export async function lazyTable(
  { index, values }: LazyData,
  name: string,
): Promise<Readonly<Record<string, readonly (string | null)[]>>> {
  const { variables, compressed } = named(parseSerialized(gunzipSync(index, { maxOutputLength: MOST_BYTES })));
  const place = named(variables ?? null)[name];
  const [start, length] = vectorOf(place, 'integers', name).values as number[];
  const [kind] = vectorOf(compressed, 'integers', 'compressed').values as number[];
  if (start === undefined || length === undefined || start < 0 || length < 5 || start + length > values.length) {
    throw new Error(`the place of ${name} is not in the file`);
  }
  const table = parseSerialized(await unpacked(values.subarray(start, start + length), kind!));
  return Object.fromEntries(Object.entries(named(table)).map(([column, cells]) => [column, texts(cells, column)]));
}

/** The size of what is packed, then what was packed in one of three ways. */
async function unpacked(block: Buffer, kind: number): Promise<Buffer> {
  const size = block.readUInt32BE();
  if (size > MOST_BYTES) throw new Error(`a value has ${size} bytes`);
  if (kind === 1) return inflateSync(block.subarray(4), { maxOutputLength: Math.max(1, size) });
  const way = String.fromCharCode(block[4]!);
  if (way === '0') return block.subarray(5);
  if (kind === 3 && way === 'Z') return unpackLzma2(block.subarray(5), size);
  throw new Error(`data that are packed in the way ${kind}${way} are not known`);
}

/** The values of a list, or of a data frame, by their names. */
function named(value: RValue): Readonly<Record<string, RValue>> {
  const { values, attributes } = vectorOf(value, 'list', 'a table');
  const names = vectorOf(attributes['names'], 'strings', 'names').values as string[];
  return Object.fromEntries(names.map((name, at) => [name, values[at] as RValue]));
}

/** Cells of a column of texts, or of a factor. */
function texts(column: RValue, name: string): readonly (string | null)[] {
  if (column !== null && typeof column === 'object' && column.kind === 'strings') {
    return column.values as (string | null)[];
  }
  const { values, attributes } = vectorOf(column, 'integers', name);
  const levels = vectorOf(attributes['levels'], 'strings', `the levels of ${name}`).values as string[];
  return (values as number[]).map((level) => levels[level - 1] ?? null);
}

function vectorOf(value: RValue | undefined, kind: RVector['kind'], what: string): RVector {
  if (value !== undefined && value !== null && typeof value === 'object' && value.kind === kind) return value;
  throw new Error(`${what}: ${kind} are not there`);
}
