import { drawPool } from '../data/cell.ts';
import type { Dataset } from '../data/contract.ts';
import { selectExamples, takeFirst, type View } from '../data/view.ts';
import { type Datasets, dataKey, drawSource, splitPool } from '../plan/examples.ts';
import type { TaskSpec, TrainedSpec } from '../plan/nodes.ts';
import { type DataRef, type DrawSpec, type PoolSpec, poolOfSplit, type SplitSpec } from '../plan/splits.ts';
import { HeldOutPart } from './held-out-part.ts';

/**
 * Finding a trial's examples goes through a whole data set; most trials of a worker share the outcome. What is found
 * is remembered as long as the data set is in memory: some kilobytes for each pool.
 */
const views = new WeakMap<Dataset, Map<string, View>>();
const pools = new WeakMap<View, Map<string, View>>();

function remembered<Key extends WeakKey>(
  memory: WeakMap<Key, Map<string, View>>,
  of: Key,
  name: string,
  find: () => View,
): View {
  const known = memory.get(of) ?? new Map<string, View>();
  memory.set(of, known);
  const found = known.get(name) ?? find();
  known.set(name, found);
  return found;
}

/** The examples of a data set that are of the chosen classes, or have values. */
export function viewOf(datasets: Datasets, data: DataRef): View {
  const dataset = datasets.get(dataKey(data))!;
  return remembered(views, dataset, JSON.stringify(data.classes), () => selectExamples(dataset, data.classes));
}

/** A target's pool in one repeat. */
export function poolOf(datasets: Datasets, spec: PoolSpec): View {
  const { seed, target, repeat, pool: limit } = spec;
  const view = viewOf(datasets, spec.data);
  return remembered(pools, view, JSON.stringify([seed, target, repeat, limit]), () =>
    drawPool(view, limit ?? undefined, spec),
  );
}

/** A cell's examples: those to train on in their order, and what is held out, each look at which is counted. */
export interface Cell {
  readonly train: View;
  readonly heldOut: HeldOutPart;
}

/** The training part and the held-out fold of a cell, or the support and the queries of an episode. */
export function cellOf(datasets: Datasets, spec: SplitSpec): Cell {
  return cellIn(poolOf(datasets, poolOfSplit(spec)), spec);
}

/** The same of a cell's pool in whatever form its examples are. */
export function cellIn(pool: View, spec: SplitSpec): Cell {
  const { train, test } = splitPool(pool, spec);
  return { train, heldOut: new HeldOutPart(test) };
}

/**
 * The examples that a source or the labelled domain draws, without those that it must not see: held-out examples and,
 * where a design keeps groups together, others of the same data and of a held-out group.
 */
export function drawnOf(datasets: Datasets, spec: DrawSpec): View {
  const drawn = drawSource(viewOf(datasets, spec.data), spec);
  const { without } = spec;
  return without === null ? drawn : cellOf(datasets, without).heldOut.leftOutOf(drawn, without);
}

/** The examples that a source is trained on. */
export function pretrainExamples(datasets: Datasets, spec: TrainedSpec): View {
  if (spec.cell === null) return drawnOf(datasets, spec);
  const { train } = cellOf(datasets, spec.cell.split);
  return spec.cell.size === null ? train : takeFirst(train, spec.cell.size);
}

/** What a trial learns of a further task, and what it is scored on. */
export interface TaskExamples {
  readonly learnt: View;
  /** Empty where the trial has trained on all of it. */
  readonly heldOut: HeldOutPart;
}

/**
 * The examples of a trial's further tasks: of each, the first ones of its training part and its held-out fold. Where
 * tasks share examples, what the target holds out is not learnt, and what the trial learns in any way is not scored.
 *
 * @param target what the trial holds out, and its training examples.
 */
export function examplesOfTasks(datasets: Datasets, tasks: readonly TaskSpec[], target: Cell): TaskExamples[] {
  const each = tasks.map((task) => {
    const { train, heldOut } = cellOf(datasets, task.split);
    const part = task.overlaps ? target.heldOut.leftOutOf(train, task.split) : train;
    return { task, learnt: task.size === null ? part : takeFirst(part, task.size), heldOut };
  });
  return each.map(({ task: { overlaps, seen, split }, learnt, heldOut }) => {
    const trained = overlaps ? [target.train, ...each.map((other) => other.learnt)] : [];
    if (seen !== null) trained.push(pretrainExamples(datasets, seen));
    return { learnt, heldOut: trained.reduce((held, view) => held.without(view, split), heldOut) };
  });
}
