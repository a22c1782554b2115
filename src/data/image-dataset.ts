import { createHash } from 'node:crypto';
import { canonicalJson } from '../base/hash.ts';
import type { Dataset, Samples } from './contract.ts';

/** Zeroed bytes that worker threads can see. */
export function sharedBytes(length: number): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(new SharedArrayBuffer(length));
}

/** Bytes in memory that worker threads can see: the same if they lie there already, else a copy. */
function shared(values: Uint8Array): Uint8Array<SharedArrayBuffer> {
  if (values.buffer instanceof SharedArrayBuffer) return values as Uint8Array<SharedArrayBuffer>;
  const copy = sharedBytes(values.length);
  copy.set(values);
  return copy;
}

/**
 * A data set of images, with its fingerprint.
 *
 * @param images `samples` of count × height × width × channels bytes; `scale` is 1/255 if absent.
 */
export function imageDataset(images: {
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly classes: readonly string[];
  readonly samples: Uint8Array;
  readonly labels: Uint8Array;
  readonly scale?: number;
  readonly origin?: Samples['origin'];
}): Dataset {
  const { shape, classes, scale = 1 / 255, origin } = images;
  const samples = shared(images.samples);
  const labels = shared(images.labels);
  const head = { shape, classes, type: 'uint8', ...(scale === 1 / 255 ? {} : { scale }) };
  return {
    fingerprint: createHash('sha256').update(canonicalJson(head)).update(samples).update(labels).digest('hex'),
    shape,
    classes,
    count: labels.length,
    samples,
    scale,
    labels,
    ...(origin === undefined ? {} : { origin }),
  };
}
