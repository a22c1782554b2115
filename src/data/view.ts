import { createHash } from 'node:crypto';
import type { RandomStream } from '../base/random.ts';
import type { ClassDataset, Dataset, LabelDataset, Samples, SequenceDataset, ValueDataset } from './contract.ts';
import { stratifiedOrder } from './stratify.ts';
import {
  type ClassTargets,
  type LabelTargets,
  type SequenceTargets,
  strataOf,
  targetsAt,
  type ValueTargets,
} from './targets.ts';

/** Some examples of a data set, without what is to be told of them. */
interface Rows<From extends Samples> {
  /** Where the examples lie. */
  readonly dataset: From;
  /** Row of each example among the samples. */
  readonly rows: Int32Array;
  /** Group of each example, where the data set has groups. Parallel to `rows`. */
  readonly groups?: Int32Array;
}

/** Examples of classes, with labels counted from 0 within the chosen ones. Labels are parallel to `rows`. */
export interface ClassView<From extends Samples = Samples> extends Rows<From>, ClassTargets {}

/** Examples with a value each. Values are parallel to `rows`. */
export interface ValueView<From extends Samples = Samples> extends Rows<From>, ValueTargets {}

/** Examples with a sequence each. Tokens are `places` for each of `rows`. */
export interface SequenceView<From extends Samples = Samples> extends Rows<From>, SequenceTargets {}

/** Examples with a set of classes each. Marks are one row for each of `rows`. */
export interface LabelView<From extends Samples = Samples> extends Rows<From>, LabelTargets {}

/** Some examples of a data set, with what is to be told of each. */
export type View<From extends Samples = Samples> =
  | ClassView<From>
  | ValueView<From>
  | LabelView<From>
  | SequenceView<From>;

/**
 * A view of classes as such: what is made for classes alone takes no other, and the plan has refused it.
 *
 * @throws {TypeError} if it has others.
 */
export function ofClasses<From extends Samples>(view: View<From>): ClassView<From> {
  if (view.kind === 'classes') return view;
  throw new TypeError(`classes are needed, and these examples have ${view.kind}`);
}

/** The same of values. */
export function ofValues<From extends Samples>(view: View<From>): ValueView<From> {
  if (view.kind === 'values') return view;
  throw new TypeError(`values are needed, and these examples have ${view.kind}`);
}

/** The same of sequences. */
export function ofSequences<From extends Samples>(view: View<From>): SequenceView<From> {
  if (view.kind === 'sequences') return view;
  throw new TypeError(`sequences are needed, and these examples have ${view.kind}`);
}

/** The same of sets of classes. */
export function ofLabels<From extends Samples>(view: View<From>): LabelView<From> {
  if (view.kind === 'labels') return view;
  throw new TypeError(`labels are needed, and these examples have ${view.kind}`);
}

/**
 * The examples of a data set in its own order: those of some classes, or all that have a value, a set of classes or a
 * sequence.
 *
 * @param classes as `selectClasses` takes them; null where the data have others.
 */
export function selectExamples(dataset: Dataset, classes: readonly string[] | null): View<Dataset> {
  if (dataset.kind === 'classes') return selectClasses(dataset, classes ?? dataset.classes);
  if (dataset.kind === 'values') return allValues(dataset);
  return dataset.kind === 'labels' ? allLabels(dataset) : allSequences(dataset);
}

/** All examples of a data set of values. */
export function allValues(dataset: ValueDataset): ValueView<ValueDataset> {
  const { quantity, count, values, groups } = dataset;
  return {
    kind: 'values',
    dataset,
    quantity,
    rows: Int32Array.from({ length: count }, (_, row) => row),
    values: Float32Array.from(values),
    ...(groups && { groups: Int32Array.from(groups) }),
  };
}

/** All examples of a data set of sequences. */
export function allSequences(dataset: SequenceDataset): SequenceView<SequenceDataset> {
  const { vocabulary, places, tokens, count, groups } = dataset;
  return {
    kind: 'sequences',
    dataset,
    vocabulary,
    places,
    rows: Int32Array.from({ length: count }, (_, row) => row),
    tokens: Uint16Array.from(tokens),
    ...(groups && { groups: Int32Array.from(groups) }),
  };
}

/** All examples of a data set of sets of classes. */
export function allLabels(dataset: LabelDataset): LabelView<LabelDataset> {
  const { classes, marks, count, groups } = dataset;
  return {
    kind: 'labels',
    dataset,
    classes,
    rows: Int32Array.from({ length: count }, (_, row) => row),
    marks: Uint8Array.from(marks),
    ...(groups && { groups: Int32Array.from(groups) }),
  };
}

/**
 * The examples of some classes, in the data set's order.
 *
 * @param classes names that all occur in the data set; label 0 is the first one.
 */
export function selectClasses(dataset: ClassDataset, classes: readonly string[]): ClassView<ClassDataset> {
  const wanted = new Map(classes.map((name, label) => [dataset.classes.indexOf(name), label]));
  const rows: number[] = [];
  const labels: number[] = [];
  for (let row = 0; row < dataset.count; row++) {
    const label = wanted.get(dataset.labels[row]!);
    if (label === undefined) continue;
    rows.push(row);
    labels.push(label);
  }
  return {
    kind: 'classes',
    dataset,
    classes,
    rows: Int32Array.from(rows),
    labels: Int32Array.from(labels),
    ...(dataset.groups && { groups: Int32Array.from(rows, (row) => dataset.groups![row]!) }),
  };
}

/** The examples at some positions of a view, in that order. */
export function take<Of extends View>(view: Of, positions: Int32Array): Of {
  return {
    ...view,
    ...targetsAt(view, positions),
    rows: positions.map((position) => view.rows[position]!),
    ...(view.groups && { groups: positions.map((position) => view.groups![position]!) }),
  };
}

/** The first examples of a view; `count` is no more than there are. */
export function takeFirst<Of extends View>(view: Of, count: number): Of {
  return take(
    view,
    Int32Array.from({ length: Math.min(count, view.rows.length) }, (_, position) => position),
  );
}

/**
 * The same examples in another form, such as their features: `samples` holds one row for each, in the view's order.
 *
 * @throws {RangeError} if it holds fewer or more.
 */
export function represent<Of extends View>(view: Of, samples: Samples): Of {
  const rows = samples.samples.length / samples.shape.reduce((product, dimension) => product * dimension, 1);
  if (rows !== view.rows.length) throw new RangeError(`${rows} rows cannot stand for ${view.rows.length} examples`);
  return { ...view, dataset: samples, rows: view.rows.map((_, position) => position) };
}

/** A random, stratified draw of at most `count` examples. */
export function draw<Of extends View>(view: Of, count: number, random: RandomStream): Of {
  const { labels, count: strata } = strataOf(view);
  return take(view, stratifiedOrder(labels, strata, random).subarray(0, count));
}

/** A hash of each example's bytes, or of what it was made of, to find the same example in two places. Parallel to `rows`. */
export function exampleHashes(view: View): string[] {
  const { shape, samples } = view.dataset.origin ?? view.dataset;
  const length = shape.reduce((product, dimension) => product * dimension, 1);
  return Array.from(view.rows, (row) => {
    const bytes = samples.subarray(row * length, (row + 1) * length);
    return createHash('sha1').update(bytes).digest('base64');
  });
}
