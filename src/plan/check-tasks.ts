import type { Problem } from '../base/errors.ts';
import { drawPool } from '../data/cell.ts';
import { classCounts } from '../data/stratify.ts';
import type { Suite } from '../suite/contract.ts';
import { type Catalog, pooledRepeats } from './examples.ts';
import { sourceChain } from './source-chain.ts';
import { dataOf } from './specs.ts';

/**
 * Further tasks that are named twice, or too small to be learnt and scored: with fewer examples of a class than there are folds, or
 * fewer training examples than classes. Those that are targets are checked as such.
 */
export function taskProblems(suite: Suite, catalog: Catalog): Problem[] {
  const { folds, episodes, seed, groups } = suite.design;
  return suite.arms.flatMap(({ name: arm, recipe: { tasks, init }, origin }) => {
    if (tasks === 'single') return [];
    const path = origin === undefined ? ['arms', arm, 'tasks', 'with'] : origin.place;
    if (init !== 'random' && sourceChain(suite, init.from).length > 1) {
      const message = `${init.from} starts from another source; of those it is not followed which examples of the further tasks they have seen`;
      const remedy = 'start from a source that starts at random';
      return [suite.file.problem(origin === undefined ? ['arms', arm] : path, { message, remedy })];
    }
    return tasks.with.flatMap((name, index): Problem[] => {
      const place = origin === undefined ? [...path, index] : path;
      if (tasks.with.indexOf(name) < index) {
        const message = 'the task is named twice';
        return [suite.file.problem(place, { message, received: name, remedy: 'remove one of the two' })];
      }
      const view = catalog.get(name)!;
      if (view.kind !== 'classes') {
        const message = `the examples of the task ${name} have ${view.kind}, and a further task is one of classes`;
        return [suite.file.problem(place, { message, received: name, remedy: 'use data with classes' })];
      }
      const others = suite.targets.filter(({ data }) => data !== name).flatMap(({ sizes }) => sizes);
      const smallest = Math.min(...others);
      if (tasks.examples === 'subset' && smallest < view.classes.length) {
        const message = `as many examples as the target has are fewer than the ${view.classes.length} classes of ${name}`;
        const remedy = 'use `examples: all`, or larger sizes';
        return [suite.file.problem(place, { message, received: smallest, remedy })];
      }
      if (episodes !== undefined || suite.targets.some(({ data }) => data === name)) return [];
      for (const repeat of pooledRepeats(suite)) {
        const pool = drawPool(view, dataOf(suite, name).pool ?? undefined, { seed, target: `task:${name}`, repeat });
        const parts = Math.max(2, folds);
        if (groups && pool.groups !== undefined && new Set(pool.groups).size < parts) {
          const message = `the task ${name} has fewer groups than the ${parts} parts that they are spread over`;
          return [suite.file.problem(place, { message, received: name, remedy: 'use data with more groups' })];
        }
        const counts = classCounts(pool.labels, view.classes.length);
        const label = counts.findIndex((count) => count < Math.max(2, folds));
        if (label === -1) continue;
        const message = `class ${view.classes[label]} of the task ${name} has only ${counts[label]} examples, fewer than ${folds > 1 ? 'one per fold' : 'one to learn and one to score'}`;
        const remedy = folds > 2 ? 'use more of its examples, or fewer folds' : 'use more of its examples';
        return [suite.file.problem(place, { message, received: name, remedy })];
      }
      return [];
    });
  });
}
