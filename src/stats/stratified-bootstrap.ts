import type { RandomStream } from '../base/random.ts';
import { quantile } from './quantile.ts';
import { type RunScores, scoresProblem } from './robust-aggregates.ts';

export type StratifiedInterval =
  | { readonly status: 'ok'; readonly resamples: number; readonly interval: readonly [low: number, high: number] }
  /** Fewer than two runs, of which there is one resample, or no resamples. */
  | { readonly status: 'insufficient'; readonly runs: number }
  | { readonly status: 'invalid'; readonly reason: string };

/** Which run stands in each place: runs × suites. */
export type RunDraw = readonly (readonly number[])[];

/**
 * The percentile interval of a figure over runs × suites, by resampling runs within each suite: suites are fixed and have
 * runs of their own. With two arms that are matched run by run, give both and a figure of both: every resample takes the
 * same runs of either, so that what they share cancels. (The library rliable resamples arms independently.)
 *
 * Source: Agarwal et al. 2021, NeurIPS 34, section 4.1; Efron & Tibshirani 1993, chapter 13. Too narrow for a handful of runs.
 *
 * `insufficient` below two runs; `invalid` where a score is missing or not finite, or a draw is none of the runs.
 *
 * @param arms each runs × suites, of one shape
 * @param figure of arms whose runs were drawn
 * @param draws one for each resample: `stratifiedDraws` makes them
 */
export function stratifiedInterval(
  arms: readonly RunScores[],
  figure: (...arms: RunScores[]) => number,
  draws: Iterable<RunDraw>,
  level = 0.95,
): StratifiedInterval {
  const [first] = arms;
  const runs = first?.length ?? 0;
  const suites = first?.[0]?.length ?? 0;
  const problem = arms.map(scoresProblem).find((one) => one !== null) ?? null;
  if (problem !== null) return { status: 'invalid', reason: problem };
  if (!(level > 0 && level < 1)) return { status: 'invalid', reason: 'a level that is not between 0 and 1' };
  if (arms.some((scores) => scores.length !== runs || (scores[0]?.length ?? 0) !== suites))
    return { status: 'invalid', reason: 'the arms have different runs or suites' };
  if (runs < 2 || suites === 0) return { status: 'insufficient', runs };
  const values: number[] = [];
  for (const draw of draws) {
    if (
      draw.length !== runs ||
      draw.some((row) => row.length !== suites || row.some((run) => first![run] === undefined))
    )
      return { status: 'invalid', reason: 'a draw that is not one of the runs' };
    values.push(figure(...arms.map((scores) => draw.map((row) => row.map((run, suite) => scores[run]![suite]!)))));
  }
  if (values.length === 0) return { status: 'insufficient', runs };
  if (!values.every(Number.isFinite)) return { status: 'invalid', reason: 'no finite figure' };
  values.sort((a, b) => a - b);
  const tail = (1 - level) / 2;
  return { status: 'ok', resamples: values.length, interval: [quantile(values, tail), quantile(values, 1 - tail)] };
}

/** Runs drawn with replacement, for each suite by itself. */
export function* stratifiedDraws(
  runs: number,
  suites: number,
  draws: number,
  random: Pick<RandomStream, 'integer'>,
): Generator<RunDraw> {
  for (let draw = 0; draw < draws; draw++) {
    yield Array.from({ length: runs }, () => Array.from({ length: suites }, () => random.integer(runs)));
  }
}
