import { hashOf } from '../base/hash.ts';
import { drawPool, heldOutCount } from '../data/cell.ts';
import { exampleHashes } from '../data/view.ts';
import type { Suite } from '../suite/contract.ts';
import type { Recipe } from '../transfer/recipe.ts';
import { type Catalog, drawnSources, poolsOf } from './examples.ts';
import { furtherTasks } from './lessons.ts';
import { type SplitSpec, splitRule, type TaskSpec, type TrainedSpec, type TrialSpec } from './nodes.ts';
import { cellSpec, dataOf } from './specs.ts';

/** One in so many examples of a task is held out of an episode, where the task is no target. */
const EPISODE_FOLDS = 5;

/** Names in `data` of all tasks that some arm learns beside a target. */
function taskNames({ arms }: Suite): string[] {
  return [...new Set(arms.flatMap(({ recipe: { tasks } }) => (tasks === 'single' ? [] : tasks.with)))];
}

/**
 * How a further task's examples are split in a cell. One whose data are a target's is split as that target is, in the
 * same repeat and fold, so that it is scored on the examples that it is scored on alone. Any other is split as if it
 * were a target, under a name that no target can have.
 *
 * @param split of the trial's own target.
 */
export function taskSplit(suite: Suite, name: string, split: SplitSpec): SplitSpec {
  const { data, pool } = dataOf(suite, name);
  const target = suite.targets.find((choice) => choice.data === name);
  if (target !== undefined) return { ...split, data, pool, target: target.name };
  const { episode, grouped: _, ...like } = split; // its data need not have groups
  const place = episode === undefined ? {} : { folds: EPISODE_FOLDS, fold: 0 };
  return { ...like, data, pool, target: `task:${name}`, ...place };
}

/**
 * The tasks that a recipe learns beside the target, in its order. The target's own data is no further task.
 *
 * @param size training examples of the target.
 * @param source what the model starts from, where that is trained here.
 */
export function tasksOf(
  suite: Suite,
  recipe: Recipe,
  split: SplitSpec,
  size: number,
  source: TrainedSpec | null,
  overlaps: TaskOverlaps,
): TaskSpec[] {
  const { tasks } = recipe;
  if (tasks === 'single') return [];
  const names = furtherTasks(recipe, suite.targets.find(({ name }) => name === split.target)!);
  return names.map((name): TaskSpec => {
    const shares = overlaps.get(name);
    const ofTarget = shares?.has(`target:${split.target}`) ?? false;
    // A source without a draw of its own learns from the trial's target.
    const seen = source !== null && (source.cell === null ? shares?.has(`source:${source.source}`) : ofTarget);
    return {
      name,
      split: taskSplit(suite, name, split),
      size: tasks.examples === 'subset' ? size : null,
      overlaps: ofTarget || names.some((other) => shares?.has(`task:${other}`)),
      seen: seen ? source : null,
    };
  });
}

/**
 * For each further task of a trial: the fingerprint of the cell in which a target is learnt alone from the same
 * examples, for the same number of steps, and scored on the same ones. Null where there is no such cell: the task is no
 * target, the number of its examples is none of that target's sizes, or examples had to be left out.
 */
export function cellsAlone(
  suite: Suite,
  { tasks, training }: Pick<TrialSpec, 'tasks' | 'training'>,
  catalog: Catalog,
  fingerprintOf: (cell: ReturnType<typeof cellSpec>, data: string) => string,
): (string | null)[] {
  return tasks.map(({ name, split, size, overlaps, seen }) => {
    const target = suite.targets.find((choice) => choice.name === split.target);
    const available = trainingPart(split, catalog.get(name)!.rows.length);
    if (target === undefined || overlaps || seen !== null || (size === null && available === null)) return null;
    const learnt = Math.min(size ?? Number.POSITIVE_INFINITY, available ?? Number.POSITIVE_INFINITY);
    if (!target.sizes.includes(learnt)) return null;
    const cell = cellSpec(suite, target, split, learnt);
    return hashOf({ ...cell.training }) === hashOf({ ...training }) ? fingerprintOf(cell, name) : null;
  });
}

/** Examples that are not held out; null where that hangs on more than their number: on classes, or on groups. */
function trainingPart(split: SplitSpec, examples: number): number | null {
  const { pool, folds, fold, episode, holdout, grouped } = split;
  if (episode !== undefined || grouped) return null;
  const pooled = Math.min(pool ?? Number.POSITIVE_INFINITY, examples);
  if (holdout !== undefined) return pooled - heldOutCount(splitRule(split), pooled);
  return pooled - Math.ceil((pooled - fold) / folds); // `stratifiedFolds` deals the examples out, one fold after the other
}

/** What shares examples with a task's data: `target:NAME`, `task:NAME` and `source:NAME`, by the task's name. */
export type TaskOverlaps = ReadonlyMap<string, ReadonlySet<string>>;

/** Which further tasks share examples with targets, with each other or with sources, by hash of their bytes. */
export function overlappingTasks(suite: Suite, catalog: Catalog): TaskOverlaps {
  const overlaps = new Map(taskNames(suite).map((name) => [name, new Set<string>()]));
  if (overlaps.size === 0) return overlaps;
  const { kind, repeats } = suite.design;
  for (let repeat = 0; repeat < (kind === 'episodes' ? 1 : repeats); repeat++) {
    const pool = Math.min(repeat, poolsOf(suite) - 1); // seeds share a pool, and sources are drawn for each
    const tasks = [...overlaps.keys()].map((name) => ({
      name,
      hashes: new Set(taskHashes(suite, name, pool, catalog)),
    }));
    const groups = [
      ...suite.targets.map(({ name, data }) => ({
        key: `target:${name}`,
        hashes: pooled(suite, data, name, pool, catalog),
      })),
      ...tasks.map(({ name, hashes }) => ({ key: `task:${name}`, hashes: [...hashes] })),
      ...drawnSources(suite, catalog, repeat).map(({ name, hashes }) => ({ key: `source:${name}`, hashes })),
    ];
    for (const { name, hashes } of tasks) {
      for (const group of groups) {
        if (group.key !== `task:${name}` && group.hashes.some((hash) => hashes.has(hash)))
          overlaps.get(name)!.add(group.key);
      }
    }
  }
  return overlaps;
}

/** Hashes of the examples that a task's training part and held-out fold are made of. */
function taskHashes(suite: Suite, name: string, repeat: number, catalog: Catalog): string[] {
  const target = suite.targets.find(({ data }) => data === name);
  if (target !== undefined) return pooled(suite, name, target.name, repeat, catalog);
  // Each episode draws a pool of its own: whatever the data hold may be in one of them.
  if (suite.design.episodes !== undefined) return exampleHashes(catalog.get(name)!);
  return pooled(suite, name, `task:${name}`, repeat, catalog);
}

function pooled(suite: Suite, data: string, target: string, repeat: number, catalog: Catalog): string[] {
  const { seed } = suite.design;
  return exampleHashes(drawPool(catalog.get(data)!, dataOf(suite, data).pool ?? undefined, { seed, target, repeat }));
}
