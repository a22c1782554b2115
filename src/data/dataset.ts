import { createHash } from 'node:crypto';
import { HeadstartError } from '../base/errors.ts';
import { canonicalJson, hashOf } from '../base/hash.ts';
import type { Content } from '../engine/input.ts';
import type { ClassDataset, Dataset, LabelDataset, Samples, SequenceDataset, ValueDataset } from './contract.ts';
import type { Quantity } from './targets.ts';
import type { Vocabulary } from './text/vocabulary.ts';

type Numbers = Uint8Array | Uint16Array | Float32Array;
type Shared<Of extends Numbers> = Of extends Uint8Array
  ? Uint8Array<SharedArrayBuffer>
  : Of extends Uint16Array
    ? Uint16Array<SharedArrayBuffer>
    : Float32Array<SharedArrayBuffer>;

/** Examples as an entry of the registry makes them. */
export interface Given<Of extends Numbers = Numbers> {
  /** Of one example. */
  readonly shape: readonly number[];
  readonly content?: Content;
  /** Row-major, examples × product(shape). */
  readonly samples: Of;
  readonly scale: number;
  readonly origin?: Samples['origin'];
  /** What each example belongs to: one whole number for each. */
  readonly groups?: ArrayLike<number>;
}

/** The names of the classes, and a label for each example. */
export interface Labelled {
  readonly classes: readonly string[];
  readonly labels: Uint8Array;
}

/** What the values are of, and one for each example. */
export interface Valued {
  readonly quantity: Quantity;
  readonly values: ArrayLike<number>;
}

/** What words there are, and a sequence of their ids for each example. */
export interface Written {
  readonly vocabulary: Vocabulary;
  readonly places: number;
  /** Examples × places: words, an end, and padding behind it. */
  readonly tokens: Uint16Array;
}

/** The names of the classes, and which of them each example has. */
export interface Marked {
  readonly classes: readonly string[];
  /** Examples × classes: 1 for a class that the example has, else 0. */
  readonly marks: Uint8Array;
}

type Made<Kind extends Dataset, Of extends Numbers> = Kind & { readonly samples: Shared<Of> };

/**
 * A data set over memory that worker threads can see, with its fingerprint.
 *
 * @throws {HeadstartError} `data` if a value is not finite.
 */
export function datasetOf<Of extends Numbers>(given: Given<Of> & Labelled): Made<ClassDataset, Of>;
export function datasetOf<Of extends Numbers>(given: Given<Of> & Valued): Made<ValueDataset, Of>;
export function datasetOf<Of extends Numbers>(given: Given<Of> & Written): Made<SequenceDataset, Of>;
export function datasetOf<Of extends Numbers>(given: Given<Of> & Marked): Made<LabelDataset, Of>;
export function datasetOf<Of extends Numbers>(
  given: Given<Of> & (Labelled | Valued),
): Made<ClassDataset | ValueDataset, Of>;
export function datasetOf<Of extends Numbers>(
  given: Given<Of> & (Labelled | Marked),
): Made<ClassDataset | LabelDataset, Of>;
export function datasetOf<Of extends Numbers>(given: Given<Of> & (Labelled | Valued | Marked)): Made<Dataset, Of>;
export function datasetOf<Of extends Numbers>(
  given: Given<Of> & (Labelled | Valued | Marked | Written),
): Made<Dataset, Of> {
  const { shape, content, scale, origin } = given;
  const groups = given.groups && sharedNumbers(given.groups);
  const samples = shared(given.samples);
  const told = toldIn(given);
  const head = {
    shape,
    ...told.names,
    type: typeOf(samples),
    ...(scale === 1 / 255 ? {} : { scale }),
    ...(content && { content }),
  };
  const hash = createHash('sha256').update(canonicalJson(head)).update(bytesOf(samples)).update(told.bytes);
  if (groups !== undefined) hash.update(bytesOf(groups));
  return {
    ...told.targets,
    fingerprint: hash.digest('hex'),
    shape,
    ...(content && { content }),
    count: told.count,
    samples,
    scale,
    ...(origin === undefined ? {} : { origin }),
    ...(groups && { groups }),
  } as Made<Dataset, Of>;
}

function typeOf(values: Numbers): 'uint8' | 'uint16' | 'float32' {
  if (values instanceof Uint8Array) return 'uint8';
  return values instanceof Uint16Array ? 'uint16' : 'float32';
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Values in memory that worker threads can see: the same if they lie there already, else a copy. */
function shared<Of extends Numbers>(values: Of): Shared<Of> {
  if (values.buffer instanceof SharedArrayBuffer) return values as unknown as Shared<Of>;
  const buffer = new SharedArrayBuffer(values.byteLength);
  new Uint8Array(buffer).set(bytesOf(values));
  // Not the constructor of these values: a Buffer is a Uint8Array too.
  const Kind = { uint8: Uint8Array, uint16: Uint16Array, float32: Float32Array }[typeOf(values)];
  return new (Kind as unknown as new (buffer: SharedArrayBuffer) => Shared<Of>)(buffer);
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

function toldIn(given: Labelled | Valued | Marked | Written) {
  if ('labels' in given) return labelled(given);
  if ('values' in given) return valued(given);
  return 'marks' in given ? marked(given) : written(given);
}

/** The labels, what is to be hashed of them, and how many there are. */
function labelled({ classes, labels: given }: Labelled) {
  const labels = shared(given);
  const targets: Pick<ClassDataset, 'kind' | 'classes' | 'labels'> = { kind: 'classes', classes, labels };
  return { targets, names: { classes }, bytes: labels, count: labels.length };
}

/** The same of values. */
function valued({ quantity, values: given }: Valued) {
  const values = sharedValues(given);
  const targets: Pick<ValueDataset, 'kind' | 'quantity' | 'values'> = { kind: 'values', quantity, values };
  return { targets, names: { quantity }, bytes: bytesOf(values), count: values.length };
}

/** The same of sequences. */
function written({ vocabulary, places, tokens: given }: Written) {
  const tokens = shared(given);
  const targets: Pick<SequenceDataset, 'kind' | 'vocabulary' | 'places' | 'tokens'> = {
    kind: 'sequences',
    vocabulary,
    places,
    tokens,
  };
  const names = { vocabulary: hashOf({ ...vocabulary }), places };
  return { targets, names, bytes: bytesOf(tokens), count: tokens.length / places };
}

/** The same of sets of classes. */
function marked({ classes, marks: given }: Marked) {
  const marks = shared(given);
  const targets: Pick<LabelDataset, 'kind' | 'classes' | 'marks'> = { kind: 'labels', classes, marks };
  return { targets, names: { kind: 'labels', classes }, bytes: marks, count: marks.length / classes.length };
}
