import { z } from 'zod';
import { publishedFolder } from './cache.ts';
import { readCifar } from './cifar.ts';
import type { DatasetEntry } from './contract.ts';

/** The fine labels, in the order of their numbers. */
const classes = `
  apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can
  castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin
  elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster
  man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck
  pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk
  skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger
  tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm
`
  .trim()
  .split(/\s+/);

const schema = z.strictObject({
  split: z.enum(['train', 'test']).default('train').describe('which of the two published parts to draw from'),
});

// Size and SHA-256: TensorFlow Datasets, url_checksums/cifar100.txt.
const storage = {
  kind: 'published',
  downloads: [
    {
      url: 'https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz',
      sha256: '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec',
      bytes: 168_513_733,
      members: { 'cifar-100-binary/train.bin': 153_700_000, 'cifar-100-binary/test.bin': 30_740_000 },
    },
  ],
  folders: [],
} as const;

/** CIFAR-100 (Krizhevsky 2009): 32×32 colour photographs of 100 fine classes, 50,000 to train on and 10,000 to test on. */
export const cifar100 = {
  name: 'cifar-100',
  title: 'CIFAR-100: 60,000 photographs of 100 classes, 32 × 32 colour',
  schema,
  card: { modality: 'images', licence: 'none stated; its authors ask to be cited' },
  storage,
  classes,
  async load({ split }) {
    const folder = publishedFolder('cifar-100', storage);
    return readCifar({ name: 'cifar-100', folder, files: [`${split}.bin`], labelBytes: 2, classes });
  },
} as const satisfies DatasetEntry<'cifar-100', typeof schema>;
