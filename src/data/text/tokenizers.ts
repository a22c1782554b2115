import { type CorpusName, corpora } from './corpora.ts';
import { type Document, trainingTexts } from './documents.ts';
import type { TextChoice } from './options.ts';
import { type Tokenizer, trainTokenizer } from './tokenizer.ts';

/** Tokenizers of corpora, which do not change: some data sets of a suite share one, and training takes seconds. */
const trained = new Map<string, Tokenizer>();

/**
 * The tokenizer of a choice, trained if need be.
 *
 * @param own name of the data set that asks, and its texts; they are not read again.
 * @throws {HeadstartError} `data` if the corpus is not there.
 */
export async function tokenizerFor(
  { corpus, ...rule }: TextChoice['tokenizer'],
  own: { readonly name: string; readonly documents: readonly Document[] },
): Promise<Tokenizer> {
  const key = JSON.stringify([corpus, rule.vocabulary, rule.lowercase]);
  const found = trained.get(key);
  if (found !== undefined) return found;
  const documents = corpus === own.name ? own.documents : await corpora[corpus as CorpusName].documents();
  const made = trainTokenizer(trainingTexts(documents), rule);
  if (Object.hasOwn(corpora, corpus)) trained.set(key, made);
  return made;
}
