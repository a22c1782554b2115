import type { Engine } from '../engine/contract.ts';
import type { Criterion } from '../model/contract.ts';
import { measureProgram } from '../model/programs.ts';
import type { Trained } from './fit.ts';
import type { Lesson } from './lesson.ts';

/** Batches that a lesson is measured on at its end, and at each observation. */
const BATCHES = 16;
const OBSERVED_BATCHES = 4;

/**
 * How well a lesson was learned: its criterion's measure, averaged over some batches drawn as for training, weighted by
 * their examples, with nothing dropped.
 */
export function measure(engine: Engine, lesson: Lesson, trained: Trained): Promise<number> {
  return averaged(engine, lesson, lesson.criterion, BATCHES, trained);
}

/**
 * How well the domain classifier of a lesson tells its domains apart, on a few batches of training examples: 0.5 is
 * guessing. Null for a lesson without one.
 */
export async function domainAccuracy(engine: Engine, lesson: Lesson, trained: Trained): Promise<number | null> {
  const { criterion, domains } = lesson;
  if (domains === undefined) return null;
  const watched = { ...criterion, key: `${criterion.key}:domains`, measure: domains };
  return averaged(engine, lesson, watched, OBSERVED_BATCHES, trained);
}

async function averaged(
  engine: Engine,
  lesson: Lesson,
  criterion: Criterion,
  batches: number,
  { network, packing, state }: Trained,
): Promise<number> {
  const executable = await engine.compile(measureProgram(network, packing, criterion, lesson.rows));
  const next = lesson.batches('measure');
  let total = 0;
  let examples = 0;
  for (let batch = 0; batch < batches; batch++) {
    const { values, count } = next();
    const { measure: value } = await executable.run(state, values);
    total += count * value![0]!;
    examples += count;
  }
  return total / examples;
}
