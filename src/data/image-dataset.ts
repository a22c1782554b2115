import { createHash } from 'node:crypto';
import { HeadstartError } from '../base/errors.ts';
import { canonicalJson } from '../base/hash.ts';
import type { Dataset, Samples } from './contract.ts';

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

/** Bytes in memory that worker threads can see: the same if they lie there already, else a copy. */
function shared(values: Uint8Array): Uint8Array<SharedArrayBuffer> {
  if (values.buffer instanceof SharedArrayBuffer) return values as Uint8Array<SharedArrayBuffer>;
  const copy = new Uint8Array(new SharedArrayBuffer(values.length));
  copy.set(values);
  return copy;
}

function sharedNumbers(values: ArrayLike<number>): Int32Array<SharedArrayBuffer> {
  const copy = new Int32Array(new SharedArrayBuffer(values.length * Int32Array.BYTES_PER_ELEMENT));
  copy.set(values);
  return copy;
}

/**
 * A data set of images, with its fingerprint.
 *
 * @param images `samples` of count × height × width × channels bytes; `scale` is 1/255 if absent.
 */
export function imageDataset(images: {
  readonly shape: Shape;
  readonly classes: readonly string[];
  readonly samples: Uint8Array;
  readonly labels: Uint8Array;
  readonly scale?: number;
  readonly origin?: Samples['origin'];
  /** What each example belongs to: one whole number for each. */
  readonly groups?: ArrayLike<number>;
}): Dataset {
  const { shape, classes, scale = 1 / 255, origin } = images;
  const groups = images.groups && sharedNumbers(images.groups);
  const samples = shared(images.samples);
  const labels = shared(images.labels);
  const head = { shape, classes, type: 'uint8', ...(scale === 1 / 255 ? {} : { scale }) };
  const hash = createHash('sha256').update(canonicalJson(head)).update(samples).update(labels);
  if (groups !== undefined) hash.update(new Uint8Array(groups.buffer));
  return {
    fingerprint: hash.digest('hex'),
    shape,
    classes,
    count: labels.length,
    samples,
    scale,
    labels,
    ...(origin === undefined ? {} : { origin }),
    ...(groups && { groups }),
  };
}
