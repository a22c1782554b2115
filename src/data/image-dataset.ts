import { createHash } from 'node:crypto';
import { HeadstartError } from '../base/errors.ts';
import { canonicalJson } from '../base/hash.ts';
import type { ClassDataset, Dataset, Samples, ValueDataset } from './contract.ts';
import type { Quantity } from './targets.ts';

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

function sharedValues(values: ArrayLike<number>): Float32Array<SharedArrayBuffer> {
  const copy = new Float32Array(new SharedArrayBuffer(values.length * Float32Array.BYTES_PER_ELEMENT));
  copy.set(values);
  const stray = copy.findIndex((value) => !Number.isFinite(value));
  if (stray === -1) return copy;
  throw new HeadstartError('data', {
    message: `the value of example ${stray} is not a finite number in single precision`,
    received: values[stray],
    remedy: 'leave such examples out',
  });
}

interface Images {
  readonly shape: Shape;
  readonly samples: Uint8Array;
  readonly scale?: number;
  readonly origin?: Samples['origin'];
  /** What each example belongs to: one whole number for each. */
  readonly groups?: ArrayLike<number>;
}

/** Images, the names of the classes, and a label for each. */
interface ClassImages extends Images {
  readonly classes: readonly string[];
  readonly labels: Uint8Array;
}

/** Images, what their values are of, and a value for each. */
interface ValueImages extends Images {
  readonly quantity: Quantity;
  readonly values: ArrayLike<number>;
}

/**
 * A data set of images, with its fingerprint.
 *
 * @param images `samples` of count × height × width × channels bytes; `scale` is 1/255 if absent.
 * @throws {HeadstartError} `data` if a value is not finite.
 */
export function imageDataset(images: ClassImages): ClassDataset;
export function imageDataset(images: ValueImages): ValueDataset;
export function imageDataset(images: ClassImages | ValueImages): Dataset;
export function imageDataset(images: ClassImages | ValueImages): Dataset {
  const { shape, scale = 1 / 255, origin } = images;
  const groups = images.groups && sharedNumbers(images.groups);
  const samples = shared(images.samples);
  const told = 'labels' in images ? labelled(images) : valued(images);
  const head = { shape, ...told.names, type: 'uint8', ...(scale === 1 / 255 ? {} : { scale }) };
  const hash = createHash('sha256').update(canonicalJson(head)).update(samples).update(told.bytes);
  if (groups !== undefined) hash.update(new Uint8Array(groups.buffer));
  return {
    ...told.targets,
    fingerprint: hash.digest('hex'),
    shape,
    count: told.count,
    samples,
    scale,
    ...(origin === undefined ? {} : { origin }),
    ...(groups && { groups }),
  };
}

/** The labels, what is to be hashed of them, and how many there are. */
function labelled({ classes, labels: given }: ClassImages) {
  const labels = shared(given);
  const targets: Pick<ClassDataset, 'kind' | 'classes' | 'labels'> = { kind: 'classes', classes, labels };
  return { targets, names: { classes }, bytes: labels, count: labels.length };
}

/** The same of values. */
function valued({ quantity, values: given }: ValueImages) {
  const values = sharedValues(given);
  const targets: Pick<ValueDataset, 'kind' | 'quantity' | 'values'> = { kind: 'values', quantity, values };
  return { targets, names: { quantity }, bytes: new Uint8Array(values.buffer), count: values.length };
}
