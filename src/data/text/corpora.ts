import { brown } from './brown.ts';
import { fineFoods } from './fine-foods.ts';
import { imdb } from './imdb.ts';
import { madeReviews } from './made-reviews.ts';
import { spamAssassin } from './spam-assassin.ts';

/** Texts that come from one place: each is a data set, and a tokenizer can be trained on it. Adding one is a file and a line. */
export const corpora = {
  imdb,
  brown,
  'spam-assassin': spamAssassin,
  'fine-foods': fineFoods,
  'made-reviews': madeReviews,
} as const;

export type CorpusName = keyof typeof corpora;

export const corpusNames = Object.keys(corpora) as readonly CorpusName[];
