import type { Engine } from '../engine/contract.ts';
import { measureProgram } from '../model/programs.ts';
import type { Trained } from './fit.ts';
import type { Lesson } from './lesson.ts';

/** Batches that a lesson is measured on. */
const BATCHES = 16;

/**
 * How well a lesson was learned: its criterion's measure, averaged over some batches drawn as for training, weighted by
 * their examples, with nothing dropped.
 */
export async function measure(engine: Engine, lesson: Lesson, { network, packing, state }: Trained): Promise<number> {
  const executable = await engine.compile(measureProgram(network, packing, lesson.criterion, lesson.rows));
  const next = lesson.batches('measure');
  let total = 0;
  let examples = 0;
  for (let batch = 0; batch < BATCHES; batch++) {
    const { values, count } = next();
    const { measure: value } = await executable.run(state, values);
    total += count * value![0]!;
    examples += count;
  }
  return total / examples;
}
