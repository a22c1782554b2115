import { z } from 'zod';
import type { DatasetEntry } from '../../contract.ts';
import { MOST_CLASSES } from '../../labels.ts';
import { corpusNames } from '../corpora.ts';
import { textOptions } from '../options.ts';
import { textDataset } from '../text-dataset.ts';
import { tokenizerFor } from '../tokenizers.ts';
import { normalised, webTexts } from './web-texts.ts';

/** The tokenizer's corpus that stands for the pages themselves. */
const OWN = 'own';

const schema = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe('a WET file (*.warc.wet.gz), or a folder of some; relative to where the command is run'),
  languages: z
    .array(z.string().regex(/^[a-z]{3}$/))
    .min(1)
    .max(MOST_CLASSES)
    .refine((all) => new Set(all).size === all.length, 'names a language twice; name each once')
    .optional()
    .describe(
      'ISO 639-3 codes such as eng, which are the classes: pages whose first identified language is one of them; all pages, of one class, if absent',
    ),
  shortest: z.int().min(1).max(1_000_000).default(200).describe('characters of a text at least'),
  longest: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(100_000)
    .describe('characters of a text at most; longer ones are left out'),
  duplicates: z
    .enum(Object.keys(normalised) as [keyof typeof normalised, ...(keyof typeof normalised)[]])
    .default('near')
    .describe(
      'of texts that are the same the first is kept: `exact` without regard to case and white space, `near` by their letters alone, without numbers and signs; `keep` keeps all',
    ),
  texts: z.int().min(1).max(1_000_000).default(10_000).describe('at most so many texts are kept: the first'),
  ...textOptions([OWN, ...corpusNames]),
});

/** Plain text of web pages, as Common Crawl publishes it (WET), to learn languages from. */
export const commonCrawl = {
  name: 'common-crawl',
  title: 'Common Crawl: texts of web pages from WET files, by language',
  schema,
  card: { modality: 'texts', licence: 'Common Crawl’s terms of use; pages belong to their authors' },
  storage: { kind: 'own', from: 'https://commoncrawl.org/get-started' },
  classes: ({ languages = ['any'] }) => languages,
  async load({ tokenizer: choice, length, half, windows, ...web }) {
    const documents = await webTexts(web);
    const tokenizer = await tokenizerFor(choice, { name: OWN, documents });
    return textDataset(documents, web.languages ?? ['any'], tokenizer, { length, half, windows });
  },
} as const satisfies DatasetEntry<'common-crawl', typeof schema>;
