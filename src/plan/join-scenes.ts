import { hashOf } from '../base/hash.ts';
import type { Suite } from '../suite/contract.ts';
import type { LessonShape } from './lessons.ts';
import { mergePlans } from './merge-plans.ts';
import type { Plan } from './plan.ts';
import { plannedTrials } from './trial-count.ts';

/** The plans of a suite's targets as one, whose arms start from names that mean a source of each target. */
export function joinScenes(suite: Suite, plans: readonly Plan[]): Plan {
  const [first] = plans;
  const { trials, ...merged } = mergePlans(plans);
  const lessonsOf = new Map<string, ReadonlyMap<string, LessonShape>>();
  const overlaps = new Map<string, Set<string>>();
  for (const plan of plans) {
    for (const [arm, own] of plan.lessons.arms) lessonsOf.set(arm, new Map([...(lessonsOf.get(arm) ?? []), ...own]));
    for (const [source, targets] of plan.overlaps) {
      overlaps.set(source, new Set([...(overlaps.get(source) ?? []), ...targets]));
    }
  }
  return {
    ...merged,
    id: hashOf(plans.map(({ id, targets }) => [targets.map(({ name }) => name), id])),
    suite,
    arms: suite.arms.filter(({ name }) => first!.arms.some((arm) => arm.name === name)),
    targets: suite.targets.filter(({ name: target }) => trials.some(({ spec }) => spec.split.target === target)),
    selected: trials.length < plannedTrials(suite) || suite.design.first !== undefined,
    trials,
    architectures: new Map(plans.flatMap(({ architectures }) => [...architectures])),
    described: new Map(plans.flatMap(({ described }) => [...described])),
    lessons: { sources: new Map(plans.flatMap(({ lessons }) => [...lessons.sources])), arms: lessonsOf },
    overlaps,
  };
}
