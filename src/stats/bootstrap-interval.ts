import type { RandomStream } from '../base/random.ts';
import { normalCdf, normalQuantile } from './normal-quantile.ts';
import { pairwiseSum } from './pairwise-sum.ts';
import { quantile } from './quantile.ts';

type Interval = readonly [low: number, high: number];

/** What the resamples say by themselves. */
interface Resampled {
  readonly n: number;
  /** The statistic of the data. */
  readonly theta: number;
  readonly resamples: number;
  readonly percentile: Interval;
  /** 2θ less the percentile interval: the reversed one. */
  readonly basic: Interval;
  /** Share of resamples whose statistic is below θ, equal ones counting half. */
  readonly below: number;
}

export type BootstrapInterval =
  | ({
      readonly status: 'ok';
      /** Bias correction and acceleration, and the shares of resamples that they put beyond the ends. */
      readonly z0: number;
      readonly acceleration: number;
      readonly alpha: Interval;
      readonly bca: Interval;
    } & Resampled)
  /** All values are equal, and so are all resamples: the intervals are a point, and their certainty is an artefact. */
  | ({ readonly status: 'zero_variance' } & Resampled)
  /**
   * There is no BCa interval: every resample is on one side of θ, the statistic stays the same whichever value is left
   * out, or the acceleration is too large for the level.
   */
  | ({ readonly status: 'no_bca'; readonly reason: string } & Resampled)
  /** One value, of which there is one resample; its point says nothing. */
  | ({ readonly status: 'insufficient' } & Resampled)
  /** No value, or no resample. */
  | { readonly status: 'empty' }
  | { readonly status: 'invalid'; readonly reason: string };

export interface BootstrapIntervalOptions {
  /** The mean by default. */
  readonly statistic?: (sample: readonly number[]) => number;
  /** Positions of the data, one list of n for each resample: `allResamples`, or some of `randomResamples`. */
  readonly resamples: Iterable<readonly number[]>;
  /** Coverage. */
  readonly level?: number;
}

/**
 * Bootstrap intervals of a statistic: by percentiles of its resampled values θ*, by the basic method, and by BCa
 * (bias-corrected and accelerated), whose ends are other percentiles,
 *
 *     z0 = Φ⁻¹((#{θ* < θ} + #{θ* ≤ θ}) / 2B),  a = Σ(θ̄ − θ_i)³ / (6 (Σ(θ̄ − θ_i)²)^1.5),
 *     alpha_k = Φ(z0 + (z0 + z_k) / (1 − a (z0 + z_k)))
 *
 * with θ_i the statistic without value i and θ̄ their mean. Quantiles are of type 7.
 *
 * Sources: Efron 1987, "Better bootstrap confidence intervals", JASA 82:171–185; Efron & Tibshirani 1993, chapters 13 and
 * 14; DiCiccio & Efron 1996, Statistical Science 11:189–228. The values must be independent: differences of pairs over
 * seeds, or means over suites, never folds that share training examples, and never single scores of paired arms. Too
 * narrow below ten values or so. Resamples that hold the same values in another order can differ in the last bit, and
 * `below` with them; sums are in numpy's order, so that it differs as it does in scipy.
 */
export function bootstrapInterval(data: readonly number[], options: BootstrapIntervalOptions): BootstrapInterval {
  const { statistic = mean, resamples, level = 0.95 } = options;
  if (!(level > 0 && level < 1)) return { status: 'invalid', reason: 'a level that is not between 0 and 1' };
  if (!data.every(Number.isFinite)) return { status: 'invalid', reason: 'non-finite value' };
  const n = data.length;
  if (n === 0) return { status: 'empty' };
  const theta = statistic(data);
  const drawn: number[] = [];
  for (const places of resamples) {
    if (places.length !== n || places.some((place) => data[place] === undefined))
      return { status: 'invalid', reason: 'a resample that is not one of the data' };
    drawn.push(statistic(places.map((place) => data[place]!)));
  }
  if (drawn.length === 0) return { status: 'empty' };
  if (!Number.isFinite(theta) || !drawn.every(Number.isFinite))
    return { status: 'invalid', reason: 'no finite statistic' };
  drawn.sort((a, b) => a - b);
  const tail = (1 - level) / 2;
  const ends = ([low, high]: Interval): Interval => [quantile(drawn, low), quantile(drawn, high)];
  const percentile = ends([tail, 1 - tail]);
  const [less, equal] = [drawn.filter((one) => one < theta).length, drawn.filter((one) => one === theta).length];
  const below = (less + equal / 2) / drawn.length;
  const basic = [2 * theta - percentile[1], 2 * theta - percentile[0]] as const;
  const resampled = { n, theta, resamples: drawn.length, percentile, basic, below };
  if (n === 1) return { status: 'insufficient', ...resampled };
  if (data.every((value) => value === data[0])) return { status: 'zero_variance', ...resampled };
  const without = data.map((_, left) => statistic(data.toSpliced(left, 1)));
  const acceleration = accelerationOf(without);
  if (acceleration === null) return { status: 'no_bca', reason: 'no single value moves the statistic', ...resampled };
  if (below === 0 || below === 1)
    return { status: 'no_bca', reason: 'all resamples are on one side of the statistic', ...resampled };
  const z0 = normalQuantile(below);
  const shifted = [tail, 1 - tail].map((share) => {
    const z = z0 + normalQuantile(share);
    return 1 - acceleration * z > 0 ? normalCdf(z0 + z / (1 - acceleration * z)) : null;
  });
  const [low, high] = shifted;
  if (low == null || high == null) return { status: 'no_bca', reason: 'the acceleration is too large', ...resampled };
  return { status: 'ok', ...resampled, z0, acceleration, alpha: [low, high], bca: ends([low, high]) };
}

/** A sixth of the skewness of the influence of single values; null where none has any. */
function accelerationOf(without: readonly number[]): number | null {
  const middle = mean(without);
  const pulls = without.map((value) => middle - value);
  const largest = Math.max(...pulls.map(Math.abs));
  if (!(largest > 1e-14 * Math.abs(middle))) return null; // rounding
  const scaled = pulls.map((pull) => pull / largest); // no power of a small number vanishes
  const power = (exponent: number) => scaled.reduce((sum, pull) => sum + pull ** exponent, 0);
  return power(3) / (6 * power(2) ** 1.5);
}

function mean(values: readonly number[]): number {
  return pairwiseSum(values) / values.length;
}

/** Beyond it there are too many resamples to list: 8⁸ are 17 million. */
const MOST_LISTED = 7;

/**
 * All nⁿ resamples of n values, in lexicographic order.
 * @throws {RangeError} above seven values.
 */
export function* allResamples(n: number): Generator<number[]> {
  if (!(Number.isInteger(n) && n >= 1 && n <= MOST_LISTED))
    throw new RangeError(`1 to ${MOST_LISTED} values have a list of all resamples, received ${n}`);
  const places = new Array<number>(n).fill(0);
  for (let last = 0; last >= 0; ) {
    yield [...places];
    for (last = n - 1; last >= 0 && ++places[last]! === n; last--) places[last] = 0;
  }
}

/** So many random resamples of n values. */
export function* randomResamples(n: number, draws: number, random: Pick<RandomStream, 'integer'>): Generator<number[]> {
  for (let draw = 0; draw < draws; draw++) yield Array.from({ length: n }, () => random.integer(n));
}
