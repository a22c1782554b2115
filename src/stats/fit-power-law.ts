import type { PowerLaw } from './power-law.ts';

export type PowerLawFit =
  | {
      readonly status: 'ok';
      readonly law: PowerLaw;
      /** Weighted sum of squared residuals. */
      readonly sse: number;
      /** Share of the weighted variance about the weighted mean that the law explains. */
      readonly r2: number;
      /** Points less the three parameters. At 0 the law passes through its points and nothing tells how well it fits. */
      readonly residualDf: number;
      /** The asymptote is held at zero error: the curve does not level off yet, and where it will is not known. */
      readonly asymptoteAtZero: boolean;
    }
  /**
   * No one law fits best. `not_falling`: no law fits better than a constant error, for which every rate will do.
   * `rate_at_bound`: the best rate is an end of the range; a straight line over log n (lower end) or one drop and then a
   * plateau (upper end) tells nothing of the rate. Nothing may be extrapolated.
   */
  | { readonly status: 'unidentifiable'; readonly reason: 'not_falling' | 'rate_at_bound' }
  /** Fewer than three different sizes, for three parameters. */
  | { readonly status: 'insufficient'; readonly sizes: number }
  | { readonly status: 'invalid'; readonly reason: string };

/** Errors by number of training examples, in any order; a size may come more than once. */
export interface ErrorPoints {
  readonly sizes: readonly number[];
  /** What remains to the best possible score: 1 − accuracy, or a loss. */
  readonly errors: readonly number[];
  /** Of each error. Weights are 1 over their squares, or equal where there are none. */
  readonly standardErrors?: readonly number[];
}

/** The range of rates that are looked through. */
const LOWEST_RATE = 0.01;
const HIGHEST_RATE = 3;
/** Rates tried at equal ratios before the minima between them are found: each is 15 % above the one before. */
const STEPS = 40;
/** Of the rate, relative. */
const PRECISION = 1e-13;
/** An improvement over a constant error below this share, and a range below it, are rounding. */
const ROUNDING = 1e-10;

/**
 * Fits a power law by weighted least squares:
 *
 *     min Σ w (a + b n^−c − error)²,  a, b ≥ 0,  0.01 ≤ c ≤ 3
 *
 * Variable projection: for a given c, the best a and b are those of a non-negative regression on n^−c, in closed form;
 * what is left is a function of c alone. Where a and b are best, its derivative is that of the sum by c, so that each
 * minimum is where the derivative turns from negative to positive, found by bisection. The lowest minimum is taken. No
 * start values, no randomness.
 *
 * Source: Golub & Pereyra 1973, "The differentiation of pseudo-inverses and nonlinear least squares problems whose
 * variables separate", SIAM J. Numer. Anal. 10:413–432. The law: Hestness et al. 2017, arXiv:1712.00409; Rosenfeld et
 * al. 2020, ICLR; Viering & Loog 2022, "The shape of learning curves: a review", TPAMI, who advise four sizes or more
 * and a look at how well the largest is foretold by the others.
 *
 * No law: `insufficient` below three sizes, `unidentifiable` where errors do not fall or the best rate is an end of its
 * range, `invalid` where a number is not finite.
 */
export function fitPowerLaw(points: ErrorPoints): PowerLawFit {
  const reason = problemOf(points);
  if (reason !== null) return { status: 'invalid', reason };
  const { sizes, errors, standardErrors } = points;
  const distinct = new Set(sizes).size;
  if (distinct < 3) return { status: 'insufficient', sizes: distinct };
  const [low, high] = [Math.min(...errors), Math.max(...errors)];
  if (high - low <= ROUNDING * Math.max(Math.abs(low), Math.abs(high))) return NOT_FALLING;

  // In units of the smallest size, the largest error and the largest weight, all terms keep to the range of a double.
  const size = Math.min(...sizes);
  const unit = Math.max(-low, high);
  const precision = Math.min(...(standardErrors ?? [1]));
  const problem: Problem = {
    logSizes: sizes.map((n) => Math.log(n) - Math.log(size)),
    errors: errors.map((error) => error / unit),
    weights: (standardErrors ?? sizes.map(() => 1)).map((error) => (precision / error) ** 2),
  };
  const best = lowestMinimum(problem);
  const total = squaresAboutMean(problem);
  if (best.coefficient === 0 || best.sse >= (1 - ROUNDING) * total) return NOT_FALLING;
  const { rate } = best;
  if (rate === LOWEST_RATE || rate === HIGHEST_RATE) return { status: 'unidentifiable', reason: 'rate_at_bound' };
  const [asymptote, coefficient] = [unit * best.asymptote, unit * best.coefficient * size ** rate];
  const sse = best.sse * (unit / precision) ** 2;
  if (!Number.isFinite(coefficient) || !Number.isFinite(sse)) return { status: 'invalid', reason: 'overflow' };
  return {
    status: 'ok',
    law: { asymptote, coefficient, rate },
    sse,
    r2: 1 - best.sse / total,
    residualDf: sizes.length - 3,
    asymptoteAtZero: asymptote === 0,
  };
}

