import { compareTables } from '../../src/compare/compare-run.ts';
import type { AcrossSize } from '../../src/compare/contract/across-targets.ts';
import type { Comparison } from '../../src/compare/contract.ts';
import type { RunOptions, RunTables } from './make-run.ts';
import { armsNamed, type ScoreOf, scoredRun, tabled, targetsNamed } from './scored-run.ts';

/** Runs over several targets from scores alone, and what is compared over their targets. */

export function compared({ record, trials, curves, timings }: RunTables): Comparison {
  return compareTables(record, trials, curves, timings);
}

export function made(scoreOf: ScoreOf, targets: number, arms: number, options: RunOptions = {}): RunTables {
  return scoredRun(scoreOf, { arms: armsNamed(arms), targets: targetsNamed(targets), ...options });
}

/** At the largest size that all targets share. */
export function last(run: RunTables): AcrossSize {
  return compared(run).across!.sizes.at(-1)!;
}

export function across(scores: readonly (readonly number[])[], options: RunOptions = {}): AcrossSize {
  return last(made(tabled(scores), scores.length, scores[0]!.length, options));
}

export function computed<Result extends { readonly status: string }>(result: Result | undefined) {
  if (result?.status !== 'ok') throw new Error(result?.status);
  return result as Extract<Result, { readonly status: 'ok' }>;
}
