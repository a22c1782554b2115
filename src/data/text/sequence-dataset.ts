import { createHash } from 'node:crypto';
import { HeadstartError } from '../../base/errors.ts';
import type { SequenceDataset } from '../contract.ts';
import { datasetOf } from '../dataset.ts';
import { SPECIAL, type Vocabulary } from './vocabulary.ts';

/** What is read and what is to be written for it, as ids without start and end. */
export interface Pair {
  readonly read: readonly number[];
  readonly write: readonly number[];
  /** What the pair is known by: pairs of one name are one example, however they are cut or turned round. */
  readonly name: string;
}

/** Bytes of a name's hash, which stand for the pair where examples are compared. */
const HASH_BYTES = 20;

/**
 * Pairs of sequences in one vocabulary: what is read is [length] ids, a start, its words, an end, and padding; what is to be
 * written has as many places, with an end and without a start. Pairs of which a side does not fit are left out.
 *
 * @param tokenizer a hash of what made the ids.
 * @throws {HeadstartError} `data` if none fits.
 */
export function sequenceDataset(
  pairs: readonly Pair[],
  {
    vocabulary,
    tokenizer,
    length,
  }: { readonly vocabulary: Vocabulary; readonly tokenizer: string; readonly length: number },
): SequenceDataset {
  const fitting = pairs.filter(({ read, write }) => read.length + 2 <= length && write.length + 1 <= length);
  if (fitting.length === 0) {
    throw new HeadstartError('data', {
      message: `no pair of sequences fits into ${length} places`,
      received: length,
      remedy: 'use a larger `length`',
    });
  }
  const samples = new Uint16Array(new SharedArrayBuffer(2 * length * fitting.length));
  const tokens = new Uint16Array(new SharedArrayBuffer(2 * length * fitting.length));
  const hashes = new Uint8Array(HASH_BYTES * fitting.length);
  for (const [row, { read, write, name }] of fitting.entries()) {
    samples.set([SPECIAL.start, ...read, SPECIAL.end], row * length);
    tokens.set([...write, SPECIAL.end], row * length);
    hashes.set(createHash('sha1').update(name).digest(), HASH_BYTES * row);
  }
  return datasetOf({
    shape: [length],
    content: { kind: 'tokens', vocabulary: vocabulary.words.length, tokenizer },
    samples,
    scale: 1,
    origin: { shape: [HASH_BYTES], samples: hashes },
    vocabulary,
    places: length,
    tokens,
  });
}

/** Whether a name lies in a half of all names, told by its hash: one half shares no name with the other. */
export function inHalf(name: string, half: 'all' | 'first' | 'second'): boolean {
  if (half === 'all') return true;
  return createHash('sha1').update(name).digest()[0]! < 128 === (half === 'first');
}
