import { curveProblem, type LearningCurve, shareOfWay, sizeBetween } from './learning-curve.ts';
import { examplesNeeded, type PowerLaw, powerLawAt } from './power-law.ts';

export type FittedEquivalence =
  | {
      readonly status: 'ok';
      /** Of the transferred model after `size` examples. */
      readonly error: number;
      /** Examples that training from scratch needs for that error. Infinity where it never gets there. */
      readonly scratchEquivalent: number;
      /** scratchEquivalent − size, "effective data transferred": below zero where pre-training costs examples. */
      readonly dataTransferred: number;
      /** scratchEquivalent / size: below one where pre-training hurts. */
      readonly multiplier: number;
    }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * What a transferred model's n examples are worth to training from scratch, by the power laws fitted to both:
 *
 *     n_eq(n) = f_scratch⁻¹(f_transfer(n)),  D_T = n_eq − n,  multiplier = n_eq / n
 *
 * Source: Hernandez, Kaplan, Henighan & McCandlish 2021, "Scaling laws for transfer", arXiv:2102.01293, equations 1.1
 * and 1.2. It says what laws say: beyond the sizes that they were fitted to it extrapolates. `scratchCurveEquivalent`
 * does not.
 *
 * `invalid` where a law does not fall or a number is not finite; Infinity where scratch never gets there.
 */
export function fittedEquivalence(scratch: PowerLaw, transfer: PowerLaw, size: number): FittedEquivalence {
  if (!(size > 0 && Number.isFinite(size))) return { status: 'invalid', reason: 'a size that is not above zero' };
  if (![scratch, transfer].every(isLaw)) return { status: 'invalid', reason: 'no falling power law' };
  const error = powerLawAt(transfer, size);
  if (!Number.isFinite(error)) return { status: 'invalid', reason: 'overflow' };
  const scratchEquivalent = examplesNeeded(scratch, error);
  return {
    status: 'ok',
    error,
    scratchEquivalent,
    dataTransferred: scratchEquivalent - size,
    multiplier: scratchEquivalent / size,
  };
}

function isLaw({ asymptote, coefficient, rate }: PowerLaw): boolean {
  return [asymptote, coefficient, rate].every(Number.isFinite) && coefficient > 0 && rate > 0;
}

export type ScratchEquivalent =
  | {
      readonly status: 'ok';
      /** Examples that training from scratch needs; the end of the curve where it was not observed to get there. */
      readonly size: number;
      /**
       * `right`: the error is below all of the curve, so that `size` or more are needed. `left`: the smallest size beats
       * it already, so that `size` or fewer are.
       */
      readonly censored: 'left' | 'right' | null;
    }
  /** The curve has no point. */
  | { readonly status: 'insufficient' }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * The smallest number of examples at which an observed learning curve comes down to an error. The curve is taken as its
 * running minimum (more examples need not be used), linear in the error over log n between two sizes. It ends where
 * the observations end: beyond them the answer is censored, never extrapolated.
 *
 * For a metric of which more is better, negate scores and target.
 *
 * Source: the inverse learning curve of Hernandez et al. 2021 (arXiv:2102.01293), without a parametric form.
 *
 * @param scratch errors by size, less is better.
 */
export function scratchCurveEquivalent(scratch: LearningCurve, error: number): ScratchEquivalent {
  const problem = curveProblem(scratch);
  if (problem !== null) return { status: 'invalid', reason: problem };
  if (!Number.isFinite(error)) return { status: 'invalid', reason: 'non-finite error' };
  const { sizes, scores } = scratch;
  if (sizes.length === 0) return { status: 'insufficient' };
  if (error > scores[0]!) return { status: 'ok', size: sizes[0]!, censored: 'left' };
  let lowest = scores[0]!;
  if (lowest === error) return { status: 'ok', size: sizes[0]!, censored: null };
  for (let index = 1; index < sizes.length; index++) {
    const next = scores[index]!;
    if (next <= error) {
      const share = shareOfWay(lowest, error, next);
      return { status: 'ok', size: sizeBetween(sizes[index - 1]!, sizes[index]!, share), censored: null };
    }
    lowest = Math.min(lowest, next);
  }
  return { status: 'ok', size: sizes.at(-1)!, censored: 'right' };
}
