import { quantileSorted } from 'simple-statistics';
import { rarestLabels } from './rarest-labels.ts';
import { SPECIAL, type Vocabulary } from './text/vocabulary.ts';

/** What values are of: `angle` in `degrees`. */
export interface Quantity {
  readonly name: string;
  /** Empty where it has none. */
  readonly unit: string;
}

/** `angle in degrees`, or the name alone where there is no unit. */
export function quantityWords({ name, unit }: Quantity): string {
  return unit === '' ? name : `${name} in ${unit}`;
}

/** What targets are called that have no classes: `values (angle in degrees)`, `labels (12 classes)` or `sequences (phonemes)`. */
export function targetWords(names: Exclude<TargetNames, { readonly kind: 'classes' }>): string {
  const of = {
    values: () => (names.kind === 'values' ? quantityWords(names.quantity) : ''),
    labels: () => (names.kind === 'labels' ? `${names.classes.length} classes` : ''),
    sequences: () => (names.kind === 'sequences' ? names.of : ''),
  };
  return `${names.kind} (${of[names.kind]()})`;
}

/** Each example is of one class. */
export interface ClassTargets {
  readonly kind: 'classes';
  readonly classes: readonly string[];
  /** Of each example: an index into `classes`. */
  readonly labels: Int32Array;
}

/** Each example has a real value. */
export interface ValueTargets {
  readonly kind: 'values';
  readonly quantity: Quantity;
  /** Of each example, in the unit of the quantity; finite. */
  readonly values: Float32Array;
}

/** Of each example a sequence of words is to be written. */
export interface SequenceTargets {
  readonly kind: 'sequences';
  readonly vocabulary: Vocabulary;
  /** Places of each: the longest sequence with its end has so many. */
  readonly places: number;
  /** Ids of words, examples × places, row-major: each sequence, its end, and padding behind it. */
  readonly tokens: Uint16Array;
}

/** Each example has a set of classes: none, some or all of them. */
export interface LabelTargets {
  readonly kind: 'labels';
  readonly classes: readonly string[];
  /** Examples × classes, row-major: 1 for a class that the example has, 0 for the others. */
  readonly marks: Uint8Array;
}

/** What is to be told of each example. */
export type Targets = ClassTargets | ValueTargets | LabelTargets | SequenceTargets;

export type TargetKind = Targets['kind'];

/** What is known of the targets of a data set before its examples are read. */
export type TargetNames =
  | { readonly kind: 'classes'; readonly classes: readonly string[] }
  | { readonly kind: 'values'; readonly quantity: Quantity }
  | { readonly kind: 'labels'; readonly classes: readonly string[] }
  /** `of` what is written: `phonemes`. */
  | { readonly kind: 'sequences'; readonly of: string };

/** A division of examples that every split keeps the shares of. */
export interface Strata {
  /** Of each example: a stratum from 0 on. */
  readonly labels: Int32Array;
  readonly count: number;
}

/** Everything that depends on the kind of targets here. */
interface Handling<Of extends Targets> {
  /** Numbers that a model's head makes: one logit for each class or word, or the value. */
  outputs(targets: Of): number;
  /** What is to be told of each example, as a batch holds it: the same number of numbers for each. */
  column(targets: Of): Int32Array | Uint16Array | Uint8Array | Float32Array;
  /** How many numbers that are. */
  width(targets: Of): number;
  strata(targets: Of): Strata;
  at(targets: Of, positions: Int32Array): Of;
}

