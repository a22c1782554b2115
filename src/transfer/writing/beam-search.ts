import { FIRST_TOKEN, SPECIAL } from '../../data/text/vocabulary.ts';
import type { Writing } from '../../model/contract.ts';

/**
 * Logarithms of the probabilities of all words at the next place: [prefixes × words], row-major.
 *
 * @param prefixes words that have been written, without a start; all of one length.
 */
export type NextScores = (prefixes: readonly Prefix[]) => Promise<Float32Array>;

export interface Prefix {
  /** Which of the sequences is written. */
  readonly example: number;
  readonly ids: readonly number[];
}

interface Open extends Prefix {
  /** Sum of the logarithms. */
  readonly sum: number;
}

/** What was written, without end; null where a score was not a number. */
export type Written = readonly number[] | null;

/**
 * Writes a sequence for each of some examples by beam search: at each place the likeliest continuations of all that are in
 * view are kept, those that end are set aside and take a beam with them, and at the end the likeliest is taken, by its sum of
 * logarithms over the length penalty ((5 + n) / 6)^α of its n words and end. Of equals that of the earlier beam, then the lower id comes first. With one beam this
 * is greedy search; with as many beams as there are sequences it is exhaustive.
 *
 * What reaches the last place without an end is cut there. Padding, mask and start are never written.
 *
 * Source: Graves 2012 ("Sequence transduction with recurrent neural networks"), section 2.4; the length penalty is that of
 * Wu et al. 2016, eq. 14.
 */
export async function beamSearch(examples: number, next: NextScores, rule: Writing): Promise<Written[]> {
  const { places, beams, lengthPenalty } = rule;
  const open: Open[][] = Array.from({ length: examples }, (_, example) => [{ example, ids: [], sum: 0 }]);
  const done: { readonly ids: readonly number[]; readonly score: number }[][] = open.map(() => []);
  const spoilt = new Set<number>();
  const finish = (example: number, ids: readonly number[], sum: number, length: number) =>
    done[example]!.push({ ids, score: sum / ((5 + length) / 6) ** lengthPenalty });

  for (let place = 0; place < places; place++) {
    const prefixes = open.flat();
    if (prefixes.length === 0) break;
    const scores = await next(prefixes);
    const words = scores.length / prefixes.length;
    let row = 0;
    for (let example = 0; example < examples; example++) {
      const own = open[example]!;
      const first = row;
      row += own.length;
      const best = bestOf(own, scores.subarray(first * words, row * words), words, beams - done[example]!.length);
      if (best === null) {
        spoilt.add(example);
        open[example] = [];
        continue;
      }
      open[example] = [];
      for (const { beam, word, sum } of best) {
        const { ids } = own[beam]!;
        if (word === SPECIAL.end) finish(example, ids, sum, place + 1);
        else if (place === places - 1) finish(example, [...ids, word], sum, places);
        else open[example]!.push({ example, ids: [...ids, word], sum });
      }
    }
  }
  return done.map((found, example) => {
    if (spoilt.has(example)) return null;
    return found.reduce((best, one) => (one.score > best.score ? one : best)).ids;
  });
}

interface Continuation {
  readonly beam: number;
  readonly word: number;
  readonly sum: number;
}

/** The likeliest continuations, best first; null where a score is not a number. */
function bestOf(open: readonly Open[], scores: Float32Array, words: number, count: number): Continuation[] | null {
  const best: Continuation[] = [];
  for (const [beam, { sum: before }] of open.entries()) {
    for (let word = SPECIAL.end; word < words; word++) {
      if (word !== SPECIAL.end && word < FIRST_TOKEN) continue;
      const score = scores[beam * words + word]!;
      if (Number.isNaN(score)) return null;
      const sum = before + score;
      if (best.length === count && !(sum > best.at(-1)!.sum)) continue;
      let at = best.length;
      while (at > 0 && sum > best[at - 1]!.sum) at--;
      best.splice(at, 0, { beam, word, sum });
      if (best.length > count) best.pop();
    }
  }
  return best;
}
