import { type RandomStream, stream } from '../../base/random.ts';
import type { Corpus } from './corpus.ts';
import type { Document } from './documents.ts';

const TEXTS = 12_000;
const GOOD = ['fine', 'lovely', 'clever', 'warm', 'funny', 'bright', 'honest', 'superb', 'tender', 'gripping'];
const BAD = ['dull', 'clumsy', 'cold', 'empty', 'noisy', 'shallow', 'tired', 'dreadful', 'hollow', 'tedious'];
const NEUTRAL = ['long', 'short', 'new', 'old', 'quiet', 'loud', 'big', 'small', 'early', 'late'];
const THINGS = ['film', 'book', 'play', 'song', 'show', 'story', 'plot', 'cast', 'score', 'ending', 'scene', 'script'];
const WHO = ['the author', 'the director', 'my sister', 'a friend', 'the singer', 'the crowd', 'our teacher'];
const OPENINGS = ['i saw', 'we read', 'they watched', 'i heard', 'we bought', 'someone gave me'];

/**
 * Made-up reviews for trying things out: a sentence or two about a thing, one judgement in it, which may be turned round by
 * “not” or “hardly”. The class is the judgement's. Text i depends on i only.
 */
export const madeReviews: Corpus<'made-reviews'> = {
  name: 'made-reviews',
  title: 'Made-up reviews: sentences with one judgement each, positive or negative, written here',
  storage: { kind: 'made' },
  classes: ['negative', 'positive'],
  documents: async () => Array.from({ length: TEXTS }, (_, index) => review(index)),
};

function review(index: number): Document {
  const random = stream('review', { index });
  const label = index % 2;
  const turned = random.uniform() < 0.4;
  const judged = (label === 1) !== turned ? GOOD : BAD;
  const word = `${turned ? one(['not ', 'hardly ', 'not at all '], random) : one(['', 'very ', 'quite '], random)}${one(judged, random)}`;
  const [thing, other] = [one(THINGS, random), one(THINGS, random)];
  const verdict = one(
    [
      `the ${thing} was ${word}`,
      `${one(WHO, random)} found the ${thing} ${word}`,
      `i thought the ${other} of that ${thing} was ${word}`,
    ],
    random,
  );
  const aside = one(
    [
      `${one(OPENINGS, random)} a ${one(NEUTRAL, random)} ${other}`,
      `${one(WHO, random)} liked the ${one(NEUTRAL, random)} ${other} less than the ${thing}`,
      `the ${other} came ${one(NEUTRAL, random)} in the year`,
    ],
    random,
  );
  const text = random.uniform() < 0.5 ? `${aside}, and ${verdict}.` : `${verdict}. ${aside}.`;
  return { text, label };
}

function one(list: readonly string[], random: RandomStream): string {
  return list[random.integer(list.length)]!;
}
