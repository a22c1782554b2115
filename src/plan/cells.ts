import type { Suite, TargetChoice } from '../suite/contract.ts';
import type { SplitSpec, TrainingSpec } from './nodes.ts';
import { trainingSteps } from './training.ts';

/** All splits of a target: its folds in each repeat, or its episodes. */
export function splitsOf(suite: Suite, target: TargetChoice): SplitSpec[] {
  const { data, pool } = dataOf(suite, target.data);
  const { folds, repeats, seed, episodes } = suite.design;
  const episode = episodes && { ways: episodes.ways, queries: episodes.queries }; // no shots: another K moves no draw
  return Array.from({ length: repeats * folds }, (_, index) => ({
    data,
    pool,
    folds,
    seed,
    target: target.name,
    repeat: Math.floor(index / folds),
    fold: index % folds,
    ...(episode && { episode }),
  }));
}

/** What the trials of a cell share. */
export function cellSpec(suite: Suite, target: TargetChoice, split: SplitSpec, size: number) {
  const { observe } = suite.training;
  const training = trainingSpec(suite, size);
  return {
    split,
    size,
    training,
    observe: { every: observe.every ?? Math.max(1, Math.round(training.steps / 20)), sample: observe.sample },
    metrics: target.metrics,
  };
}

function trainingSpec(suite: Suite, size: number): TrainingSpec {
  const { optimizer, lr, batch } = suite.training;
  return { optimizer, lr, batch, steps: trainingSteps(suite, size) };
}

/** Where the data of a name comes from, and how much of it is drawn; null for all. */
export function dataOf(suite: Suite, name: string) {
  const { use, options, classes, size, pool } = suite.data[name]!;
  return { data: { use, options, classes }, pool: size ?? pool ?? null };
}
