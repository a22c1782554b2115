import { z } from 'zod';
import { publishedFolder } from './cache.ts';
import { readCifar } from './cifar.ts';
import type { DatasetEntry } from './contract.ts';

const classes = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'] as const;
const FILES = {
  train: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`),
  test: ['test_batch.bin'],
} as const;
const FILE_BYTES = 30_730_000;

const schema = z.strictObject({
  split: z.enum(['train', 'test']).default('train').describe('which of the two published parts to draw from'),
});

// Size and SHA-256: TensorFlow Datasets, url_checksums/cifar10.txt.
const storage = {
  kind: 'published',
  downloads: [
    {
      url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
      sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
      bytes: 170_052_171,
      members: Object.fromEntries(
        [...FILES.train, ...FILES.test].map((file) => [`cifar-10-batches-bin/${file}`, FILE_BYTES]),
      ),
    },
  ],
  folders: [],
} as const;

/** CIFAR-10 (Krizhevsky 2009): 32×32 colour photographs, 50,000 to train on and 10,000 to test on. */
export const cifar10 = {
  name: 'cifar-10',
  title: 'CIFAR-10: 60,000 photographs, 32 × 32 colour',
  schema,
  card: { modality: 'images', licence: 'none stated; its authors ask to be cited' },
  storage,
  classes,
  async load({ split }) {
    const folder = publishedFolder('cifar-10', storage);
    return readCifar({ name: 'cifar-10', folder, files: FILES[split], labelBytes: 1, classes });
  },
} as const satisfies DatasetEntry<'cifar-10', typeof schema>;
