import { join } from 'node:path';
import { z } from 'zod';
import { fetchCommand, publishedFolder } from './cache.ts';
import type { DatasetEntry } from './contract.ts';
import { imagesFromIdx } from './idx-images.ts';

const classes = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
] as const;

const schema = z.strictObject({
  split: z.enum(['train', 'test']).default('train').describe('which of the two published parts to draw from'),
});

const PUBLISHER = 'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion';

// Sizes and SHA-256: TensorFlow Datasets, url_checksums/fashion_mnist.txt.
const storage = {
  kind: 'published',
  downloads: [
    {
      url: `${PUBLISHER}/train-images-idx3-ubyte.gz`,
      sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
      bytes: 26_421_880,
    },
    {
      url: `${PUBLISHER}/train-labels-idx1-ubyte.gz`,
      sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
      bytes: 29_515,
    },
    {
      url: `${PUBLISHER}/t10k-images-idx3-ubyte.gz`,
      sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
      bytes: 4_422_102,
    },
    {
      url: `${PUBLISHER}/t10k-labels-idx1-ubyte.gz`,
      sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
      bytes: 5_148,
    },
  ],
  folders: ['/usr/share/datasets/fashion-mnist'], // Debian's package dataset-fashion-mnist
} as const;

/** Fashion-MNIST (Xiao, Rasul, Vollgraf 2017): 28×28 grey articles of clothing, in the format and parts of MNIST. */
export const fashionMnist = {
  name: 'fashion-mnist',
  title: 'Fashion-MNIST: 70,000 articles of clothing, 28 × 28 grey',
  schema,
  card: { modality: 'images', licence: 'MIT' },
  storage,
  classes,
  async load({ split }) {
    const folder = publishedFolder('fashion-mnist', storage);
    const prefix = split === 'train' ? 'train' : 't10k';
    return imagesFromIdx({
      images: join(folder, `${prefix}-images-idx3-ubyte.gz`),
      labels: join(folder, `${prefix}-labels-idx1-ubyte.gz`),
      classes,
      remedy: fetchCommand('fashion-mnist'),
    });
  },
} as const satisfies DatasetEntry<'fashion-mnist', typeof schema>;
