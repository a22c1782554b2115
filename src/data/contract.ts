import type { z } from 'zod';

/** Equally shaped examples in memory: what a batch is gathered from. */
export interface Samples {
  /** Shape of one example, such as [28, 28, 1] (height, width, channels). */
  readonly shape: readonly number[];
  /** Row-major, examples × product(shape). A model sees `sample × scale`. */
  readonly samples: Uint8Array | Float32Array;
  readonly scale: number;
  /**
   * What each example was made of, row by row, where that is not the samples themselves. Examples of one origin are
   * one example, however they were resized or coloured: a source that shares them with a target would leak.
   */
  readonly origin?: Pick<Samples, 'shape' | 'samples'>;
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
  /**
   * What each example belongs to, such as the person that it was taken of: equal numbers are one group. A design with
   * `groups: true` keeps the members of a group on one side of every split. Absent where there is nothing of the kind.
   */
  readonly groups?: Int32Array<SharedArrayBuffer>;
}

/** What form a suite wants images in: options that every data set of images has. */
export interface ImageForm {
  /** Height and width in pixels; as they are if absent. */
  readonly resize?: readonly [number, number] | undefined;
  /** 1 for grey, 3 for red, green and blue; as they are if absent. */
  readonly channels?: 1 | 3 | undefined;
}

/** A file as its publisher offers it. */
export interface Download {
  readonly url: string;
  /** Of the file as it comes, in lower-case hexadecimal. */
  readonly sha256: string;
  /** Its exact size. */
  readonly bytes: number;
  /** Of a tar.gz archive, the members that are kept: path within it → size in bytes. The archive itself is not kept. */
  readonly members?: Readonly<Record<string, number>>;
}

/** Where the bytes of a data set come from. */
export type Storage =
  /** A package that `npm ci` installs. */
  | { readonly kind: 'npm'; readonly package: string }
  /** Published files: read from the first of `folders` that holds them all by their names, else from the cache. */
  | { readonly kind: 'published'; readonly downloads: readonly Download[]; readonly folders: readonly string[] }
  /** Made here, of nothing or of another data set. */
  | { readonly kind: 'made'; readonly of?: string }
  /** The user's own files. */
  | { readonly kind: 'own' };

/** One kind of data that suites can name in `use:`; one entry of the registry. */
export interface DatasetEntry<Name extends string, Schema extends z.ZodObject> {
  readonly name: Name;
  /** One line for people. */
  readonly title: string;
  /** The entry's own options beside those that every data set has (`classes`, `size`, `pool`, `resize`, `channels`). */
  readonly schema: Schema;
  readonly storage: Storage;
  /**
   * All class names, known without reading the data, or a function that finds them for some options without reading
   * more than names.
   */
  readonly classes: readonly string[] | ((options: z.infer<Schema>) => readonly string[]);
  /**
   * @param form what the suite wants; `loadDataset` sees to it, and an entry that can spare itself work may do so before.
   * @throws {HeadstartError} `data` if files are absent or not what they should be.
   */
  load(options: z.infer<Schema>, form?: ImageForm): Promise<Dataset>;
}
