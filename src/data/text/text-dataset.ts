import { createHash } from 'node:crypto';
import type { ClassDataset } from '../contract.ts';
import { datasetOf } from '../dataset.ts';
import type { Document } from './documents.ts';
import type { TextChoice } from './options.ts';
import { tidy } from './pre-tokens.ts';
import type { Tokenizer } from './tokenizer.ts';
import { SPECIAL } from './vocabulary.ts';

/** Bytes of a text's hash, which stand for the text where examples are compared. */
const HASH_BYTES = 20;

/**
 * Texts as ids of tokens: [length], a start, the tokens, an end where it still fits, and padding. A text without tokens
 * is a start and an end.
 *
 * The texts themselves are the examples' origin, by their hash: two data sets share an example if they share a text,
 * whatever part of it each has. With `windows: all` the examples of a text are one group.
 */
export function textDataset(
  all: readonly Document[],
  classes: readonly string[],
  tokenizer: Tokenizer,
  { length, half, windows }: Omit<TextChoice, 'tokenizer'>,
): ClassDataset {
  const wanted = {
    all: () => true,
    first: (hash: Uint8Array) => hash[0]! < 128,
    second: (hash: Uint8Array) => hash[0]! >= 128,
  };
  const documents = all.map((one) => ({ ...one, hash: textHash(one.text) })).filter(({ hash }) => wanted[half](hash));
  const rows: Uint16Array[] = [];
  const of: number[] = [];
  for (const [index, { text }] of documents.entries()) {
    for (const row of rowsOf(tokenizer.encode(text), length, windows)) {
      rows.push(row);
      of.push(index);
    }
  }
  const samples = new Uint16Array(new SharedArrayBuffer(2 * length * rows.length));
  for (const [index, row] of rows.entries()) samples.set(row, index * length);
  const hashes = new Uint8Array(HASH_BYTES * rows.length);
  for (const [row, index] of of.entries()) hashes.set(documents[index]!.hash, HASH_BYTES * row);
  return datasetOf({
    shape: [length],
    content: { kind: 'tokens', vocabulary: tokenizer.size, tokenizer: tokenizer.hash },
    samples,
    scale: 1,
    origin: { shape: [HASH_BYTES], samples: hashes },
    classes,
    labels: Uint8Array.from(of, (index) => documents[index]!.label),
    ...(windows === 'all' && { groups: of }),
  });
}

/** SHA-1 of a text without regard to case and white space. */
function textHash(text: string): Uint8Array {
  return createHash('sha1').update(tidy(text, true)).digest();
}

/** The examples of one text. */
function* rowsOf(ids: Generator<number>, length: number, windows: 'first' | 'all'): Generator<Uint16Array> {
  let row = new Uint16Array(length);
  row[0] = SPECIAL.start;
  let filled = 1;
  for (const id of ids) {
    if (filled === length) {
      yield row;
      if (windows === 'first') return;
      row = new Uint16Array(length);
      row[0] = SPECIAL.start;
      filled = 1;
    }
    row[filled++] = id;
  }
  if (filled < length) row[filled] = SPECIAL.end;
  yield row;
}
