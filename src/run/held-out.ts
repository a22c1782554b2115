import type { Datasets } from '../plan/examples.ts';
import type { SplitSpec } from '../plan/nodes.ts';
import type { HeldOut } from '../plan/outcome.ts';
import type { Plan } from '../plan/plan.ts';
import { cellOf } from './examples.ts';

/** What each cell of a plan holds out, by target, repeat and fold: all arms and sizes share it. */
export function heldOutOf({ trials }: Plan, datasets: Datasets): HeldOut[] {
  const splits = new Map(trials.map(({ spec: { split } }) => [placeOf(split), split]));
  return [...splits.values()].map((split) => {
    const { labels, hashes, names } = cellOf(datasets, split).heldOut.described();
    const { target, repeat, fold } = split;
    const classes = names.map((name) => split.data.classes.indexOf(name));
    return { target, repeat, fold, classes, labels, hashes };
  });
}

function placeOf({ target, repeat, fold }: SplitSpec): string {
  return JSON.stringify([target, repeat, fold]);
}
