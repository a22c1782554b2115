import { HeadstartError } from '../base/errors.ts';
import type { ClassDataset, Dataset, ImageForm, SequenceDataset } from './contract.ts';
import { imageBytes, imageDataset, pixelsOf } from './image-dataset.ts';
import { resampler } from './resample.ts';

type Shape = readonly [height: number, width: number, channels: number];

/** Luma of red, green and blue: ITU-R Recommendation BT.601 (1982), section 2.5.1. */
const [RED, GREEN, BLUE] = [0.299, 0.587, 0.114] as const;

/** The shape that images get in a form. */
export function shapeIn([height, width, channels]: Shape, form: ImageForm): Shape {
  const [rows, columns] = form.resize ?? [height, width];
  return [rows, columns, form.channels ?? channels];
}

/**
 * Turns images of one shape into a form: grey repeated in three channels, colour to grey by its luma, then resized.
 * Rounded once, at the end.
 *
 * @param finer how many steps of the result make one of the images'.
 * @returns a function that writes the image that starts at `from` in `images` to `to` in `result`.
 */
export function imageReformer(
  shape: Shape,
  form: ImageForm,
  finer = 1,
): (images: Uint8Array, from: number, result: Uint8Array, to: number) => void {
  const [height, width, channels] = shape;
  const [rows, columns, wanted] = shapeIn(shape, form);
  const resample = resampler([height, width], [rows, columns], wanted);
  const pixels = new Float64Array(height * width * wanted);
  return (images, from, result, to) => {
    for (let pixel = 0; pixel < height * width; pixel++) {
      const at = from + pixel * channels;
      if (channels === wanted) {
        for (let channel = 0; channel < wanted; channel++) pixels[pixel * wanted + channel] = images[at + channel]!;
      } else if (wanted === 1) {
        pixels[pixel] = RED * images[at]! + GREEN * images[at + 1]! + BLUE * images[at + 2]!;
      } else {
        pixels.fill(images[at]!, pixel * wanted, (pixel + 1) * wanted);
      }
    }
    const resized = rows === height && columns === width ? pixels : resample(pixels);
    for (let index = 0; index < resized.length; index++) result[to + index] = Math.round(resized[index]! * finer);
  };
}

/**
 * The same examples in another form, a new data set over shared memory with a fingerprint of its own. The data set
 * itself if it has that form. What the examples were made of is remembered (`origin`).
 *
 * Images that use few of the 256 levels, such as the 17 of the UCI digits, get as many as fit, with a finer scale.
 */
export function reform(dataset: ClassDataset, form: ImageForm): ClassDataset;
export function reform(dataset: Dataset, form: ImageForm): Dataset;
export function reform(dataset: Dataset, form: ImageForm): Dataset {
  if (form.resize === undefined && form.channels === undefined) return dataset;
  refuseOthers(dataset);
  const shape = dataset.shape as Shape;
  const target = shapeIn(shape, form);
  if (target.join() === shape.join()) return dataset;
  const finer = Math.max(1, Math.floor(255 * dataset.scale));
  const length = target[0] * target[1] * target[2];
  const step = shape[0] * shape[1] * shape[2];
  const samples = imageBytes(dataset.count, target);
  const write = imageReformer(shape, form, finer);
  const pixels = pixelsOf(dataset);
  for (let row = 0; row < dataset.count; row++) write(pixels, row * step, samples, row * length);
  const { groups, origin = { shape, samples: dataset.samples } } = dataset;
  return imageDataset({
    ...dataset,
    shape: target,
    samples,
    scale: dataset.scale / finer,
    origin,
    ...(groups && { groups }),
  });
}

/** @throws {HeadstartError} `suite` for examples that are no images: they have no form to be brought into. */
function refuseOthers(dataset: Dataset): asserts dataset is Exclude<Dataset, SequenceDataset> {
  const { content, shape, kind } = dataset;
  if (content === undefined && kind !== 'sequences') return;
  throw new HeadstartError('suite', {
    message: `\`resize\` and \`channels\` are for images, and these examples are of the kind ${content?.kind ?? kind}`,
    received: shape,
    remedy: 'leave them out',
  });
}
