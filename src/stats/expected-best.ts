/** The expected best score after so many configurations were tried. */
export interface ExpectedBest {
  readonly tried: number;
  readonly value: number;
}

export type ExpectedBestCurve =
  /** One entry for 1, 2, … n configurations. */
  | { readonly status: 'ok'; readonly points: readonly ExpectedBest[] }
  | { readonly status: 'insufficient'; readonly n: 0 }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * The expected best of m scores drawn with replacement from n observed ones, for m = 1 … n: what a search of m random
 * configurations would be expected to find. With the scores in ascending order and P̂ their empirical distribution,
 *
 *     E[max of m] = Σᵢ s₍ᵢ₎ ((i/n)^m − ((i−1)/n)^m)
 *
 * and likewise for the minimum where lower is better. It says how much a result owes to the effort of tuning, and at
 * how many configurations another arm would overtake. Source: Dodge, Gururangan, Card, Schwartz & Smith 2019, "Show your
 * work: improved reporting of experimental results", EMNLP, section 3. It never goes beyond the best score that was
 * seen, and is biased towards the worse where m is near n (Dodge et al. 2021, "Expected validation performance and
 * estimation of a random variable's maximum").
 *
 * The scores stand for independent draws of configurations: for a grid, they are draws from the grid.
 */
export function expectedBest(scores: readonly number[], better: 'higher' | 'lower'): ExpectedBestCurve {
  const n = scores.length;
  if (!scores.every(Number.isFinite)) return { status: 'invalid', reason: 'non-finite score' };
  if (n === 0) return { status: 'insufficient', n };
  const worstFirst = scores.toSorted((a, b) => (better === 'higher' ? a - b : b - a));
  const points = Array.from({ length: n }, (_, index): ExpectedBest => {
    const tried = index + 1;
    const value = worstFirst.reduce(
      (total, score, below) => total + score * (((below + 1) / n) ** tried - (below / n) ** tried),
      0,
    );
    return { tried, value };
  });
  return { status: 'ok', points };
}
