import { classCounts } from '../data/stratify.ts';
import type { TargetKind } from '../data/targets.ts';
import type { ClassView, LabelView, View } from '../data/view.ts';

/** What each kind of targets asks of the parts that examples are split into. */

/** So few training examples that nothing can be learnt from them. */
interface Least {
  readonly count: number;
  readonly message: string;
}

/** Of what there are fewest examples, and how many of them each fold needs. */
export interface Scarce {
  /** `class 3 of the target high`, or the target alone. */
  readonly what: string;
  readonly count: number;
  readonly each: 1 | 2;
}

/** What one side of a split has too little of. */
export interface Lack {
  /** `examples of class 3`, or examples alone. */
  readonly what: string;
  /** In the pool. */
  readonly count: number;
  readonly how: 'none is' | 'fewer than 2 are';
}

interface Demand<Of extends View> {
  /** Of a target's training examples. */
  least(view: Of): Least;
  scarcest(view: Of, target: string): Scarce;
  /** What a part of a pool lacks; null if nothing. */
  lack(part: Of, pool: Of): Lack | null;
}

const demands: { readonly [Kind in TargetKind]: Demand<Extract<View, { readonly kind: Kind }>> } = {
  classes: {
    least: ({ classes: { length } }) => ({
      count: length,
      message: `${length} classes need at least one training example each`,
    }),
    scarcest: (view, target) => {
      const { count, name } = smallestClass(view);
      return { what: `class ${name} of the target ${target}`, count, each: 1 };
    },
    lack: (part, { labels, classes }) => {
      const label = classCounts(part.labels, classes.length).indexOf(0);
      if (label === -1) return null;
      const count = classCounts(labels, classes.length)[label]!;
      return { what: `examples of class ${classes[label]}`, count, how: 'none is' };
    },
  },
  // Two of each: the spread of one value is none, neither to standardise by nor to explain.
  values: {
    least: () => ({ count: 2, message: 'values are standardised by those trained on, and one has no spread' }),
    scarcest: ({ values }, target) => ({ what: `the target ${target}`, count: values.length, each: 2 }),
    lack: (part, { values }) =>
      part.values.length > 1 ? null : { what: 'examples', count: values.length, how: 'fewer than 2 are' },
  },
  sequences: {
    least: () => ({ count: 1, message: 'there must be a sequence to learn from' }),
    scarcest: ({ rows }, target) => ({ what: `the target ${target}`, count: rows.length, each: 1 }),
    lack: (part, { rows }) => (part.rows.length > 0 ? null : { what: 'examples', count: rows.length, how: 'none is' }),
  },
  // Of some class one example that has it and one that has not: nothing else can be ranked. A rare class may be absent.
  labels: {
    least: () => ({ count: 2, message: 'labels are learnt from an example that has one and one that has it not' }),
    scarcest: ({ rows }, target) => ({ what: `the target ${target}`, count: rows.length, each: 2 }),
    lack: (part, { rows }) =>
      isRankable(part)
        ? null
        : { what: 'examples with and without a label', count: rows.length, how: 'fewer than 2 are' },
  },
};

/** The entry of a view's kind, which TypeScript cannot follow through a union of entries. */
export function demandOf({ kind }: View): Demand<View> {
  return demands[kind] as unknown as Demand<View>;
}

/** Whether some class is one that some of the examples have and others have not. */
function isRankable({ marks, classes, rows }: LabelView): boolean {
  const counts = new Int32Array(classes.length);
  for (let at = 0; at < marks.length; at++) counts[at % classes.length]! += marks[at]!;
  return counts.some((count) => count > 0 && count < rows.length);
}

/** The class with the fewest examples, the first of equals. */
export function smallestClass({ labels, classes }: ClassView): { readonly count: number; readonly name: string } {
  const counts = classCounts(labels, classes.length);
  const count = Math.min(...counts);
  return { count, name: classes[counts.indexOf(count)]! };
}
