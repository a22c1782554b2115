import { compareTables } from '../../src/compare/compare-run.ts';
import type { Comparison } from '../../src/compare/contract.ts';
import type { RunOptions } from '../compare/make-run.ts';
import { armsNamed, type ScoreOf, scoredRun, targetsNamed } from '../compare/scored-run.ts';

export interface Ranked extends Omit<RunOptions, 'targets' | 'arms'> {
  readonly targets: number;
  readonly arms: number;
  readonly scoreOf: ScoreOf;
}

/** What the analysis makes of so many targets and arms with given scores. */
export function rankedComparison({ targets, arms, scoreOf, ...options }: Ranked): Comparison {
  const names = { arms: armsNamed(arms), targets: targetsNamed(targets) };
  const { record, trials, curves, timings } = scoredRun(scoreOf, { ...options, ...names });
  return compareTables(record, trials, curves, timings);
}
