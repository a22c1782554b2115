import { stirlingError } from './stirling.ts';

/** Of equal width over the range of S, three of its standard deviations each. */
const PANELS = 8;
/** The range reaches this many times 1/sqrt(df), which is √2 deviations of S, to either side: e^−40 lies outside. */
const REACH = 9;

/**
 * The mean of f(S) for S = sqrt(V/df), V chi-square with df degrees of freedom: what the estimate of a standard deviation
 * is to the deviation itself. Every distribution here that divides by an estimated deviation is a mean over it:
 *
 *     E f(S) = ∫ f(s) g(s) ds,   ln g(s) = df · (ln s − (s² − 1)/2) − ln s + ½ ln(df/π) − δ(df/2)
 *
 * by Gauss–Legendre quadrature on panels, with δ of `stirlingError`. About 1e-13 absolute for f within [0, 1] that is
 * smooth but for what happens near `edges`.
 *
 * @param df from 1 on.
 * @param edges points s around which f changes within `width`.
 */
export function chiMean(df: number, f: (s: number) => number, edges: readonly Edge[] = []): number {
  if (!(df >= 1 && Number.isFinite(df)))
    throw new RangeError(`degrees of freedom from 1 on are needed, received ${df}`);
  const low = Math.max(0, 1 - REACH / Math.sqrt(df));
  const high = 1 + REACH / Math.sqrt(df);
  const panel = (high - low) / PANELS;
  const ends = Array.from({ length: PANELS + 1 }, (_, index) => low + panel * index);
  const sharp = edges.filter(({ width }) => Math.abs(width) < panel / 2); // others are smooth over a panel
  const inside = sharp.flatMap(around).filter((end) => end > low && end < high);
  const sorted = [...ends, ...inside].sort((a, b) => a - b);
  const constant = Math.log(df / Math.PI) / 2 - stirlingError(df / 2);
  // s is 0 only where an edge a hair above 0 leaves a panel next to no width.
  const density = (s: number) => (s > 0 ? Math.exp(df * logExcess(s) - Math.log(s) + constant) : 0);
  let sum = 0;
  for (const [index, start] of sorted.slice(0, -1).entries()) {
    const half = (sorted[index + 1]! - start) / 2;
    const middle = start + half;
    for (const { node, weight } of RULE) sum += half * weight * valueAt(middle + half * node);
  }
  return sum;

  function valueAt(s: number): number {
    const weight = density(s);
    return weight === 0 ? 0 : weight * f(s);
  }
}

/** Where a function changes fast, and over how much of its argument. */
export interface Edge {
  readonly at: number;
  readonly width: number;
}

function around({ at, width }: Edge): number[] {
  return [-9, -6, -3.5, -1.5, 0, 1.5, 3.5, 6, 9].map((steps) => at + steps * width);
}

/** ln s − (s² − 1)/2, which is 0 at its maximum s = 1. */
function logExcess(s: number): number {
  const e = s - 1;
  return Math.log1p(e) - e - (e * e) / 2;
}

const RULE = gaussLegendre(20);

/** Nodes and weights on [−1, 1]: Newton's method on the Legendre polynomial, by its three-term recurrence. */
function gaussLegendre(count: number): { readonly node: number; readonly weight: number }[] {
  return Array.from({ length: count }, (_, index) => {
    let node = Math.cos((Math.PI * (index + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 10; step++) {
      let [last, value] = [0, 1];
      for (let k = 1; k <= count; k++) [last, value] = [value, ((2 * k - 1) * node * value - (k - 1) * last) / k];
      slope = (count * (node * value - last)) / (node * node - 1);
      node -= value / slope;
    }
    return { node, weight: 2 / ((1 - node * node) * slope * slope) };
  });
}
