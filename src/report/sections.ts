import type { TargetComparison } from '../compare/contract.ts';
import type { Section, SectionMaker, Views } from './section.ts';
import { ablations } from './sections/ablations.ts';
import { across } from './sections/across.ts';
import { again } from './sections/again.ts';
import { certainty } from './sections/certainty.ts';
import { classes } from './sections/classes.ts';
import { converging } from './sections/converging.ts';
import { everyTask } from './sections/every-task.ts';
import { fairness } from './sections/fairness.ts';
import { gapCovered } from './sections/gap-covered.ts';
import { inside } from './sections/inside.ts';
import { layers } from './sections/layers.ts';
import { learning } from './sections/learning.ts';

/** The sections of each target, in the order in which they are read. */
const OF_A_TARGET: readonly SectionMaker[] = [
  learning,
  converging,
  certainty,
  gapCovered,
  everyTask,
  classes,
  ablations,
  layers,
  inside,
  fairness,
];

/** Sections that belong together: those of one target, or of the run. */
export interface Chapter {
  /** Null for what is about the run. */
  readonly target: TargetComparison | null;
  readonly sections: readonly Section[];
}

/** The whole report below its head. */
export function chaptersOf(views: Views): readonly Chapter[] {
  const { shown } = views;
  const all = across(shown);
  return [
    ...(all === null ? [] : [{ target: null, sections: [all] }]),
    ...shown.targets.map((target) => ({
      target,
      sections: OF_A_TARGET.flatMap((make) => make(views, target) ?? []),
    })),
    { target: null, sections: [again(shown)] },
  ];
}
