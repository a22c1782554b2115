import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { classesOf } from '../data/classes.ts';
import type { DatasetName } from '../data/registry.ts';

/** All that a first suite says of its own. */
export interface FirstSuite {
  readonly name: string;
  readonly question: string | null;
  readonly target: FirstData;
  readonly source: FirstData;
  readonly sizes: readonly number[];
}

export interface FirstData {
  readonly use: DatasetName;
  /** The folder of `image-folder`. */
  readonly path: string | null;
  /** Null for all. */
  readonly classes: readonly string[] | null;
}

/**
 * Data sets that a first suite is written for, whose model is a small CNN: images, of classes enough to transfer from one half to
 * the other, that need no more than their name.
 */
export function usableDatasets(): readonly DatasetName[] {
  return USABLE;
}

const USABLE: readonly DatasetName[] = [
  'mnist',
  'fashion-mnist',
  'uci-digits',
  'textured-digits',
  'cifar-10',
  'cifar-100',
  'stl-10',
  'shapes',
];

/** What a word stands for: a data set, or a folder of images; undefined if it is neither. */
export function dataNamed(word: string): Omit<FirstData, 'classes'> | undefined {
  const use = usableDatasets().find((name) => name === word);
  if (use !== undefined) return { use, path: null };
  return existsSync(word) ? { use: 'image-folder', path: word } : undefined;
}

/** More classes than these would leave few examples of each. */
const MOST_CLASSES = 10;

/** Both halves of a data set's classes, to pre-train on one and to learn the other. */
export function halves({ use, path }: Omit<FirstData, 'classes'>): readonly [string[], string[]] {
  const classes = classesOf(use, path === null ? {} : { path }) ?? [];
  const half = Math.min(MOST_CLASSES, Math.floor(classes.length / 2));
  return [classes.slice(0, half), classes.slice(half, half + Math.min(MOST_CLASSES, classes.length - half))];
}

/** In colour, unless a suite says otherwise. */
const COLOURED: readonly DatasetName[] = ['cifar-10', 'cifar-100', 'stl-10', 'image-folder'];
/** Larger than a small network needs. */
const LARGE: readonly DatasetName[] = ['stl-10', 'image-folder'];

/** The file, with what each line is for. @param schema whether the folder holds `schema.json`, for editors. */
export function firstSuiteText(suite: FirstSuite, schema: boolean): string {
  const { name, source, target, sizes } = suite;
  const form = commonForm(source, target);
  const question =
    suite.question ?? `Does pre-training on ${told(source)} help a small CNN learn ${told(target)} from few examples?`;
  return `${schema ? '# yaml-language-server: $schema=./schema.json\n' : ''}suite: ${name}
version: 1 # raise it when you change what is compared
question: ${JSON.stringify(question)}

data:
  source-data: { ${dataText(source)}${form}, pool: 5000 } # what is pre-trained on
  target-data: { ${dataText(target)}${form}, pool: 2500 } # the task that you care about; folds and subsets come from these

model: { backbone: cnn, channels: [16, 32], hidden: 64 }

sources:
  pretrained: { data: source-data, objective: classification, steps: 500 }

target: { data: target-data, metric: accuracy, also: [macro-f1, log-loss], sizes: [${sizes.join(', ')}] } # training examples

arms: # ways to learn the target; docs/recipes.md has more
  scratch: scratch
  features: { preset: feature-extraction, from: pretrained }
  full: { preset: full, from: pretrained }

training: { optimizer: adam, lr: 1e-3, batch: 32, steps: 300 } # the same for every arm

design: { folds: 5, repeats: 2, seed: 7 } # more repeats find smaller gains

compare: { reference: scratch, rope: 0.01 } # gains within 1 point count as none
`;
}

/** Two data sets must have images of one form. */
function commonForm(source: FirstData, target: FirstData): string {
  const both = [source, target];
  const differ = source.use !== target.use || source.path !== target.path;
  if (!differ && !LARGE.includes(target.use)) return '';
  const coloured = both.some(({ use }) => COLOURED.includes(use));
  return coloured ? ', resize: [32, 32], channels: 3' : ', resize: [28, 28], channels: 1';
}

function dataText({ use, path, classes }: FirstData): string {
  const place = path === null ? '' : `, path: ${JSON.stringify(path)}`;
  return `use: ${use}${place}${classes === null ? '' : `, classes: [${classes.map(scalar).join(', ')}]`}`;
}

const SHOWN_CLASSES = 6;

function told({ use, path, classes }: FirstData): string {
  const data = path === null ? use : basename(path);
  if (classes === null) return data;
  return `${classes.length > SHOWN_CLASSES ? `${classes.length} classes` : classes.join(', ')} of ${data}`;
}

/** A number where it looks like one, as people write digits; else quoted, since `no` and `null` are words too. */
function scalar(text: string): string {
  return /^\d+$/.test(text) && String(Number(text)) === text ? text : JSON.stringify(text);
}
