import type { z } from 'zod';

/** Equally shaped examples in memory: what a batch is gathered from. */
export interface Samples {
  /** Shape of one example, such as [28, 28, 1] (height, width, channels). */
  readonly shape: readonly number[];
  /** Row-major, examples × product(shape). A model sees `sample × scale`. */
  readonly samples: Uint8Array | Float32Array;
  readonly scale: number;
}

/**
 * A labelled data set in memory, read once. Samples and labels lie over `SharedArrayBuffer`s: worker threads see the
 * same memory, and gather each batch into a private buffer.
 */
export interface Dataset extends Samples {
  /** SHA-256 of the bytes of samples and labels, and of their shape and class names. */
  readonly fingerprint: string;
  /** Names of all classes; a label is an index into this list. */
  readonly classes: readonly string[];
  /** Number of examples. */
  readonly count: number;
  readonly samples: Uint8Array<SharedArrayBuffer>;
  readonly labels: Uint8Array<SharedArrayBuffer>;
}

/** One kind of data that suites can name in `use:`; one entry of the registry. */
export interface DatasetEntry<Name extends string, Schema extends z.ZodObject> {
  readonly name: Name;
  /** One line for people. */
  readonly title: string;
  /** The entry's own options beside those that every data set has (`classes`, `size`, `pool`). */
  readonly schema: Schema;
  /** All class names, known without reading the data. */
  readonly classes: readonly string[];
  /** @throws {HeadstartError} `data` if files are absent or not what they should be. */
  load(options: z.infer<Schema>): Promise<Dataset>;
}