const NOT_FALLING = { status: 'unidentifiable', reason: 'not_falling' } as const;

function problemOf({ sizes, errors, standardErrors }: ErrorPoints): string | null {
  if (errors.length !== sizes.length || (standardErrors !== undefined && standardErrors.length !== sizes.length))
    return 'sizes and errors differ in number';
  if (!sizes.every((size) => size > 0 && Number.isFinite(size))) return 'a size that is not above zero and finite';
  if (!errors.every(Number.isFinite)) return 'non-finite error';
  if (standardErrors?.every((error) => error > 0 && Number.isFinite(error)) === false)
    return 'a standard error that is not above zero and finite';
  return null;
}

interface Problem {
  readonly logSizes: readonly number[];
  readonly errors: readonly number[];
  readonly weights: readonly number[];
}

/** The best law of one rate, in units of the smallest size. */
interface Projection extends PowerLaw {
  readonly sse: number;
  /** Half the derivative of the least sum of squares by the rate. */
  readonly slope: number;
}

function lowestMinimum(problem: Problem): Projection {
  const ratio = (HIGHEST_RATE / LOWEST_RATE) ** (1 / STEPS);
  const rates = Array.from({ length: STEPS + 1 }, (_, step) => LOWEST_RATE * ratio ** step);
  rates[STEPS] = HIGHEST_RATE;
  const grid = rates.map((rate) => project(problem, rate));
  const minima: Projection[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const [left, right] = [grid[step - 1]!, grid[step]!];
    if (left.slope < 0 && right.slope >= 0) minima.push(minimumBetween(problem, left, right));
  }
  return [...minima, grid[0]!, grid[STEPS]!].reduce((best, other) => (other.sse < best.sse ? other : best));
}

/** Bisection on the slope. */
function minimumBetween(problem: Problem, left: Projection, right: Projection): Projection {
  while (right.rate - left.rate > PRECISION * right.rate) {
    const middle = project(problem, (left.rate + right.rate) / 2);
    if (middle.slope < 0) left = middle;
    else right = middle;
  }
  return right;
}

/** Weighted regression of the errors on n^−rate with both coefficients from 0 on. Plain loops: bootstraps live here. */
function project(problem: Problem, rate: number): Projection {
  const { logSizes, errors, weights } = problem;
  const x = new Float64Array(logSizes.length);
  let [total, xSum, errorSum] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    x[i] = Math.exp(-rate * logSizes[i]!);
    total += weights[i]!;
    xSum += weights[i]! * x[i]!;
    errorSum += weights[i]! * errors[i]!;
  }
  const [xMean, errorMean] = [xSum / total, errorSum / total];
  let [xx, xError, xxRaw, xErrorRaw] = [0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const deviation = x[i]! - xMean;
    xx += weights[i]! * deviation * deviation;
    xError += weights[i]! * deviation * (errors[i]! - errorMean);
    xxRaw += weights[i]! * x[i]! * x[i]!;
    xErrorRaw += weights[i]! * x[i]! * errors[i]!;
  }
  const coefficient = xError / xx;
  const asymptote = errorMean - coefficient * xMean;
  if (asymptote >= 0 && coefficient >= 0) return projection(problem, x, rate, asymptote, coefficient);
  // The sum is convex: with its lowest point outside the quadrant, the lowest inside lies on an edge.
  const level = projection(problem, x, rate, Math.max(0, errorMean), 0);
  const pure = projection(problem, x, rate, 0, Math.max(0, xErrorRaw / xxRaw));
  return pure.sse < level.sse ? pure : level;
}

function projection(
  { logSizes, errors, weights }: Problem,
  x: Float64Array,
  rate: number,
  asymptote: number,
  coefficient: number,
): Projection {
  let [sse, slope] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    const fitted = coefficient * x[i]!;
    const residual = errors[i]! - asymptote - fitted;
    sse += weights[i]! * residual * residual;
    slope += weights[i]! * residual * fitted * logSizes[i]!;
  }
  return { asymptote, coefficient, rate, sse, slope };
}

function squaresAboutMean({ errors, weights }: Problem): number {
  let [sum, total] = [0, 0];
  for (const [index, weight] of weights.entries()) {
    sum += weight * errors[index]!;
    total += weight;
  }
  return errors.reduce((squares, error, index) => squares + weights[index]! * (error - sum / total) ** 2, 0);
}
