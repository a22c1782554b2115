import { z } from 'zod';
import type { DatasetEntry } from '../contract.ts';
import { type CorpusName, corpusNames } from './corpora.ts';
import type { Corpus } from './corpus.ts';
import { textOptions } from './options.ts';
import { textDataset } from './text-dataset.ts';
import { tokenizerFor } from './tokenizers.ts';

/** The data set of a corpus: its texts as tokens, with their classes. */
export function corpusEntry<const Name extends CorpusName>(corpus: Corpus<Name>) {
  const { name, title, card, storage, classes } = corpus;
  const others = corpusNames.filter((other) => other !== name);
  const schema = z.strictObject(textOptions([name, ...others]));
  return {
    name,
    title,
    schema,
    card,
    storage,
    classes,
    async load({ tokenizer: choice, ...form }: z.infer<typeof schema>) {
      const documents = await corpus.documents();
      return textDataset(documents, classes, await tokenizerFor(choice, { name, documents }), form);
    },
  } satisfies DatasetEntry<Name, typeof schema>;
}
