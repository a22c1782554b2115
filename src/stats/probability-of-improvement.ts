import { cliffsDelta } from './dominance.ts';
import { type RunScores, scoresProblem } from './robust-aggregates.ts';

export type ProbabilityOfImprovement =
  | {
      readonly status: 'ok';
      /** Over all pairs of a run of one arm and a run of the other, by suite, then averaged over suites. */
      readonly unpaired: number;
      /** Over runs that belong together; null where the arms have different numbers of runs. */
      readonly paired: number | null;
    }
  | { readonly status: 'insufficient'; readonly suites: number }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * How probable it is that a run of arm x scores above a run of arm y on a suite drawn at random, equal scores counting half:
 *
 *     mean over suites of U / (n_x n_y),  U = #{(i, j): x_i > y_j} + ½ #{x_i = y_j}
 *
 * Source: Agarwal et al. 2021, NeurIPS 34, after Mann & Whitney 1947. It says how often x is better, not by how much. For a
 * matched design, in which run i of both arms has the same folds and seeds, the paired form compares these alone.
 *
 * `insufficient` without suites; `invalid` where a score is missing or not finite, or the arms have different suites.
 *
 * @param x, y runs × suites; higher is better
 */
export function probabilityOfImprovement(x: RunScores, y: RunScores): ProbabilityOfImprovement {
  const problem = scoresProblem(x) ?? scoresProblem(y);
  if (problem !== null) return { status: 'invalid', reason: problem };
  const suites = x[0]?.length ?? 0;
  if ((y[0]?.length ?? 0) !== suites) return { status: 'invalid', reason: 'the arms have different suites' };
  if (suites === 0) return { status: 'insufficient', suites };
  const lead = x[0]!.reduce((sum, _, suite) => sum + cliffsDelta(column(x, suite), column(y, suite))!, 0); // none is empty
  const ahead = (one: readonly number[], other: readonly number[]) =>
    one.reduce((sum, score, suite) => sum + Math.sign(score - other[suite]!), 0);
  const matched = () => x.reduce((sum, one, run) => sum + ahead(one, y[run]!), 0) / (x.length * suites);
  const share = (delta: number) => (delta + 1) / 2;
  return { status: 'ok', unpaired: share(lead / suites), paired: x.length === y.length ? share(matched()) : null };
}

function column(scores: RunScores, suite: number): number[] {
  return scores.map((run) => run[suite]!);
}
