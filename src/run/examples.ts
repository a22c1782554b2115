import { drawPool, type Split, splitCell } from '../data/cell.ts';
import type { Dataset } from '../data/contract.ts';
import { drawEpisode } from '../data/episode.ts';
import { selectClasses, type View } from '../data/view.ts';
import { type Datasets, dataKey, drawSource, withoutExamples, withoutGroups } from '../plan/examples.ts';
import {
  type DataRef,
  type DrawSpec,
  heldOutPart,
  type PoolSpec,
  poolOfSplit,
  type SplitSpec,
  splitRule,
} from '../plan/nodes.ts';

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

/** The chosen classes of a data set. */
export function viewOf(datasets: Datasets, data: DataRef): View {
  const dataset = datasets.get(dataKey(data))!;
  return remembered(views, dataset, data.classes.join('\n'), () => selectClasses(dataset, data.classes));
}

/** A target's pool in one repeat. */
export function poolOf(datasets: Datasets, spec: PoolSpec): View {
  const { seed, target, repeat, pool: limit } = spec;
  const view = viewOf(datasets, spec.data);
  return remembered(pools, view, JSON.stringify([seed, target, repeat, limit]), () =>
    drawPool(view, limit ?? undefined, spec),
  );
}

/** The training part and the held-out fold of a cell, or the support and the queries of an episode. */
export function splitOf(datasets: Datasets, spec: SplitSpec): Split {
  return splitPool(poolOf(datasets, poolOfSplit(spec)), spec);
}

/** Splits a cell's pool, in whatever form its examples are. */
export function splitPool(pool: View, spec: SplitSpec): Split {
  const { seed, target, repeat, episode } = spec;
  return episode === undefined
    ? splitCell(pool, splitRule(spec), heldOutPart(spec))
    : drawEpisode(pool, episode, { seed, target, episode: repeat });
}

/**
 * The examples that a source or a further domain or task draws, without those that it must not see: held-out examples
 * and, where a design keeps groups together, others of the same data and of a held-out group.
 */
export function drawnOf(datasets: Datasets, spec: DrawSpec): View {
  const drawn = drawSource(viewOf(datasets, spec.data), spec);
  const { without } = spec;
  if (without === null) return drawn;
  const { test } = splitOf(datasets, without);
  const left = withoutExamples(drawn, test);
  return without.grouped && dataKey(spec.data) === dataKey(without.data) ? withoutGroups(left, test) : left;
}
