import { createHash } from 'node:crypto';
import { HeadstartError } from '../base/errors.ts';
import { canonicalJson } from '../base/hash.ts';
import type { Dataset } from './contract.ts';
import { readIdx } from './idx.ts';

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
}): Promise<Dataset> {
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
  const stray = labels.values.findIndex((label) => label >= source.classes.length);
  if (stray >= 0) {
    throw new HeadstartError('data', {
      file: source.labels,
      message: `label ${stray} is none of the ${source.classes.length} classes`,
      received: labels.values[stray],
      remedy: source.remedy,
    });
  }
  const shape = [height, width, 1];
  const samples = shared(images.values);
  const labelBytes = shared(labels.values);
  return {
    fingerprint: fingerprintOf(shape, source.classes, samples, labelBytes),
    shape,
    classes: source.classes,
    count,
    samples,
    scale: 1 / 255,
    labels: labelBytes,
  };
}

function shared(values: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const copy = new Uint8Array(new SharedArrayBuffer(values.length));
  copy.set(values);
  return copy;
}

function fingerprintOf(
  shape: readonly number[],
  classes: readonly string[],
  samples: Uint8Array,
  labels: Uint8Array,
): string {
  return createHash('sha256')
    .update(canonicalJson({ shape, classes, type: 'uint8' }))
    .update(samples)
    .update(labels)
    .digest('hex');
}
