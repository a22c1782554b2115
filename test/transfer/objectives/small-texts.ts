import type { ClassDataset } from '../../../src/data/contract.ts';
import { corpora } from '../../../src/data/text/corpora.ts';
import { textDataset } from '../../../src/data/text/text-dataset.ts';
import { trainTokenizer } from '../../../src/data/text/tokenizer.ts';
import { type ClassView, selectClasses } from '../../../src/data/view.ts';

/** The first made-up reviews, as 14 tokens each. */
export async function smallTexts(count: number): Promise<ClassView<ClassDataset>> {
  const corpus = corpora['made-reviews'];
  const documents = (await corpus.documents()).slice(0, count);
  const tokenizer = trainTokenizer(
    documents.map(({ text }) => text),
    { vocabulary: 300, lowercase: true },
  );
  const dataset = textDataset(documents, corpus.classes, tokenizer, { length: 14, half: 'all', windows: 'first' });
  return selectClasses(dataset, corpus.classes);
}
