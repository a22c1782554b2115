import { hashOf } from '../base/hash.ts';
import { drawPool, heldOutCount } from '../data/cell.ts';
import { exampleHashes, type View } from '../data/view.ts';
import type { Suite } from '../suite/contract.ts';
import type { Recipe } from '../transfer/recipe.ts';
import { type Catalog, dataKey, drawnRepeats, drawnSources, pooledRepeat } from './examples.ts';
import { furtherTasks } from './lessons.ts';
import type { SplitSpec, TaskSpec, TrainedSpec, TrialSpec } from './nodes.ts';
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
 * were a target, under a name that no target can have; groups of it stay together if it has any.
 *
 * @param split of the trial's own target.
 */
export function taskSplit(suite: Suite, name: string, split: SplitSpec, catalog: Catalog): SplitSpec {
  const { data, pool } = dataOf(suite, name);
  const target = suite.targets.find((choice) => choice.data === name);
  if (target !== undefined) return { ...split, data, pool, target: target.name };
  const { episode, grouped, ...rest } = split;
  const own = { ...rest, data, pool, target: `task:${name}` };
  if (episode !== undefined) return { ...own, folds: EPISODE_FOLDS, fold: 0 };
  return grouped && catalog.get(name)!.groups !== undefined ? { ...own, grouped } : own;
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
  catalog: Catalog,
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
      split: taskSplit(suite, name, split, catalog),
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

/** Examples outside the held-out fold; null where they hang on the classes of an episode, or on groups. */
function trainingPart({ pool, folds, fold, episode, holdout, grouped }: SplitSpec, examples: number): number | null {
  if (episode !== undefined || grouped) return null;
  const pooled = Math.min(pool ?? Number.POSITIVE_INFINITY, examples);
  if (holdout !== undefined) return pooled - heldOutCount({ by: { holdout }, grouped: false }, pooled);
  return pooled - Math.ceil((pooled - fold) / folds); // `stratifiedFolds` deals the examples out, one fold after the other
}

/** What shares examples with a task's data: `target:NAME`, `task:NAME` and `source:NAME`, by the task's name. */
export type TaskOverlaps = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Which further tasks share examples with targets, with each other or with sources, by hash of their bytes. Where the
 * design keeps groups together, examples of one group of one data set count as shared.
 */
export function overlappingTasks(suite: Suite, catalog: Catalog): TaskOverlaps {
  const overlaps = new Map(taskNames(suite).map((name) => [name, new Set<string>()]));
  if (overlaps.size === 0) return overlaps;
  for (const repeat of drawnRepeats(suite)) {
    const pool = pooledRepeat(suite, repeat);
    const tasks = [...overlaps.keys()].map((name) => ({ name, marks: new Set(taskMarks(suite, name, pool, catalog)) }));
    const groups = [
      ...suite.targets.map(({ name, data }) => ({
        key: `target:${name}`,
        marks: marksOf(suite, data, poolOf(suite, data, name, pool, catalog)),
      })),
      ...tasks.map(({ name, marks }) => ({ key: `task:${name}`, marks: [...marks] })),
      ...drawnSources(suite, catalog, repeat).map(({ name, data, view }) => ({
        key: `source:${name}`,
        marks: marksOf(suite, data, view),
      })),
    ];
    for (const { name, marks } of tasks) {
      for (const group of groups) {
        if (group.key !== `task:${name}` && group.marks.some((mark) => marks.has(mark))) {
          overlaps.get(name)!.add(group.key);
        }
      }
    }
  }
  return overlaps;
}

/** What a task's training part and held-out fold are made of. */
function taskMarks(suite: Suite, name: string, repeat: number, catalog: Catalog): string[] {
  const target = suite.targets.find(({ data }) => data === name);
  // Each episode draws a pool of its own: whatever the data hold may be in one of them.
  const whole = target === undefined && suite.design.kind === 'episodes';
  const view = whole ? catalog.get(name)! : poolOf(suite, name, target?.name ?? `task:${name}`, repeat, catalog);
  return marksOf(suite, name, view);
}

/** What is the same where examples are shared: their hashes and, where groups stay together, the names of these. */
function marksOf({ design, data }: Suite, name: string, view: View): string[] {
  const key = dataKey(data[name]!);
  const groups = design.groups ? [...new Set(view.groups)].map((group) => `${key}\n${group}`) : [];
  return [...exampleHashes(view), ...groups];
}

function poolOf(suite: Suite, data: string, target: string, repeat: number, catalog: Catalog): View {
  const { seed } = suite.design;
  return drawPool(catalog.get(data)!, dataOf(suite, data).pool ?? undefined, { seed, target, repeat });
}
