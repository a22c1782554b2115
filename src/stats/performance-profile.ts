export type PerformanceProfile =
  | {
      readonly status: 'ok';
      readonly problems: number;
      /** Problems × arms: cost over that of the problem's best arm; infinite where it was not solved. */
      readonly ratios: readonly (readonly number[])[];
      /** Arms × thresholds: the share of problems that the arm solves within so many times the best cost. */
      readonly profiles: readonly (readonly number[])[];
      /** The share of problems that the arm is best on; equals all are. */
      readonly wins: readonly number[];
    }
  /** No problems, or no arms. */
  | { readonly status: 'insufficient'; readonly problems: number }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * Performance profiles of arms by what they cost, such as steps to a score: with c the cost of arm s on problem p,
 *
 *     r(p, s) = c(p, s) / min over s of c(p, s),  ρ_s(τ) = share of problems with r(p, s) ≤ τ
 *
 * Source: Dolan & Moré 2002, "Benchmarking optimization software with performance profiles", Mathematical Programming
 * 91:201–213. A target that was never reached costs infinitely much: it counts among the problems, and within no τ; one that
 * no arm reached is nobody's win. Ratios hang on which arms are compared (Gould & Scott 2016): the second of three is not
 * the second of two. Where the best cost is 0, whoever has it has ratio 1, and all others an infinite one.
 *
 * @param costs problems × arms, from 0 on; Infinity where the target was never reached
 * @param thresholds τ, from 1 on where they are to say anything
 */
export function performanceProfile(
  costs: readonly (readonly number[])[],
  thresholds: readonly number[],
): PerformanceProfile {
  const problems = costs.length;
  const arms = costs[0]?.length ?? 0;
  if (costs.some((row) => row.length !== arms)) return { status: 'invalid', reason: 'not one cost for each arm' };
  if (!costs.every((row) => row.every((cost) => cost >= 0)))
    return { status: 'invalid', reason: 'a cost below 0, or none' };
  if (thresholds.some(Number.isNaN)) return { status: 'invalid', reason: 'a threshold that is no number' };
  if (problems === 0 || arms === 0) return { status: 'insufficient', problems };
  const ratios = costs.map((row) => {
    const best = Math.min(...row);
    return row.map((cost) => (cost === Number.POSITIVE_INFINITY ? cost : cost === best ? 1 : cost / best));
  });
  const shareWithin = (arm: number, threshold: number) =>
    ratios.filter((row) => Number.isFinite(row[arm]) && row[arm]! <= threshold).length / problems;
  const each = ratios[0]!.map((_, arm) => arm);
  return {
    status: 'ok',
    problems,
    ratios,
    profiles: each.map((arm) => thresholds.map((threshold) => shareWithin(arm, threshold))),
    wins: each.map((arm) => shareWithin(arm, 1)),
  };
}
