import type { RandomStream } from '../../base/random.ts';
import type { Batch } from '../batches.ts';
import type { Samples } from '../contract.ts';
import type { ImageSpec } from './contract.ts';

/** Several versions of each example of a batch, in buffers that the next batch reuses. */
export interface Views {
  /** Version v of example i is in row v × size + i; rows of padding are 0. */
  readonly x: Float32Array;
  /** 1 for an example, 0 for padding. */
  readonly weight: Float32Array;
}

/** One version of an example. */
export type MakeView = (source: Float32Array, target: Float32Array, random: RandomStream, version: number) => void;

/**
 * Makes versions of each example of a padded batch. They draw from one stream, example by example, so that a batch that
 * is padded draws as one that is not.
 *
 * @param size rows of a batch.
 * @param length values of one example.
 */
export function views(size: number, length: number, versions: number, make: MakeView) {
  const x = new Float32Array(versions * size * length);
  const weight = new Float32Array(versions * size);
  const row = (values: Float32Array, index: number) => values.subarray(index * length, (index + 1) * length);
  return (batch: Batch, random: RandomStream): Views => {
    for (let example = 0; example < batch.count; example++) {
      const source = row(batch.x, example);
      for (let version = 0; version < versions; version++) {
        make(source, row(x, version * size + example), random, version);
      }
    }
    for (let version = 0; version < versions; version++) {
      weight.set(batch.weight, version * size);
      x.fill(0, (version * size + batch.count) * length, (version + 1) * size * length);
    }
    return { x, weight };
  };
}

/** Shape and range of a data set's images. Values that are no bytes have no range. */
export function imageSpec({ shape, samples, scale }: Samples): ImageSpec {
  const [height = 1, width = 1, channels = 1] = shape;
  const range = samples instanceof Uint8Array ? ([0, 255 * scale] as const) : ([-Infinity, Infinity] as const);
  return { shape: [height, width, channels], range };
}
