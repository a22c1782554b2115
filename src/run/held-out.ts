import { exampleHashes, type View } from '../data/view.ts';
import type { Datasets } from '../plan/examples.ts';
import type { SplitSpec } from '../plan/nodes.ts';
import type { HeldOut } from '../plan/outcome.ts';
import type { Plan } from '../plan/plan.ts';
import { splitOf } from './examples.ts';

/** What each cell of a plan holds out, by target, repeat and fold: all arms and sizes share it. */
export function heldOutOf({ trials }: Plan, datasets: Datasets): HeldOut[] {
  const splits = new Map(trials.map(({ spec: { split } }) => [placeOf(split), split]));
  return [...splits.values()].map((split) => {
    const { test } = splitOf(datasets, split);
    const { target, repeat, fold } = split;
    return { target, repeat, fold, told: toldOf(test, split.data.classes ?? []), hashes: exampleHashes(test) };
  });
}

/** @param all classes of the target, of which an episode has some. */
function toldOf(test: View, all: readonly string[]): HeldOut['told'] {
  if (test.kind === 'values') return { kind: 'values', values: test.values };
  return { kind: 'classes', classes: test.classes.map((name) => all.indexOf(name)), labels: test.labels };
}

function placeOf({ target, repeat, fold }: SplitSpec): string {
  return JSON.stringify([target, repeat, fold]);
}
