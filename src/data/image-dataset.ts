import { HeadstartError } from '../base/errors.ts';
import type { ClassDataset, Dataset, LabelDataset, Samples, ValueDataset } from './contract.ts';
import { datasetOf, type Given, type Labelled, type Marked, type Valued } from './dataset.ts';

type Shape = readonly [height: number, width: number, channels: number];

const MOST_BYTES = 2 ** 32 - 1;

/**
 * Zeroed bytes for images, which worker threads can see: count × height × width × channels.
 *
 * @throws {HeadstartError} `data` if that is more than memory holds, or 4 GiB.
 */
export function imageBytes(count: number, shape: Shape): Uint8Array<SharedArrayBuffer> {
  const length = count * shape[0] * shape[1] * shape[2];
  try {
    if (length <= MOST_BYTES) return new Uint8Array(new SharedArrayBuffer(length));
  } catch {
    // no memory for it: the same to the user as too much
  }
  throw new HeadstartError('data', {
    message: `${count} images of ${shape.join(' × ')} take more memory than there is for them`,
    received: `${(length / 1e9).toFixed(1)} GB`,
    remedy: 'give the data a smaller `resize: [height, width]`, or `channels: 1`',
  });
}

type OfPixels<Of extends Dataset> = Of & { readonly samples: Uint8Array<SharedArrayBuffer> };

/**
 * The pixels of images, which are bytes.
 *
 * @throws {TypeError} of examples that are something else.
 */
export function pixelsOf({ samples }: Pick<Samples, 'samples'>): Uint8Array {
  if (samples instanceof Uint8Array) return samples;
  throw new TypeError('images are needed, and these examples are no bytes');
}

interface Images extends Omit<Given<Uint8Array>, 'content' | 'scale'> {
  readonly shape: Shape;
  readonly scale?: number;
}

/**
 * A data set of images, with its fingerprint.
 *
 * @param images `samples` of count × height × width × channels bytes; `scale` is 1/255 if absent.
 * @throws {HeadstartError} `data` if a value is not finite.
 */
export function imageDataset(images: Images & Labelled): OfPixels<ClassDataset>;
export function imageDataset(images: Images & Valued): OfPixels<ValueDataset>;
export function imageDataset(images: Images & Marked): OfPixels<LabelDataset>;
export function imageDataset(images: Images & (Labelled | Valued | Marked)): OfPixels<Dataset>;
export function imageDataset(images: Images & (Labelled | Valued | Marked)): OfPixels<Dataset> {
  return datasetOf({ scale: 1 / 255, ...images });
}
