import { fUpperTail } from './f-distribution.ts';
import { momentsOf } from './moments.ts';
import { powerOfTwoBelow } from './power-of-two.ts';
import { twoSidedP } from './student-t.ts';

export type FiveByTwo =
  | {
      /** `zero_variance`: the two halves agree in every repeat, so that all s² are 0. No decision may rest on it. */
      readonly status: 'ok' | 'zero_variance';
      /** Of the two halves' differences, one per repeat. */
      readonly variances: readonly number[];
      /** Dietterich's t on 5 degrees of freedom. Without variance it is infinite, or null where 0 is divided by 0. */
      readonly t: number | null;
      /** Two-sided. Without variance it is 0 by convention, or 1 where t is null. */
      readonly pT: number;
      /** Alpaydın's F on 10 and 5 degrees of freedom; without variance as t. */
      readonly f: number | null;
      readonly pF: number;
    }
  /** A difference is not finite, they are not five pairs, or a variance overflows. */
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * The two tests over five repeats of two-fold cross-validation, from the differences p(i, 1) and p(i, 2) of its halves:
 *
 *     s²(i) = (p(i, 1) − p̄(i))² + (p(i, 2) − p̄(i))²
 *     t = p(1, 1) / sqrt(Σ s²(i) / 5)  ~  t with 5 degrees of freedom
 *     F = Σ p(i, j)² / (2 Σ s²(i))     ~  F with 10 and 5 degrees of freedom
 *
 * Source: Dietterich 1998, Neural Computation 10:1895–1923, for t; Alpaydın 1999, Neural Computation 11:1885–1892, for F.
 * The halves of a repeat share no training example. t rests on the first difference alone, so that it changes with their
 * order; F does not, and is the one to report.
 *
 * Other than five pairs of finite numbers are `invalid`. Halves that agree in every repeat are `zero_variance`, with t, F and
 * p by convention.
 */
export function fiveByTwo(differences: readonly (readonly number[])[]): FiveByTwo {
  if (differences.length !== 5 || differences.some((pair) => pair.length !== 2))
    return { status: 'invalid', reason: 'not five pairs' };
  const unit = powerOfTwoBelow(differences.flat());
  const variances: number[] = [];
  for (const pair of differences) {
    const moments = momentsOf(pair.map((difference) => difference / unit)); // of two values, s² with 1 below
    if (moments.status === 'invalid' || moments.status === 'insufficient')
      return { status: 'invalid', reason: 'non-finite difference' };
    variances.push(moments.variance);
  }
  if (!Number.isFinite(Math.max(...variances) * unit * unit)) return { status: 'invalid', reason: 'overflow' };
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  const squares = differences.flat().reduce((sum, difference) => sum + (difference / unit) ** 2, 0);
  const t = ratio(differences[0]![0]! / unit, Math.sqrt(total / 5));
  const f = ratio(squares, 2 * total);
  return {
    status: total === 0 ? 'zero_variance' : 'ok',
    variances: variances.map((variance) => variance * unit * unit),
    t,
    pT: t === null ? 1 : twoSidedP(t, 5),
    f,
    pF: f === null ? 1 : fUpperTail(f, 10, 5),
  };
}

function ratio(above: number, below: number): number | null {
  return above === 0 && below === 0 ? null : above / below;
}
