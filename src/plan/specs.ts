import type { Input } from '../engine/input.ts';
import { placelessModel } from '../model/architecture.ts';
import type { Suite, TargetChoice, TrainedSource } from '../suite/contract.ts';
import { placelessWeights } from './existing.ts';
import type { ExistingWeights, LoadedSpec, PretrainNode, PretrainSpec, TrainedSpec, TrainingSpec } from './nodes.ts';
import { repeatsOf } from './repeats.ts';
import { type DrawSpec, heldOutPart, poolOfSplit, type SplitSpec } from './splits.ts';
import { trainingSteps } from './training.ts';

/** Sources, and the labelled domain as `data NAME`, that share examples with a target: target names by source. */
export type Overlaps = ReadonlyMap<string, ReadonlySet<string>>;

/** The splits of a target, by repeat and fold. */
export function splitsOf(suite: Suite, target: TargetChoice): SplitSpec[] {
  const { data, pool } = dataOf(suite, target.data);
  const { kind, folds, seed, groups, holdout, episodes } = suite.design;
  const episode = episodes && { ways: episodes.ways, queries: episodes.queries }; // no shots: another K moves no draw
  const places = repeatsOf(suite.design).flatMap((repeat) =>
    Array.from({ length: folds }, (_, fold) => ({ repeat, fold })),
  );
  return places.map(({ repeat, fold }) => ({
    data,
    pool,
    folds,
    seed,
    target: target.name,
    repeat,
    fold,
    ...(episode && { episode }),
    ...(holdout !== undefined && { holdout }),
    ...(kind === 'seeds' && { fixed: true }),
    ...(groups && { grouped: true }),
  }));
}

/** What every arm of a cell has in common. */
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

/** Examples of the labelled domain; without the held-out fold where they share any with the target. */
export function drawOf(suite: Suite, name: string, split: SplitSpec, overlaps: Overlaps): DrawSpec {
  const { data, pool } = dataOf(suite, name);
  const { seed, repeat } = poolOfSplit(split);
  const shares = overlaps.get(`data ${name}`)?.has(split.target) ?? false;
  return { data, draw: pool, seed, source: name, repeat, without: shares ? heldOutPart(split) : null };
}

export function loadedSpec(
  { model }: Suite,
  source: string,
  existing: ExistingWeights,
  { shape, content }: Input,
): LoadedSpec {
  return {
    existing,
    source,
    repeat: 0,
    without: null,
    cell: null,
    model,
    inputShape: shape,
    ...(content && { content }),
  };
}

/** All of a specification that determines the checkpoint: which files, not where they lie. */
export function placelessSpec(spec: PretrainSpec): object {
  const model = placelessModel(spec.model);
  return spec.existing === null ? { ...spec, model } : { ...spec, model, existing: placelessWeights(spec.existing) };
}

/**
 * A source that shares examples with the target is built without the fold that is held out, unless declared otherwise.
 *
 * @param start the checkpoint that it starts from, if there is one.
 */
export function pretrainSpec(
  suite: Suite,
  name: string,
  split: SplitSpec,
  size: number,
  overlaps: Overlaps,
  start: PretrainNode | null = null,
): TrainedSpec {
  const source = suite.sources[name] as TrainedSource;
  const own = source.examples !== 'drawn';
  const excluded = !own && !source.transductive && (overlaps.get(name)?.has(split.target) ?? false);
  const { data, pool } = dataOf(suite, source.data);
  const { optimizer, lr, batch } = suite.training;
  return {
    existing: null,
    data,
    draw: own ? null : pool,
    cell: own ? { split, size: source.examples === 'subset' ? size : null } : null,
    objective: source.objective,
    options: source.options,
    model: suite.model,
    training: { optimizer, lr, batch, steps: source.steps },
    seed: suite.design.seed,
    source: name,
    repeat: source.checkpoints === 'one' && !own ? 0 : split.repeat,
    without: excluded ? heldOutPart(split) : null,
    ...(start && { start: { from: start.spec.source, stages: start.spec.existing?.stages ?? 'all' } }),
  };
}

/** Where the data of a name comes from, and how much of it is drawn; null for all. */
export function dataOf(suite: Suite, name: string) {
  const { use, options, classes, size, pool } = suite.data[name]!;
  return { data: { use, options, classes }, pool: size ?? pool ?? null };
}
