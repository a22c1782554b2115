import TinyQueue from 'tinyqueue';

/** Two neighbours that become one, as ids: a byte is its value, and merge i is 256 + i. */
export type Merge = readonly [left: number, right: number];

/** The ids of bytes come first. */
export const BYTES = 256;

const SHIFT = 65_536;

interface Candidate {
  readonly pair: number;
  readonly count: number;
}

/** Where a pair stands, and how often. */
interface Occurrence {
  count: number;
  readonly words: Set<number>;
}

/**
 * Byte-pair encoding: again and again the commonest pair of neighbours becomes one token. Of pairs that are equally common
 * the one with the smaller ids is taken, so that equal counts give equal merges. It stops early where no pair occurs twice.
 *
 * Source: Sennrich, Haddow & Birch 2016, algorithm 1, over bytes as in Radford et al. 2019, section 2.2. Counts are kept up
 * to date merge by merge, so that the time is that of the words which change.
 *
 * @param words pieces of text, and how often each occurs.
 * @param most merges; with the bytes, ids must stay below 65,536.
 */
export function trainBytePairs(words: ReadonlyMap<string, number>, most: number): Merge[] {
  const encoder = new TextEncoder();
  const pieces = [...words.keys()].map((word) => Array.from(encoder.encode(word)));
  const frequency = [...words.values()];
  const pairs = new Map<number, Occurrence>();
  const touched = new Set<number>();
  const add = (pair: number, word: number, times: number): void => {
    const found = pairs.get(pair) ?? { count: 0, words: new Set() };
    pairs.set(pair, found);
    found.count += times * frequency[word]!;
    if (times > 0) found.words.add(word);
    touched.add(pair);
  };
  for (const [word, piece] of pieces.entries()) countPairs(piece, (pair) => add(pair, word, 1));
  const queue = new TinyQueue<Candidate>(
    [...pairs].map(([pair, { count }]) => ({ pair, count })),
    (a, b) => b.count - a.count || a.pair - b.pair,
  );
  const merges: Merge[] = [];
  while (merges.length < most) {
    const best = queue.pop();
    if (best === undefined || best.count < 2) break;
    const found = pairs.get(best.pair);
    if (found?.count !== best.count) continue; // an older count: the newer one is in the queue too
    const merge: Merge = [Math.floor(best.pair / SHIFT), best.pair % SHIFT];
    touched.clear();
    for (const word of found.words) {
      countPairs(pieces[word]!, (pair) => add(pair, word, -1));
      pieces[word] = merged(pieces[word]!, merge, BYTES + merges.length);
      countPairs(pieces[word]!, (pair) => add(pair, word, 1));
    }
    pairs.delete(best.pair);
    touched.delete(best.pair);
    for (const pair of touched) queue.push({ pair, count: pairs.get(pair)!.count });
    merges.push(merge);
  }
  return merges;
}

function countPairs(piece: readonly number[], of: (pair: number) => void): void {
  for (let at = 1; at < piece.length; at++) of(piece[at - 1]! * SHIFT + piece[at]!);
}

/** A piece in which each occurrence of a pair, from the left, is one id. */
function merged(piece: readonly number[], [left, right]: Merge, id: number): number[] {
  const result: number[] = [];
  for (let at = 0; at < piece.length; at++) {
    if (piece[at] === left && piece[at + 1] === right) {
      result.push(id);
      at++;
    } else result.push(piece[at]!);
  }
  return result;
}

/**
 * A function that turns a piece of text into ids: merges are done in the order in which they were learnt.
 *
 * @param merges as `trainBytePairs` returns them.
 */
export function bytePairEncoder(merges: readonly Merge[]): (piece: string) => readonly number[] {
  const ranks = new Map(merges.map(([left, right], rank) => [left * SHIFT + right, rank]));
  const known = new Map<string, readonly number[]>();
  const encoder = new TextEncoder();
  return (piece) => {
    const found = known.get(piece);
    if (found !== undefined) return found;
    let ids = Array.from(encoder.encode(piece));
    for (;;) {
      let first = Number.POSITIVE_INFINITY;
      countPairs(ids, (pair) => {
        first = Math.min(first, ranks.get(pair) ?? Number.POSITIVE_INFINITY);
      });
      if (first === Number.POSITIVE_INFINITY) break;
      ids = merged(ids, merges[first]!, BYTES + first);
    }
    if (known.size < MOST_KNOWN) known.set(piece, ids);
    return ids;
  };
}

/** Pieces that an encoder remembers: more than a language has common words, and some ten megabytes. */
const MOST_KNOWN = 200_000;

/** The bytes of each id. */
export function bytesOfMerges(merges: readonly Merge[]): Uint8Array[] {
  const bytes = Array.from({ length: BYTES }, (_, byte) => Uint8Array.of(byte));
  for (const [left, right] of merges) bytes.push(Uint8Array.of(...bytes[left]!, ...bytes[right]!));
  return bytes;
}
