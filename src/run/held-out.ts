import type { Targets } from '../data/targets.ts';
import { textsOf } from '../data/text/vocabulary.ts';
import type { Datasets } from '../plan/examples.ts';
import type { HeldOut } from '../plan/outcome.ts';
import type { Plan } from '../plan/plan.ts';
import type { SplitSpec } from '../plan/splits.ts';
import { cellOf } from './examples.ts';

/** What each cell of a plan holds out, by target, repeat and fold: all arms and sizes share it. */
export function heldOutOf({ trials }: Plan, datasets: Datasets): HeldOut[] {
  const splits = new Map(trials.map(({ spec: { split } }) => [placeOf(split), split]));
  return [...splits.values()].map((split) => {
    const { targets, hashes } = cellOf(datasets, split).heldOut.described();
    const { target, repeat, fold } = split;
    return { target, repeat, fold, told: toldOf(targets, split.data.classes ?? []), hashes };
  });
}

/** @param all classes of the target, of which an episode has some. */
function toldOf(targets: Targets, all: readonly string[]): HeldOut['told'] {
  if (targets.kind === 'values') return { kind: 'values', values: targets.values };
  if (targets.kind === 'sequences') {
    const { vocabulary, places, tokens } = targets;
    return { kind: 'sequences', texts: textsOf(vocabulary, tokens, places) };
  }
  if (targets.kind === 'labels') return { kind: 'labels', classes: targets.classes.length, marks: targets.marks };
  return { kind: 'classes', classes: targets.classes.map((name) => all.indexOf(name)), labels: targets.labels };
}

function placeOf({ target, repeat, fold }: SplitSpec): string {
  return JSON.stringify([target, repeat, fold]);
}
