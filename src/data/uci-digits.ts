import { join } from 'node:path';
import { z } from 'zod';
import { HeadstartError } from '../base/errors.ts';
import { fetchCommand, publishedFolder } from './cache.ts';
import type { ClassDataset, DatasetEntry } from './contract.ts';
import { imageDataset } from './image-dataset.ts';
import { mnist } from './mnist.ts';
import { readBytes } from './read-bytes.ts';

const SIDE = 8;
const LINE = /^\d{1,2}(?:,\d{1,2}){64}$/;
/** A pixel counts how many of 4 × 4 dots are inked. */
const MOST_INK = 16;
const FILE = 'digits.csv.gz';

const { classes } = mnist;
const schema = z.strictObject({});

// Size and SHA-256: of the file in scikit-learn’s wheel 1.6.1; its tags have had the same file since 1.5.2 at the latest.
const storage = {
  kind: 'published',
  downloads: [
    {
      url: `https://raw.githubusercontent.com/scikit-learn/scikit-learn/1.5.2/sklearn/datasets/data/${FILE}`,
      sha256: '09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22',
      bytes: 57_523,
    },
  ],
  folders: ['/usr/lib/python3/dist-packages/sklearn/datasets/data'], // Debian's package python3-sklearn-lib or -sklearn
} as const;

/**
 * The test part of the UCI "Optical recognition of handwritten digits" (Alpaydin, Kaynak 1998), as scikit-learn ships
 * it: 1,797 digits of 8×8 pixels with levels 0 to 16, of which a model sees sixteenths.
 */
export const uciDigits = {
  name: 'uci-digits',
  title: 'UCI digits: 1,797 handwritten digits, 8 × 8 grey',
  schema,
  card: { modality: 'images', licence: 'CC BY 4.0; the file in scikit-learn: BSD 3-Clause' },
  storage,
  classes,
  load: () => readUciDigits(join(publishedFolder('uci-digits', storage), FILE)),
} as const satisfies DatasetEntry<'uci-digits', typeof schema>;

/** Lines of 64 levels, row by row, and the digit. */
export async function readUciDigits(file: string): Promise<ClassDataset> {
  const remedy = fetchCommand('uci-digits');
  const lines = (await readBytes(file, remedy)).toString('latin1').trimEnd().split(/\r?\n/);
  const area = SIDE * SIDE;
  const samples = new Uint8Array(lines.length * area);
  const labels = new Uint8Array(lines.length);
  for (const [index, line] of lines.entries()) {
    const numbers = LINE.test(line) ? line.split(',').map(Number) : [];
    const digit = numbers.pop() ?? classes.length;
    if (digit >= classes.length || numbers.some((level) => level > MOST_INK)) {
      const message = `${area} whole numbers from 0 to ${MOST_INK} and a digit are needed`;
      throw new HeadstartError('data', { file, line: index + 1, message, received: line, remedy });
    }
    samples.set(numbers, index * area);
    labels[index] = digit;
  }
  return imageDataset({ shape: [SIDE, SIDE, 1], classes, samples, labels, scale: 1 / MOST_INK });
}