const handlings: { readonly [Kind in TargetKind]: Handling<Extract<Targets, { readonly kind: Kind }>> } = {
  classes: {
    outputs: ({ classes }) => classes.length,
    column: ({ labels }) => labels,
    width: () => 1,
    strata: ({ labels, classes }) => ({ labels, count: classes.length }),
    at: ({ kind, classes, labels }, positions) => ({
      kind,
      classes,
      labels: positions.map((position) => labels[position]!),
    }),
  },
  values: {
    outputs: () => 1,
    column: ({ values }) => values,
    width: () => 1,
    strata: ({ values }) => quantileBins(values),
    at: ({ kind, quantity, values }, positions) => ({
      kind,
      quantity,
      values: Float32Array.from(positions, (position) => values[position]!),
    }),
  },
  sequences: {
    outputs: ({ vocabulary }) => vocabulary.words.length,
    column: ({ tokens }) => tokens,
    width: ({ places }) => places,
    strata: ({ tokens, places }) => quantileBins(lengthsOf(tokens, places)),
    at: ({ kind, vocabulary, places, tokens }, positions) => {
      const taken = new Uint16Array(positions.length * places);
      for (const [index, position] of positions.entries()) {
        taken.set(tokens.subarray(position * places, (position + 1) * places), index * places);
      }
      return { kind, vocabulary, places, tokens: taken };
    },
  },
  labels: {
    outputs: ({ classes }) => classes.length,
    column: ({ marks }) => marks,
    width: ({ classes }) => classes.length,
    strata: ({ marks, classes }) => ({ labels: rarestLabels(marks, classes.length), count: classes.length + 1 }),
    at: ({ kind, classes, marks }, positions) => ({
      kind,
      classes,
      marks: marksAt(marks, classes.length, positions),
    }),
  },
};

/** Places that are not padding, in each of some sequences. */
function lengthsOf(tokens: Uint16Array, places: number): Float32Array {
  return Float32Array.from({ length: tokens.length / places }, (_, row) => {
    const end = tokens.subarray(row * places, (row + 1) * places).indexOf(SPECIAL.padding);
    return end === -1 ? places : end;
  });
}

/** The rows of some examples. */
function marksAt(marks: Uint8Array, classes: number, positions: Int32Array): Uint8Array {
  const taken = new Uint8Array(positions.length * classes);
  for (const [index, position] of positions.entries()) {
    taken.set(marks.subarray(position * classes, (position + 1) * classes), index * classes);
  }
  return taken;
}

function handlingOf<Of extends Targets>({ kind }: Of): Handling<Of> {
  return handlings[kind] as unknown as Handling<Of>;
}

/** Numbers that a model's head makes: a logit for each class, one value, or a logit for each word at each place. */
export function outputsOf(targets: Targets): number {
  return handlingOf(targets).outputs(targets);
}

/** What is to be told of each example as numbers: a class index, the value in its unit, a mark for each class, or the ids of a sequence. */
export function targetColumn(targets: Targets): Int32Array | Uint16Array | Uint8Array | Float32Array {
  return handlingOf(targets).column(targets);
}

/** How many numbers of the column belong to each example. */
export function columnWidth(targets: Targets): number {
  return handlingOf(targets).width(targets);
}

/** What stratified draws and splits keep the shares of: the classes, bins of the values or lengths, or the rarest labels. */
export function strataOf(targets: Targets): Strata {
  return handlingOf(targets).strata(targets);
}

/** The targets at some positions, in that order, and nothing else of what holds them. */
export function targetsAt(targets: Targets, positions: Int32Array): Targets {
  return handlingOf(targets).at(targets, positions);
}

const MOST_BINS = 10;

/**
 * Bins of values between their own quantiles, so that each has about the same number of examples: at most ten, and no
 * more than there are pairs of examples. A value on a border lies in the upper bin, equal values lie in one bin, and
 * bins may be empty; constant values are one bin. Quantiles are the p-th of the sorted values as `simple-statistics` has
 * them.
 */
export function quantileBins(values: Float32Array): Strata {
  const count = Math.max(1, Math.min(MOST_BINS, Math.floor(values.length / 2)));
  if (values.length === 0) return { labels: new Int32Array(0), count };
  const sorted = [...values].sort((a, b) => a - b);
  const borders = Array.from({ length: count - 1 }, (_, index) => quantileSorted(sorted, (index + 1) / count));
  return {
    labels: Int32Array.from(values, (value) => borders.filter((border) => value >= border).length),
    count,
  };
}
