import { z } from 'zod';
import { HeadstartError } from '../base/errors.ts';
import { classFiles, classFolders, groupsField } from './class-tree.ts';
import type { ClassDataset, DatasetEntry, ImageForm } from './contract.ts';
import { imageBytes, imageDataset } from './image-dataset.ts';
import { decodeImage, imageFiles, type Picture } from './image-file.ts';
import { imageReformer } from './reform.ts';

const schema = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe('a folder with one sub-folder of PNG or JPEG files for each class; relative to where the command is run'),
  groups: groupsField(imageFiles),
});

type Options = z.infer<typeof schema>;

/** Decoded at a time: enough to keep the decoder’s threads busy, few enough to hold large photographs. */
const AT_A_TIME = 16;

/**
 * The user's own images: `path/CLASS/*.png`, `*.jpg` or `*.jpeg`. Classes are the sub-folders by name, examples the
 * files by class and name. Images are of 3 channels unless the form says 1, turned upright by their EXIF orientation,
 * and transparency lies on black. All must be of one size unless the form has a `resize`. With `groups: sub-folders` the
 * files are `path/CLASS/GROUP/*.png`.
 */
export const imageFolder = {
  name: 'image-folder',
  title: 'Images of your own: a folder of PNG or JPEG files for each class',
  schema,
  card: { modality: 'images', licence: 'that of your files' },
  storage: { kind: 'own' },
  classes: ({ path }) => classFolders(path, imageFiles),
  load: (options, form = {}) => loadFolder(options, form),
} as const satisfies DatasetEntry<'image-folder', typeof schema>;

async function loadFolder({ path, groups }: Options, form: ImageForm): Promise<ClassDataset> {
  const { files, ...told } = classFiles(path, imageFiles, groups);
  const [first] = files;
  const [height, width] = await decodeImage(first!, (one) => [one.height, one.width] as const); // each class has one
  const [rows, columns] = form.resize ?? [height, width];
  const shape = [rows, columns, form.channels ?? 3] as const;
  const length = rows * columns * shape[2];
  const samples = imageBytes(files.length, shape);
  for (let start = 0; start < files.length; start += AT_A_TIME) {
    const some = files.slice(start, start + AT_A_TIME);
    const taken = some.map((file, index) =>
      decodeImage(file, (picture) => {
        if (form.resize === undefined) checkSize(picture, [height, width], file, first!);
        const write = imageReformer([picture.height, picture.width, 3], {
          resize: [rows, columns],
          channels: shape[2],
        });
        write(picture.pixels, 0, samples, (start + index) * length);
      }),
    );
    for (const one of await Promise.allSettled(taken)) if (one.status === 'rejected') throw one.reason; // the first by name
  }
  return imageDataset({ shape, samples, ...told });
}

function checkSize(picture: Picture, [height, width]: readonly [number, number], file: string, first: string): void {
  if (picture.height === height && picture.width === width) return;
  throw new HeadstartError('data', {
    file,
    message: `images must be of one size, and ${first} is ${height} × ${width}`,
    received: [picture.height, picture.width],
    remedy: 'give the data `resize: [height, width]`',
  });
}
