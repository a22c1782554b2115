import type { z } from 'zod';
import type { Input } from '../engine/input.ts';
import type { Quantity, TargetNames } from './targets.ts';
import type { Vocabulary } from './text/vocabulary.ts';

/** Equally shaped examples in memory: what a batch is gathered from. */
export interface Samples extends Input {
  /** Row-major, examples × product(shape). A model sees `sample × scale`. */
  readonly samples: Uint8Array | Uint16Array | Float32Array;
  readonly scale: number;
  /**
   * What each example was made of, row by row, where that is not the samples themselves. Examples of one origin are
   * one example, however they were resized or coloured: a source that shares them with a target would leak.
   */
  readonly origin?: Pick<Samples, 'shape' | 'samples'>;
}

/** What data sets of all kinds have. Their parts lie over `SharedArrayBuffer`s: worker threads see the same memory. */
interface Examples extends Samples {
  /** SHA-256 of the bytes of samples and targets, and of their shape and of what the targets are called. */
  readonly fingerprint: string;
  /** Number of examples. */
  readonly count: number;
  readonly samples: Uint8Array<SharedArrayBuffer> | Uint16Array<SharedArrayBuffer> | Float32Array<SharedArrayBuffer>;
  /**
   * What each example belongs to, such as the person that it was taken of: equal numbers are one group. A design with
   * `groups: true` keeps the members of a group on one side of every split. Absent where there is nothing of the kind.
   */
  readonly groups?: Int32Array<SharedArrayBuffer>;
}

/** Examples of classes. */
export interface ClassDataset extends Examples {
  readonly kind: 'classes';
  /** Names of all classes; a label is an index into this list. */
  readonly classes: readonly string[];
  readonly labels: Uint8Array<SharedArrayBuffer>;
}

/** Examples that have a real value each. */
export interface ValueDataset extends Examples {
  readonly kind: 'values';
  readonly quantity: Quantity;
  /** Finite. */
  readonly values: Float32Array<SharedArrayBuffer>;
}

/** Examples for each of which a sequence of words is to be written. */
export interface SequenceDataset extends Examples {
  readonly kind: 'sequences';
  readonly vocabulary: Vocabulary;
  /** Places of each sequence. */
  readonly places: number;
  /** Examples × places, row-major: ids of words, an end, and padding. */
  readonly tokens: Uint16Array<SharedArrayBuffer>;
}

/** Examples that have a set of classes each. */
export interface LabelDataset extends Examples {
  readonly kind: 'labels';
  readonly classes: readonly string[];
  /** Examples × classes, row-major: 1 for a class that the example has, else 0. */
  readonly marks: Uint8Array<SharedArrayBuffer>;
}

/**
 * A data set in memory, read once, with what is to be told of each example: a class, a value, a set of classes or a
 * sequence. Workers gather each batch into a private buffer.
 */
export type Dataset = ClassDataset | ValueDataset | LabelDataset | SequenceDataset;

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

/** What the catalogue tells of a data set beside its title and where it comes from. */
export interface Card {
  /** What an example is. */
  readonly modality: 'images' | 'sounds' | 'texts' | 'graphs';
  /** What its publishers allow, in a few words: SPDX's name where there is one. */
  readonly licence: string;
}

/** Where the bytes of a data set come from. */
export type Storage =
  /** A package that `npm ci` installs; the SHA-256 of the files that are read, by their paths in it. */
  | { readonly kind: 'npm'; readonly package: string; readonly files: Readonly<Record<string, string>> }
  /** Published files: read from the first of `folders` that holds them all by their names, else from the cache. */
  | { readonly kind: 'published'; readonly downloads: readonly Download[]; readonly folders: readonly string[] }
  /** Debian's packages, each with the folder that it brings; else a folder of the same name in the cache. */
  | { readonly kind: 'debian'; readonly packages: Readonly<Record<string, string>> }
  /** Made here, of nothing or of another data set. */
  | { readonly kind: 'made'; readonly of?: string }
  /** The user's own files; where a publisher offers them, if there is one. */
  | { readonly kind: 'own'; readonly from?: string };

/** One kind of data that suites can name in `use:`; one entry of the registry. */
export type DatasetEntry<Name extends string, Schema extends z.ZodObject> = DatasetBase<Name, Schema> &
  (ClassEntry<Schema> | TargetEntry<Schema>);

/** Whose examples are of classes. */
interface ClassEntry<Schema extends z.ZodObject> {
  /**
   * All class names, known without reading the data, or a function that finds them for some options without reading
   * more than names.
   */
  readonly classes: readonly string[] | ((options: z.infer<Schema>) => readonly string[]);
  readonly targets?: never;
}

/** Whose examples have values, labels or sequences, or one of these for some options and classes for others. */
interface TargetEntry<Schema extends z.ZodObject> {
  /** What is to be told of the examples, or a function that finds it for some options without reading more than names. */
  readonly targets: TargetNames | ((options: z.infer<Schema>) => TargetNames);
  readonly classes?: never;
}

interface DatasetBase<Name extends string, Schema extends z.ZodObject> {
  readonly name: Name;
  /** One line for people. */
  readonly title: string;
  /** The entry's own options beside those that every data set has (`classes`, `size`, `pool`, `resize`, `channels`). */
  readonly schema: Schema;
  readonly card: Card;
  readonly storage: Storage;
  /**
   * @param form what the suite wants; `loadDataset` sees to it, and an entry that can spare itself work may do so before.
   * @throws {HeadstartError} `data` if files are absent or not what they should be.
   */
  load(options: z.infer<Schema>, form?: ImageForm): Promise<Dataset>;
}
