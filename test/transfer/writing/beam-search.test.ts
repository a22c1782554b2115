import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../../src/base/random.ts';
import { FIRST_TOKEN, SPECIAL } from '../../../src/data/text/vocabulary.ts';
import { beamSearch, type NextScores, type Prefix } from '../../../src/transfer/writing/beam-search.ts';

const PLACES = 4;
/** An end and three words. */
const WORDS = FIRST_TOKEN + 3;
const CHOICES = [SPECIAL.end, FIRST_TOKEN, FIRST_TOKEN + 1, FIRST_TOKEN + 2];

/** Logarithms of random probabilities that depend on all that was written; those of no word are the largest. */
function scoresAfter({ example, ids }: Prefix, seed: number): Float32Array {
  const draws = stream('next word', { seed, example, ids: ids.join() });
  const weights = CHOICES.map(() => Math.exp(2 * draws.normal()));
  const total = weights.reduce((sum, weight) => sum + weight);
  const scores = new Float32Array(WORDS).fill(1);
  for (const [index, word] of CHOICES.entries()) scores[word] = Math.log(weights[index]! / total);
  return scores;
}

function nextOf(seed: number, seen: number[] = []): NextScores {
  return async (prefixes) => {
    seen.push(prefixes.length);
    const all = new Float32Array(prefixes.length * WORDS);
    for (const [row, prefix] of prefixes.entries()) all.set(scoresAfter(prefix, seed), row * WORDS);
    return all;
  };
}

/** Every sequence that there is, with the sum of its logarithms and its words, the end among them. */
function everySequence(example: number, seed: number) {
  const found: { ids: number[]; sum: number; length: number }[] = [];
  const visit = (ids: number[], sum: number): void => {
    const scores = scoresAfter({ example, ids }, seed);
    for (const word of CHOICES) {
      const total = sum + scores[word]!;
      if (word === SPECIAL.end) found.push({ ids, sum: total, length: ids.length + 1 });
      else if (ids.length === PLACES - 1) found.push({ ids: [...ids, word], sum: total, length: PLACES });
      else visit([...ids, word], total);
    }
  };
  visit([], 0);
  return found;
}

const seeds = fc.integer({ min: 0, max: 1e6 });
const penalties = fc.constantFrom(0, 0.6, 1);

describe('beam search', () => {
  test('with as many beams as there are sequences finds the best of all', async () => {
    const property = fc.asyncProperty(seeds, penalties, async (seed, lengthPenalty) => {
      const found = await beamSearch(3, nextOf(seed), { places: PLACES, beams: 200, lengthPenalty });
      for (const [example, ids] of found.entries()) {
        const all = everySequence(example, seed);
        const score = ({ sum, length }: { sum: number; length: number }) => sum / ((5 + length) / 6) ** lengthPenalty;
        const best = all.reduce((a, b) => (score(b) > score(a) ? b : a));
        expect(all.length).toBe(121); // 1 + 3 + 9 + 27 that end, 81 that are cut
        expect(ids).toEqual(best.ids);
      }
    });
    await fc.assert(property, { seed: 1, numRuns: 12 });
  });

  test('with one beam takes the likeliest word at each place, whatever the penalty', async () => {
    const property = fc.asyncProperty(seeds, penalties, async (seed, lengthPenalty) => {
      const found = await beamSearch(2, nextOf(seed), { places: PLACES, beams: 1, lengthPenalty });
      for (const [example, written] of found.entries()) {
        const ids: number[] = [];
        while (ids.length < PLACES) {
          const scores = scoresAfter({ example, ids }, seed);
          const word = CHOICES.reduce((best, one) => (scores[one]! > scores[best]! ? one : best));
          if (word === SPECIAL.end) break;
          ids.push(word);
        }
        expect(written).toEqual(ids);
      }
    });
    await fc.assert(property, { seed: 2, numRuns: 40 });
  });

  test('never keeps more than its beams in view, and stops where all have ended', async () => {
    const property = fc.asyncProperty(seeds, fc.integer({ min: 1, max: 5 }), async (seed, beams) => {
      const seen: number[] = [];
      await beamSearch(2, nextOf(seed, seen), { places: PLACES, beams, lengthPenalty: 0 });
      expect(Math.max(...seen)).toBeLessThanOrEqual(2 * beams);
      expect(seen.length).toBeLessThanOrEqual(PLACES);
    });
    await fc.assert(property, { seed: 3, numRuns: 40 });
    let calls = 0;
    const ending: NextScores = async (prefixes) => {
      calls++;
      const scores = new Float32Array(prefixes.length * WORDS).fill(-50);
      for (let row = 0; row < prefixes.length; row++) scores[row * WORDS + SPECIAL.end] = 0;
      return scores;
    };
    expect(await beamSearch(2, ending, { places: PLACES, beams: 1, lengthPenalty: 0 })).toEqual([[], []]);
    expect(calls).toBe(1);
  });

  test('an example whose scores are no numbers is told, and spoils no other', async () => {
    const spoilt: NextScores = async (prefixes) => {
      const scores = await nextOf(5)(prefixes);
      for (const [row, { example }] of prefixes.entries())
        if (example === 1) scores.fill(Number.NaN, row * WORDS, (row + 1) * WORDS);
      return scores;
    };
    const rule = { places: PLACES, beams: 2, lengthPenalty: 0 };
    const [whole, broken] = [await beamSearch(3, nextOf(5), rule), await beamSearch(3, spoilt, rule)];
    expect(broken).toEqual([whole[0], null, whole[2]]);
  });
});
