import type { RandomStream } from '../base/random.ts';

/**
 * Divides positions into parts so that the members of a group lie in one part, and each class is spread over the parts
 * as evenly as that allows. Groups are dealt out one after the other, those whose class counts differ most first and
 * those alike in random order. Each goes where the shares of the classes in the parts then differ least: by the mean
 * over classes of the standard deviation over parts of (examples of the class in the part) / (those it should have); on
 * a tie, to the emptier part.
 *
 * No part stays empty that could have a group: once as many groups are left as there are empty parts, these get them.
 *
 * The criterion is that of scikit-learn's StratifiedGroupKFold (1.0, 2021), here with parts that may be of unequal size;
 * for equal ones the sums are made in its order, so that ties fall as they do there.
 * It is greedy: neither the sizes of parts nor the shares of classes are guaranteed.
 *
 * @param groups one whole number per position; equal numbers are one group.
 * @param weights the share of all positions that each part should have; they add up to one.
 * @returns the part of each position, an index into `weights`.
 */
export function groupParts(
  labels: Int32Array,
  classes: number,
  groups: Int32Array,
  weights: readonly number[],
  random: RandomStream,
): Int32Array {
  const numbers = [...new Set(groups)].sort((a, b) => a - b);
  const index = new Map(numbers.map((group, place) => [group, place]));
  const counts = numbers.map(() => new Array<number>(classes).fill(0));
  labels.forEach((label, position) => {
    counts[index.get(groups[position]!)!]![label]!++;
  });
  const order = [...random.permutation(numbers.length)];
  const parts = dealGroups(
    order.map((place) => counts[place]!),
    weights,
  );
  const partOf = new Int32Array(numbers.length);
  order.forEach((place, turn) => {
    partOf[place] = parts[turn]!;
  });
  return groups.map((group) => partOf[index.get(group)!]!);
}

/** Mean deviations that differ by less than this are tied, absolutely and as a share: numpy's `isclose`. */
const TIED = { absolute: 1e-8, share: 1e-5 };

/**
 * The part that each group goes to.
 *
 * @param counts examples of each class, by group; groups whose counts are equally spread are dealt in this order.
 */
export function dealGroups(counts: readonly (readonly number[])[], weights: readonly number[]): number[] {
  const classes = counts[0]?.length ?? 0;
  const totals = Array.from({ length: classes }, (_, label) => sum(counts.map((group) => group[label]!)));
  const present = [...totals.keys()].filter((label) => totals[label]! > 0);
  const spreads = counts.map(deviation);
  const filled = weights.map(() => new Array<number>(classes).fill(0));
  const assigned = new Array<number>(counts.length).fill(0);
  /** How unevenly a class is spread over the parts, once `more` of it are in `part`. */
  const unevenness = (label: number, part: number, more: number) =>
    deviation(
      filled.map(
        (held, index) =>
          (held[label]! + (index === part ? more : 0)) / (totals[label]! * (weights[index]! * weights.length)),
      ),
    );
  const empty = new Set(weights.keys());
  const queue = [...counts.keys()].sort((a, b) => spreads[b]! - spreads[a]!);
  for (const [turn, group] of queue.entries()) {
    const open = queue.length - turn <= empty.size ? empty : weights.keys();
    const own = counts[group]!;
    let best = { part: -1, cost: Number.POSITIVE_INFINITY, load: Number.POSITIVE_INFINITY };
    for (const part of open) {
      const cost = sum(present.map((label) => unevenness(label, part, own[label]!))) / Math.max(1, present.length);
      const load = sum(filled[part]!) / weights[part]!;
      const isTie = Math.abs(cost - best.cost) <= TIED.absolute + TIED.share * Math.abs(best.cost);
      if (cost < best.cost || (isTie && load < best.load)) best = { part, cost, load };
    }
    assigned[group] = best.part;
    empty.delete(best.part);
    own.forEach((count, label) => {
      filled[best.part]![label]! += count;
    });
  }
  return assigned;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Standard deviation, with their number below. */
function deviation(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
}
