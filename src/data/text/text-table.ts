import { z } from 'zod';
import type { DatasetEntry } from '../contract.ts';
import { corpusNames } from './corpora.ts';
import { textOptions } from './options.ts';
import { readTextTable } from './read-table.ts';
import { textDataset } from './text-dataset.ts';
import { tokenizerFor } from './tokenizers.ts';

/** The tokenizer's corpus that stands for the table itself. */
const OWN = 'own';

const { tokenizer, ...form } = textOptions([OWN, ...corpusNames]);

const schema = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe('a .csv or .tsv file whose first line names its columns; relative to where the command is run'),
  text: z.string().min(1).default('text').describe('the column with the texts'),
  label: z.string().min(1).default('label').describe('the column with their classes'),
  ...form,
  tokenizer,
  'tokenizer-from': z
    .string()
    .min(1)
    .optional()
    .describe('another such table, with the same columns: the tokenizer is trained on its texts'),
});

/** The user's own texts, a row each in a table. Classes are in the order of their names. */
export const textTable = {
  name: 'text-table',
  title: 'Texts of your own: a CSV or TSV file with a column of texts and one of classes',
  schema,
  card: { modality: 'texts', licence: 'that of your file' },
  storage: { kind: 'own' },
  classes: (options) => readTextTable(options).classes,
  async load({ path, text, label, tokenizer: choice, 'tokenizer-from': from, ...options }) {
    const { classes, documents } = readTextTable({ path, text, label });
    const source = from ?? path;
    const trainedOn = source === path ? documents : readTextTable({ path: source, text, label }).documents;
    const tokens = await tokenizerFor(choice, { name: OWN, documents: trainedOn });
    return textDataset(documents, classes, tokens, options);
  },
} as const satisfies DatasetEntry<'text-table', typeof schema>;
