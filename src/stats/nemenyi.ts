import { rangeCritical, rangeUpperTail } from './studentized-range.ts';

/**
 * The difference of two mean ranks that Nemenyi's test takes for real at level alpha, for all pairs of k arms over N suites:
 *
 *     CD = q_alpha · sqrt(k(k+1) / (6N)),  q_alpha = the upper alpha point of the range of k standard normals / √2
 *
 * Source: Nemenyi 1963; Demšar 2006, JMLR 7:1–30, section 3.2.2. It follows Friedman's test, whose ranks it uses. Whether two
 * arms differ depends on which others are in the comparison: Benavoli, Corani & Mangili 2016, JMLR 17(5), "Should we really
 * use post-hoc tests based on mean-ranks?", prefer pairwise tests with Holm's adjustment.
 *
 * @throws {RangeError} below two arms or without suites, or with another level than one between 0 and 1.
 */
export function nemenyiCriticalDifference(arms: number, suites: number, alpha: number): number {
  return nemenyiQuantile(arms, alpha) * rankError(arms, suites);
}

/** q_alpha above, as it is tabulated (Demšar 2006, table 5a). */
export function nemenyiQuantile(arms: number, alpha: number): number {
  return rangeCritical(alpha, arms) / Math.SQRT2;
}

/** p of each pair of arms, adjusted for all pairs by the range distribution; null of an arm with itself. */
export function nemenyiP(meanRanks: readonly number[], suites: number): (number | null)[][] {
  const error = rankError(meanRanks.length, suites);
  return meanRanks.map((one, i) =>
    meanRanks.map((other, j) =>
      i === j ? null : rangeUpperTail((Math.abs(one - other) / error) * Math.SQRT2, meanRanks.length),
    ),
  );
}

function rankError(arms: number, suites: number): number {
  if (!(suites >= 1)) throw new RangeError(`at least one suite is needed, received ${suites}`);
  return Math.sqrt((arms * (arms + 1)) / (6 * suites));
}
