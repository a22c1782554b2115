import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BYTES,
  bytePairEncoder,
  bytesOfMerges,
  type Merge,
  trainBytePairs,
} from '../../../src/data/text/byte-pairs.ts';

/** Counts all pairs anew for every merge. */
function plainly(words: ReadonlyMap<string, number>, most: number): Merge[] {
  let pieces = [...words].map(([word, times]) => ({ ids: [...Buffer.from(word)], times }));
  const merges: Merge[] = [];
  while (merges.length < most) {
    const counts = new Map<string, number>();
    for (const { ids, times } of pieces) {
      for (let at = 1; at < ids.length; at++) {
        const pair = `${ids[at - 1]} ${ids[at]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + times);
      }
    }
    const [best] = [...counts]
      .map(([pair, count]) => ({ pair: pair.split(' ').map(Number) as unknown as Merge, count }))
      .sort((a, b) => b.count - a.count || a.pair[0] - b.pair[0] || a.pair[1] - b.pair[1]);
    if (best === undefined || best.count < 2) break;
    const id = BYTES + merges.length;
    pieces = pieces.map(({ ids, times }) => ({ ids: replaced(ids, best.pair, id), times }));
    merges.push(best.pair);
  }
  return merges;
}

function replaced(ids: readonly number[], [left, right]: Merge, id: number): number[] {
  const text = ids.map((one) => `<${one}>`).join('');
  const found = text.replaceAll(`<${left}><${right}>`, `<${id}>`);
  return (found.match(/\d+/gu) ?? []).map(Number);
}

const words = fc
  .uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', 'ä', ' '), minLength: 1, maxLength: 8 }), { maxLength: 12 })
  .chain((some) =>
    fc
      .array(fc.integer({ min: 1, max: 9 }), { minLength: some.length, maxLength: some.length })
      .map((counts) => new Map(some.map((word, index) => [word, counts[index]!]))),
  );

describe('byte-pair encoding', () => {
  test('merges the example of Sennrich et al. 2016 (algorithm 1) as they do, but for pairs that are equally common', () => {
    const counts = new Map(Object.entries({ low_: 5, lower_: 2, newest_: 6, widest_: 3 }));
    const merges = trainBytePairs(counts, 4);
    const bytes = bytesOfMerges(merges);
    expect(merges.map((_, index) => Buffer.from(bytes[BYTES + index]!).toString())).toEqual(['es', 't_', 'est_', 'lo']);
  });

  test('finds the merges that counting everything anew finds', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 0, max: 30 }), (counts, most) => {
        expect(trainBytePairs(counts, most)).toEqual(plainly(counts, most));
      }),
    );
  });

  test('encodes what it learnt, and decodes it to the same bytes', () => {
    fc.assert(
      fc.property(words, fc.string({ unit: 'grapheme', maxLength: 20 }), (counts, text) => {
        const merges = trainBytePairs(counts, 30);
        const bytes = bytesOfMerges(merges);
        const encode = bytePairEncoder(merges);
        const ids = encode(text);
        expect(Buffer.concat(ids.map((id) => bytes[id]!)).toString()).toBe(Buffer.from(text).toString());
        expect(encode(text)).toEqual(ids); // remembered
      }),
    );
  });
});
