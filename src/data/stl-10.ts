import { join } from 'node:path';
import { z } from 'zod';
import { HeadstartError } from '../base/errors.ts';
import { fetchCommand, publishedFolder } from './cache.ts';
import type { DatasetEntry } from './contract.ts';
import { imageDataset } from './image-dataset.ts';
import { checkLabels } from './labels.ts';
import { countRecords, interleave } from './planes.ts';
import { readBytes } from './read-bytes.ts';

const classes = ['airplane', 'bird', 'car', 'cat', 'deer', 'dog', 'horse', 'monkey', 'ship', 'truck'] as const;
const SIDE = 96;

const schema = z.strictObject({
  split: z.enum(['train', 'test']).default('train').describe('which of the two labelled parts to draw from'),
});

// Size and SHA-256: TensorFlow Datasets, url_checksums/stl10.txt.
const storage = {
  kind: 'published',
  downloads: [
    {
      url: 'http://ai.stanford.edu/~acoates/stl10/stl10_binary.tar.gz',
      sha256: 'f31fd99273a1acb8609c8db427cebb1de3f71de77758cdc0e22956e1289b9866',
      bytes: 2_640_397_119,
      members: {
        'stl10_binary/train_X.bin': 138_240_000,
        'stl10_binary/train_y.bin': 5_000,
        'stl10_binary/test_X.bin': 221_184_000,
        'stl10_binary/test_y.bin': 8_000,
      },
    },
  ],
  folders: [],
} as const;

/**
 * STL-10 (Coates, Lee, Ng 2011, "An analysis of single-layer networks in unsupervised feature learning"): 96×96 colour
 * photographs, 5,000 to train on and 8,000 to test on. Its 100,000 images without labels are not kept.
 */
export const stl10 = {
  name: 'stl-10',
  title: 'STL-10: 13,000 labelled photographs, 96 × 96 colour',
  schema,
  card: { modality: 'images', licence: 'none stated; pictures are of ImageNet, for research that is not commercial' },
  storage,
  classes,
  async load({ split }) {
    const folder = publishedFolder('stl-10', storage);
    return readStl({ images: join(folder, `${split}_X.bin`), labels: join(folder, `${split}_y.bin`) });
  },
} as const satisfies DatasetEntry<'stl-10', typeof schema>;

/** Images of three planes, each column by column, and a file of labels that count from 1. */
async function readStl(files: { readonly images: string; readonly labels: string }) {
  const remedy = fetchCommand('stl-10');
  const [planes, numbers] = await Promise.all([readBytes(files.images, remedy), readBytes(files.labels, remedy)]);
  const stride = 3 * SIDE * SIDE;
  const count = countRecords(files.images, planes.length, stride, remedy);
  if (numbers.length !== count) {
    const message = `${count} images need as many labels`;
    throw new HeadstartError('data', { file: files.labels, message, received: numbers.length, remedy });
  }
  const labels = Uint8Array.from(numbers, (number) => number - 1); // 0 becomes 255, which is no class either
  checkLabels(files.labels, labels, classes, remedy);
  const samples = interleave(planes, { count, first: 0, stride, side: SIDE, order: 'columns' });
  return imageDataset({ shape: [SIDE, SIDE, 3], classes, samples, labels });
}
