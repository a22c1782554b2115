import { HeadstartError } from '../base/errors.ts';
import type { Suite } from '../suite/contract.ts';

/** Each takes some kilobytes while the suite is planned; the largest suites that anyone waits for have some thousand. */
const MOST_TRIALS = 100_000;

/** @throws {HeadstartError} `suite` if there are more trials than can be planned. */
export function refuseTooMany(suite: Suite): void {
  const received = plannedTrials(suite);
  if (received <= MOST_TRIALS) return;
  const message = `arms × sizes × repeats × folds are more than ${MOST_TRIALS} trials`;
  const remedy = 'take fewer of them, or make several suites';
  throw new HeadstartError('suite', suite.file.problem(['design'], { message, received, remedy }));
}

/** Trials of the whole suite: arms × (sizes of all targets) × repeats × folds. */
export function plannedTrials(suite: Suite): number {
  const sizes = suite.targets.reduce((total, target) => total + target.sizes.length, 0);
  return suite.arms.length * sizes * suite.design.repeats * suite.design.folds;
}
