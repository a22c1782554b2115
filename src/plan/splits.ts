import type { Json } from '../base/hash.ts';
import { heldOutCount, type SplitRule } from '../data/cell.ts';
import type { EpisodeShape } from '../data/episode.ts';
import type { DatasetName } from '../data/registry.ts';

/** Which examples a node takes: by data set, pool, split or draw. */

/** Which examples: enough to find them again in another process. */
export interface DataRef {
  readonly use: DatasetName;
  readonly options: { readonly [option: string]: Json };
  /** The chosen classes; null where the examples have values. */
  readonly classes: readonly string[] | null;
}

/** One target's pool in one repeat: what folds or episodes are drawn from. */
export interface PoolSpec {
  readonly data: DataRef;
  readonly pool: number | null;
  readonly seed: number;
  readonly target: string;
  readonly repeat: number;
}

/** One target's pool in one repeat, and how it is split. */
export interface SplitSpec extends PoolSpec {
  readonly folds: number;
  readonly fold: number;
  /** In place of folds, of which there is then one: `repeat` counts episodes, all drawn from the one pool of repeat 0. */
  readonly episode?: EpisodeShape;
  /** In place of folds, of which there is then one: the share that is held out. */
  readonly holdout?: number;
  /** Pool and split are those of repeat 0 in every repeat. */
  readonly fixed?: true;
  /** The examples of a group are on one side. */
  readonly grouped?: true;
}

/** The pool that a split is made of. */
export function poolOfSplit({ data, pool, seed, target, repeat, episode, fixed }: SplitSpec): PoolSpec {
  return { data, pool, seed, target, repeat: episode === undefined && !fixed ? repeat : 0 };
}

/** The same examples under one name: repeats that share their split have the held-out part of repeat 0. */
export function heldOutPart(split: SplitSpec): SplitSpec {
  return split.fixed ? { ...split, repeat: 0 } : split;
}

/** How a split divides its pool; of an episode, whose draws are its own, it says nothing. */
export function splitRule({ folds, holdout, grouped }: SplitSpec): SplitRule {
  return { by: holdout === undefined ? { folds } : { holdout }, grouped: grouped ?? false };
}

/** Examples that a split holds out of a pool of so many, at most; with groups, about so many. */
export function heldOut(split: SplitSpec, examples: number): number {
  const { episode } = split;
  return episode === undefined ? heldOutCount(splitRule(split), examples) : episode.ways * episode.queries;
}

/** Examples of a source, or of the labelled domain. */
export interface DrawSpec {
  readonly data: DataRef;
  /** Examples drawn from the data; null for all. */
  readonly draw: number | null;
  readonly seed: number;
  /** The name that the draw goes by. */
  readonly source: string;
  readonly repeat: number;
  /** The held-out fold whose examples must not be seen, where they share examples with the target. */
  readonly without: SplitSpec | null;
}
