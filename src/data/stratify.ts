import type { RandomStream } from '../base/random.ts';

/**
 * An order of all positions such that every prefix is stratified: after t positions each class occurs within one of
 * its proportional share t·n_c/n. Within a class the order is random.
 *
 * The sequence of classes is Tijdeman's (1980, "The chairman assignment problem", Discrete Mathematics 32, 323–330):
 * among the classes whose deficit has reached 1/(2m−2), the one whose deadline comes first.
 *
 * @param labels one class index per position, each below `classes`.
 */
export function stratifiedOrder(labels: Int32Array, classes: number, random: RandomStream): Int32Array {
  const members = shuffledMembers(labels, classes, random);
  const present = members.filter((list) => list.length > 0);
  const total = labels.length;
  if (present.length <= 1) return Int32Array.from(present[0] ?? []);

  const threshold = 1 / (2 * present.length - 2);
  const taken = present.map(() => 0);
  const order = new Int32Array(total);
  for (let time = 1; time <= total; time++) {
    let chosen = -1;
    let earliest = Number.POSITIVE_INFINITY;
    for (let index = 0; index < present.length; index++) {
      if (taken[index]! >= present[index]!.length) continue;
      const rate = present[index]!.length / total;
      const deficit = rate * time - taken[index]!;
      if (deficit < threshold - 1e-9) continue;
      const deadline = (1 - threshold - deficit) / rate;
      if (deadline < earliest - 1e-9) {
        earliest = deadline;
        chosen = index;
      }
    }
    order[time - 1] = present[chosen]![taken[chosen]!++]!;
  }
  return order;
}

/**
 * Stratified k-fold: the fold of each position, 0 … k−1. Every class is spread over the folds within one example, and
 * fold sizes differ by at most one.
 */
export function stratifiedFolds(labels: Int32Array, classes: number, folds: number, random: RandomStream): Int32Array {
  const fold = new Int32Array(labels.length);
  let dealt = 0;
  for (const list of shuffledMembers(labels, classes, random)) {
    for (const position of list) fold[position] = dealt++ % folds; // dealing on across classes keeps fold sizes even
  }
  return fold;
}

/**
 * A stratified hold-out: 0 for each of the `held` positions that are held out, 1 for the others. Either side has of
 * every class its proportional share within one example, which may be none of a rare one.
 */
export function stratifiedHoldout(labels: Int32Array, classes: number, held: number, random: RandomStream): Int32Array {
  const part = new Int32Array(labels.length).fill(1);
  for (const position of stratifiedOrder(labels, classes, random).subarray(0, held)) part[position] = 0;
  return part;
}

/** How many examples each class has. */
export function classCounts(labels: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  return counts;
}

/** Positions of each class, in random order. */
export function shuffledMembers(labels: Int32Array, classes: number, random: RandomStream): number[][] {
  const members = Array.from({ length: classes }, (): number[] => []);
  for (const position of random.permutation(labels.length)) members[labels[position]!]!.push(position);
  return members;
}
