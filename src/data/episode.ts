import { stream } from '../base/random.ts';
import type { Split } from './cell.ts';
import { shuffledMembers } from './stratify.ts';
import { type ClassView, take } from './view.ts';

/** What an episode's draws depend on: nothing here names an arm, and no number of shots. */
export interface EpisodeFactors {
  /** The suite's seed. */
  readonly seed: number;
  /** Name of the target. */
  readonly target: string;
  readonly episode: number;
}

/** An episode without its number of shots, which is how much of its support a trial trains on. */
export interface EpisodeShape {
  /** Classes of one episode. */
  readonly ways: number;
  /** Held-out examples of each class. */
  readonly queries: number;
}

/**
 * Draws an N-way episode from a pool (Vinyals et al. 2016): `ways` of its classes, with labels counted from 0 in the
 * pool's order of classes; the support as `train`, the queries as `test`.
 *
 * One random order of each class serves both: support is taken from its front and queries from its back. So they never
 * overlap, the first `ways × K` examples of the support are K of each class and lie inside those of any larger K, and
 * neither another number of shots nor one of queries moves anything else.
 *
 * @throws {RangeError} if the pool has too few classes, or one of them too few examples for the queries and one shot.
 */
export function drawEpisode(
  pool: ClassView,
  { ways, queries }: EpisodeShape,
  factors: EpisodeFactors,
): Split<ClassView> {
  const { seed, target, episode } = factors;
  const random = stream('episode', { seed, target, episode });
  const chosen = [...random.permutation(pool.classes.length).subarray(0, ways)].sort((a, b) => a - b);
  const all = shuffledMembers(pool.labels, pool.classes.length, random);
  const members = chosen.map((label) => all[label]!);
  const rounds = Math.min(...members.map((positions) => positions.length)) - queries;
  if (chosen.length < ways || rounds < 1) {
    throw new RangeError(`the pool cannot hold a ${ways}-way episode with ${queries} queries of each class`);
  }
  const round = (place: number) => members.map((positions) => positions.at(place)!);
  const support = Array.from({ length: rounds }, (_, shot) => round(shot)).flat();
  const held = Array.from({ length: queries }, (_, query) => round(-1 - query)).flat();
  const counted = { ...pool, labels: relabelled(pool, chosen), classes: chosen.map((label) => pool.classes[label]!) };
  return { train: take(counted, Int32Array.from(support)), test: take(counted, Int32Array.from(held)) };
}

/** Labels as places in a list of chosen ones; those of other classes stay behind as −1. */
function relabelled({ labels, classes }: ClassView, chosen: readonly number[]): Int32Array {
  const place = Int32Array.from(classes, (_, label) => chosen.indexOf(label));
  return labels.map((label) => place[label]!);
}
