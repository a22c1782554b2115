import { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';
import { stream } from '../../base/random.ts';
import type { ClassDataset, DatasetEntry, ImageForm } from '../contract.ts';
import { imageBytes, imageDataset } from '../image-dataset.ts';
import { decodeEncoded, type Picture } from '../image-file.ts';
import { MOST_CLASSES } from '../labels.ts';
import { imageReformer } from '../reform.ts';
import { classNames, findIndex } from './class-index.ts';
import { type Encoded, picturesOf, type Synset, synsetsIn } from './layout.ts';

const schema = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe(
      'a folder with n01440764/*.JPEG or n01440764.tar for each synset, or a tar archive of such archives, such as ILSVRC2012_img_train.tar; relative to where the command is run',
    ),
  index: z
    .string()
    .min(1)
    .optional()
    .describe(
      'LOC_synset_mapping.txt or imagenet_class_index.json, which say what synsets are called; looked for in the same folder, and without it classes are called by their ids',
    ),
  synsets: z
    .union(
      [
        z.int().min(2).max(MOST_CLASSES),
        z
          .array(z.string().regex(/^n\d{8}$/))
          .min(2)
          .max(MOST_CLASSES),
      ],
      {
        error: ({ input }) =>
          input === undefined
            ? undefined
            : `must be a number from 2 to ${MOST_CLASSES}, or a list of ids such as n01440764`,
      },
    )
    .default(100)
    .describe('the classes: so many that are drawn from those that are there, or their ids'),
  'per-class': z.int().min(1).max(100_000).default(100).describe('at most so many pictures of each are drawn'),
  seed: z.int().min(0).max(4_294_967_295).default(0).describe('which synsets and pictures are drawn'),
  side: z.int().min(8).max(512).default(64).describe('height and width in pixels, unless `resize` says otherwise'),
  crop: z
    .number()
    .min(0.1)
    .max(1)
    .default(0.875)
    .describe('the square in the middle that is taken, as a share of the shorter side: 0.875 is 224 of 256'),
});

type Options = z.infer<typeof schema>;

/** Decoded at a time: enough to keep the decoder’s threads busy. */
const AT_A_TIME = 16;

/**
 * ImageNet (Deng et al. 2009; Russakovsky et al. 2015) in the layouts that it is published and kept in. Classes are synsets
 * in the order of their ids. Which pictures are drawn depends on their names alone, so that every layout gives the same
 * data; fewer of a class lie inside more. Only those that are drawn are read: archives are looked into by their headers,
 * and never unpacked.
 */
export const imagenet = {
  name: 'imagenet',
  title: 'ImageNet: photographs of synsets, in folders or tar archives as published',
  schema,
  card: {
    modality: 'images',
    licence: 'for research and education that are not commercial, by terms that you agree to',
  },
  storage: { kind: 'own', from: 'https://image-net.org/download' },
  classes: (options) => namesOf(options, chosenSynsets(options)),
  load: (options, form = {}) => loadImagenet(options, form),
} as const satisfies DatasetEntry<'imagenet', typeof schema>;

function chosenSynsets({ path, synsets: wanted, seed }: Options): Synset[] {
  const all = synsetsIn(path);
  if (typeof wanted === 'number') {
    const drawn = stream('imagenet synsets', { seed }).permutation(all.length).slice(0, wanted).sort();
    return Array.from(drawn, (index) => all[index]!);
  }
  const known = new Map(all.map((synset) => [synset.id, synset]));
  return [...new Set(wanted)].sort().map((id) => {
    const synset = known.get(id);
    if (synset !== undefined) return synset;
    throw new HeadstartError('data', {
      file: path,
      message: 'there is no such synset',
      received: id,
      remedy: `choose from the ${all.length} that are here`,
    });
  });
}

function namesOf({ path, index = findIndex(path) }: Options, synsets: readonly Synset[]): string[] {
  const ids = synsets.map(({ id }) => id);
  return index === undefined ? ids : classNames(index, ids);
}

async function loadImagenet(options: Options, form: ImageForm): Promise<ClassDataset> {
  const synsets = chosenSynsets(options);
  const classes = namesOf(options, synsets);
  const drawn = synsets.map((synset) => draw(synset, options));
  const pictures = drawn.flat();
  const [height, width] = form.resize ?? [options.side, options.side];
  const shape = [height, width, form.channels ?? 3] as const;
  const length = height * width * shape[2];
  const samples = imageBytes(pictures.length, shape);
  for (let start = 0; start < pictures.length; start += AT_A_TIME) {
    const taken = pictures.slice(start, start + AT_A_TIME).map(({ path, read }, index) =>
      decodeEncoded(path, read, (picture) => {
        const { side, pixels } = middleOf(picture, options.crop);
        const write = imageReformer([side, side, 3], { resize: [height, width], channels: shape[2] });
        write(pixels, 0, samples, (start + index) * length);
      }),
    );
    for (const one of await Promise.allSettled(taken)) if (one.status === 'rejected') throw one.reason; // the first
  }
  const labels = Uint8Array.from(drawn.flatMap((some, label) => some.map(() => label)));
  return imageDataset({ shape, samples, classes, labels });
}

function draw(synset: Synset, { seed, 'per-class': most }: Options): Encoded[] {
  const all = picturesOf(synset);
  const order = stream('imagenet pictures', { seed, synset: synset.id }).permutation(all.length);
  return Array.from(order.slice(0, most), (index) => all[index]!);
}

/** The square in the middle of a picture whose side is a share of its shorter side. */
function middleOf({ height, width, pixels }: Picture, share: number): { side: number; pixels: Uint8Array } {
  const side = Math.max(1, Math.round(share * Math.min(height, width)));
  const [top, left] = [Math.floor((height - side) / 2), Math.floor((width - side) / 2)];
  const square = new Uint8Array(3 * side * side);
  for (let row = 0; row < side; row++) {
    const from = 3 * ((top + row) * width + left);
    square.set(pixels.subarray(from, from + 3 * side), 3 * row * side);
  }
  return { side, pixels: square };
}
