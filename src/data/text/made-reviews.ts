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

/** How often a judgement is turned round. */
const TURNED = 0.15;

/**
 * Made-up reviews for trying things out: two judgements of one mind, each of which may be turned round by “not” or “hardly”,
 * and sometimes a remark that tells nothing. The class is that of the judgements. Who learns which words stand together has
 * learnt something of the classes. Text i depends on i only.
 */
export const madeReviews: Corpus<'made-reviews'> = {
  name: 'made-reviews',
  title: 'Made-up reviews: two judgements of one mind each, positive or negative, written here',
  card: { modality: 'texts', licence: 'that of this project: MIT' },
  storage: { kind: 'made' },
  classes: ['negative', 'positive'],
  documents: async () => Array.from({ length: TEXTS }, (_, index) => review(index)),
};

function review(index: number): Document {
  const random = stream('review', { index });
  const label = index % 2;
  const [first, second] = [verdict(label === 1, random), verdict(label === 1, random)];
  if (random.uniform() < 0.5) return { text: `${first}, and ${second}.`, label };
  return { text: `${first}. ${remark(random)}, and ${second}.`, label };
}

function verdict(isGood: boolean, random: RandomStream): string {
  const turned = random.uniform() < TURNED;
  const before = turned ? one(['not ', 'hardly ', 'not at all '], random) : one(['', 'very ', 'quite '], random);
  const judged = `${before}${one(isGood !== turned ? GOOD : BAD, random)}`;
  const [thing, other] = [one(THINGS, random), one(THINGS, random)];
  return one(
    [
      `the ${thing} was ${judged}`,
      `${one(WHO, random)} found the ${thing} ${judged}`,
      `i thought the ${other} of that ${thing} was ${judged}`,
    ],
    random,
  );
}

function remark(random: RandomStream): string {
  const thing = one(THINGS, random);
  return one(
    [
      `${one(OPENINGS, random)} a ${one(NEUTRAL, random)} ${thing}`,
      `the ${thing} came ${one(NEUTRAL, random)} in the year`,
    ],
    random,
  );
}

function one(list: readonly string[], random: RandomStream): string {
  return list[random.integer(list.length)]!;
}
