import type { z } from 'zod';
import type { RandomStream } from '../../base/random.ts';

/** What is known of the images before one is seen. */
export interface ImageSpec {
  /** [height, width, channels] */
  readonly shape: readonly [number, number, number];
  /** Least and largest value that a pixel may have. */
  readonly range: readonly [number, number];
}

/**
 * Writes an altered image into `target`, which must not overlap `source`. Both hold height × width × channels values,
 * row-major. The result is a function of the source and of the stream's next draws.
 */
export type Transformation = (source: Float32Array, target: Float32Array, random: RandomStream) => void;

/** One kind of alteration; one entry of the registry. */
export interface AugmentEntry<Name extends string, Schema extends z.ZodObject> {
  readonly name: Name;
  readonly title: string;
  /** Where it comes from. */
  readonly reference: string;
  /** What it is for, if it makes no sense of others: pixels, or energies in time and frequency. */
  readonly takes?: 'images' | 'spectrograms';
  /** All options have defaults. */
  readonly schema: Schema;
  create(options: z.infer<Schema>, image: ImageSpec): Transformation;
}
