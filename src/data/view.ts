import { createHash } from 'node:crypto';
import type { RandomStream } from '../base/random.ts';
import type { Dataset, Samples } from './contract.ts';
import { stratifiedOrder } from './stratify.ts';

/** Some examples of a data set, with labels counted from 0 within the chosen classes. */
export interface View<From extends Samples = Samples> {
  /** Where the examples lie. */
  readonly dataset: From;
  readonly classes: readonly string[];
  /** Row of each example among the samples. */
  readonly rows: Int32Array;
  /** Label of each example: an index into `classes`. Parallel to `rows`. */
  readonly labels: Int32Array;
  /** Group of each example, where the data set has groups. Parallel to `rows`. */
  readonly groups?: Int32Array;
}

/**
 * The examples of some classes, in the data set's order.
 *
 * @param classes names that all occur in the data set; label 0 is the first one.
 */
export function selectClasses(dataset: Dataset, classes: readonly string[]): View<Dataset> {
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
    dataset,
    classes,
    rows: Int32Array.from(rows),
    labels: Int32Array.from(labels),
    ...(dataset.groups && { groups: Int32Array.from(rows, (row) => dataset.groups![row]!) }),
  };
}

/** The examples at some positions of a view, in that order. */
export function take(view: View, positions: Int32Array): View {
  return {
    ...view,
    rows: positions.map((position) => view.rows[position]!),
    labels: positions.map((position) => view.labels[position]!),
    ...(view.groups && { groups: positions.map((position) => view.groups![position]!) }),
  };
}

/** The first examples of a view; `count` is no more than there are. */
export function takeFirst(view: View, count: number): View {
  return {
    ...view,
    rows: view.rows.slice(0, count),
    labels: view.labels.slice(0, count),
    ...(view.groups && { groups: view.groups.slice(0, count) }),
  };
}

/**
 * The same examples in another form, such as their features: `samples` holds one row for each, in the view's order.
 *
 * @throws {RangeError} if it holds fewer or more.
 */
export function represent(view: View, samples: Samples): View {
  const rows = samples.samples.length / samples.shape.reduce((product, dimension) => product * dimension, 1);
  if (rows !== view.rows.length) throw new RangeError(`${rows} rows cannot stand for ${view.rows.length} examples`);
  return { ...view, dataset: samples, rows: view.rows.map((_, position) => position) };
}

/** A random, stratified draw of at most `count` examples. */
export function draw(view: View, count: number, random: RandomStream): View {
  return take(view, stratifiedOrder(view.labels, view.classes.length, random).subarray(0, count));
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
