import { noncentralTUpperTail } from './noncentral-t.ts';
import { smallestPassing } from './root.ts';
import { LIMIT, misuse, type SampleSize, sized, type TestDesign } from './sample-size.ts';
import { studentTQuantile } from './student-t.ts';

/**
 * The number of independent pairs with which a one-sided paired t shows that the first arm is worse by less than
 * `margin`, where it is truly better by `mean`: the smallest n ≥ 2 with P(T > t(1 − alpha)) ≥ power, T noncentral t with
 * df = n − 1 and ncp = (mean + margin) sqrt(n)/sd. `alpha` is one-sided.
 *
 * Source: Julious 2004, "Sample sizes for clinical trials with normal data", Statistics in Medicine 23:1921–1986.
 *
 * `never` where the first arm is worse by the margin or more; `invalid` where a number is out of range.
 */
export function nonInferiorityPairs(
  truth: { readonly mean: number; readonly sd: number; readonly margin: number },
  design: TestDesign = {},
): SampleSize {
  const { mean, sd, margin } = truth;
  const { alpha = 0.05, power = 0.8 } = design;
  const reason = misuse({ mean, sd, margin }, design) ?? (sd > 0 ? null : 'no deviation above 0');
  if (reason !== null) return { status: 'invalid', reason };
  const dz = (mean + margin) / sd;
  const powerOf = (n: number) => noncentralTUpperTail(studentTQuantile(1 - alpha, n - 1), n - 1, dz * Math.sqrt(n));
  return sized(smallestPassing((n) => powerOf(n) >= power, 2, LIMIT));
}
