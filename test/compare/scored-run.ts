import { makeRun, type RunOptions, type RunTables } from './make-run.ts';

/** What a cell scored; null where it failed. */
export type ScoreOf = (target: number, arm: number, fold: number, size: number) => number | null;

/** A run with given accuracies, of arms and targets by their places. */
export function scoredRun(scoreOf: ScoreOf, options: RunOptions): RunTables {
  const run = makeRun({ sizes: [50], folds: 2, repeats: 1, steps: [0, 10], ...options });
  const place = (names: readonly { readonly name: string }[]) => new Map(names.map(({ name }, at) => [name, at]));
  const [targets, arms] = [place(run.record.targets), place(run.record.arms)];
  const trials = run.trials.map((row) => {
    if (row.metric !== 'accuracy') return row;
    const value = scoreOf(targets.get(row.target)!, arms.get(row.arm)!, row.fold, row.size);
    if (value !== null) return { ...row, value };
    return { ...row, status: 'failed' as const, value: null, reason: 'made to fail' };
  });
  return { ...run, trials };
}

/** One score for each target and arm, the same in all cells. */
export function tabled(scores: readonly (readonly number[])[]): ScoreOf {
  return (target, arm) => scores[target]![arm]!;
}

/** `arm-0`, `arm-1` and so on, the first from scratch. */
export function armsNamed(count: number) {
  return Array.from({ length: count }, (_, at) =>
    at === 0 ? { name: 'arm-0' } : { name: `arm-${at}`, source: 'low' },
  );
}

/** `target-0`, `target-1` and so on. */
export function targetsNamed(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `target-${at}`);
}
