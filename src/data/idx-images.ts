import { HeadstartError } from '../base/errors.ts';
import type { ClassDataset } from './contract.ts';
import { readIdx } from './idx.ts';
import { imageDataset } from './image-dataset.ts';
import { checkLabels } from './labels.ts';

/**
 * A data set of grey images from two IDX files, as MNIST and its relatives are published.
 *
 * @throws {HeadstartError} `data` if the files disagree in number or hold a label that names no class.
 */
export async function imagesFromIdx(source: {
  readonly images: string;
  readonly labels: string;
  readonly classes: readonly string[];
  readonly remedy: string;
}): Promise<ClassDataset> {
  const [images, labels] = await Promise.all([
    readIdx(source.images, 3, source.remedy),
    readIdx(source.labels, 1, source.remedy),
  ]);
  const [count, height, width] = images.dimensions as [number, number, number];
  if (labels.dimensions[0] !== count) {
    throw new HeadstartError('data', {
      file: source.labels,
      message: `${count} images need as many labels`,
      received: labels.dimensions[0],
      remedy: source.remedy,
    });
  }
  checkLabels(source.labels, labels.values, source.classes, source.remedy);
  return imageDataset({
    shape: [height, width, 1],
    classes: source.classes,
    samples: images.values,
    labels: labels.values,
  });
}
