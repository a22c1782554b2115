import { type ErrorCode, HeadstartError, messageOf } from '../base/errors.ts';
import { parseJson } from '../base/json.ts';
import { repeatedKey } from './repeated-key.ts';

/** Whose mistake a damaged file is, and what they do about it. */
export interface Blame {
  readonly code: ErrorCode;
  readonly remedy: string;
}

/** Where a tensor lies in the file, in bytes from its start. */
export interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/**
 * The format allows ten times as much; the largest models have some hundred kilobytes, and JSON takes many times its size
 * in memory.
 */
const MOST_HEADER_BYTES = 10_000_000;

/** Bytes of one value. */
const WIDTHS: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
};

/**
 * The header of safetensors bytes, checked: the tensors tile what follows it, in some order, and each is as long as its
 * shape says.
 *
 * @throws {HeadstartError} `blame.code` with what is wrong.
 */
export function headerEntries(
  bytes: Uint8Array,
  file: string,
  blame: Blame,
): { readonly entries: ReadonlyMap<string, HeaderEntry>; readonly metadata: Readonly<Record<string, string>> } {
  const fail = (message: string, received?: unknown): never => {
    throw new HeadstartError(blame.code, {
      file,
      message,
      ...(received === undefined ? {} : { received }),
      remedy: blame.remedy,
    });
  };
  if (bytes.length < 8) return fail('the safetensors header is cut off', `${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > MOST_HEADER_BYTES) return fail('the safetensors header is longer than 10 MB', length);
  if (length > bytes.length - 8) return fail('the safetensors header is cut off', `${bytes.length} bytes`);
  const [header, text] = parsed(bytes.subarray(8, 8 + length), fail);
  const repeated = repeatedKey(text);
  if (repeated !== undefined) return fail('the safetensors header has a name twice', repeated);
  const { __metadata__: metadata = {}, ...rest } = header;
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    return fail('the metadata must be texts', metadata);
  }
  const entries = new Map<string, HeaderEntry>();
  for (const [name, entry] of Object.entries(rest)) entries.set(name, entryOf(name, entry, 8 + length, fail));
  let position = 8 + length;
  for (const [name, { start, end }] of [...entries].sort(([, a], [, b]) => a.start - b.start || a.end - b.end)) {
    if (start !== position) return fail(`the tensor ${name} leaves a gap, or overlaps another one`, [start, end]);
    position = end;
  }
  if (position > bytes.length) return fail('the tensors are cut off', `${bytes.length} of ${position} bytes`);
  if (position < bytes.length) return fail('there are bytes after the last tensor', bytes.length - position);
  return { entries, metadata: metadata as Readonly<Record<string, string>> };
}

type Fail = (message: string, received?: unknown) => never;

function parsed(bytes: Uint8Array, fail: Fail): [Readonly<Record<string, unknown>>, string] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const header = parseJson(text);
    if (isRecord(header)) return [header, text];
  } catch (error) {
    return fail('the safetensors header is not JSON', messageOf(error));
  }
  return fail('the safetensors header is no mapping');
}

/** @param base where the tensors begin. */
function entryOf(name: string, entry: unknown, base: number, fail: Fail): HeaderEntry {
  const { dtype, shape, data_offsets: offsets } = (isRecord(entry) ? entry : {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Object.hasOwn(WIDTHS, dtype)) {
    return fail(`the type of the tensor ${name} is not known`, dtype ?? null);
  }
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    return fail(`the shape of the tensor ${name} must be whole numbers from 0`, shape ?? null);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    return fail(`the tensor ${name} has no offsets`, offsets ?? null);
  }
  const [from, to] = offsets as [number, number];
  const size = (shape as number[]).reduce((product, side) => product * side, WIDTHS[dtype]!);
  if (!Number.isSafeInteger(size) || to - from !== size) {
    return fail(`the offsets of ${name} do not hold ${dtype} of shape ${JSON.stringify(shape)}`, offsets);
  }
  return { dtype, shape: shape as number[], start: base + from, end: base + to };
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
