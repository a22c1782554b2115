import { normalQuantile } from './normal-quantile.ts';
import { misuse, type SampleSize, sized, type TestDesign } from './sample-size.ts';

/**
 * The number of test examples with which McNemar's test finds that of all examples a share `onlyFirst` is classified
 * correctly by the first model alone, and `onlySecond` by the second alone:
 *
 *     n = ((z(1 − alpha/2) sqrt(psi) + z(power) sqrt(psi − delta²)) / delta)²,  psi their sum, delta their difference
 *
 * rounded up. Source: Connor 1987, "Sample size for testing differences in proportions for the paired-sample design",
 * Biometrics 43:207–211.
 *
 * `never` where the shares are equal; `invalid` where they are none.
 */
export function mcNemarExamples(onlyFirst: number, onlySecond: number, design: TestDesign = {}): SampleSize {
  const { alpha = 0.05, power = 0.8 } = design;
  const [psi, delta] = [onlyFirst + onlySecond, onlyFirst - onlySecond];
  const shares = onlyFirst >= 0 && onlySecond >= 0 && psi <= 1;
  const reason = misuse({ psi }, design) ?? (shares ? null : 'no shares of all examples');
  if (reason !== null) return { status: 'invalid', reason };
  const root = -normalQuantile(alpha / 2) * Math.sqrt(psi) + normalQuantile(power) * Math.sqrt(psi - delta * delta);
  return sized(Math.ceil((root / delta) ** 2));
}
