import { censoredPercentiles } from './censored-percentiles.ts';
import {
  type BootstrapOptions,
  bootstrapProblem,
  DEFAULT_DRAWS,
  DEFAULT_LEVEL,
  expandedTail,
  unitResamples,
} from './cluster-bootstrap.ts';
import { fitPowerLaw, type PowerLawFit } from './fit-power-law.ts';
import { curveProblem, meanCurve, sizesProblem } from './learning-curve.ts';
import { type PowerLaw, powerLawAt } from './power-law.ts';

/** The learning curves of one arm, cell by cell. */
export interface ErrorCurves {
  readonly sizes: readonly number[];
  /** What was drawn independently, such as repeats, each with the errors by size of its cells. */
  readonly units: readonly (readonly (readonly number[])[])[];
}

/** The fitted law at one size, and the band about it. */
export interface BandPoint {
  readonly size: number;
  readonly error: number;
  /** −Infinity and Infinity where more draws than the tail's share have no law. */
  readonly low: number;
  readonly high: number;
}

export type PowerLawBands =
  | {
      readonly status: 'ok';
      /** Of the mean curve. */
      readonly fit: Extract<PowerLawFit, { readonly status: 'ok' }>;
      readonly band: readonly BandPoint[];
      readonly draws: number;
      /** Draws whose mean curve has no identifiable law. They open the band, and are never left out of it. */
      readonly missing: number;
    }
  /** No law fits the mean curve (`fitPowerLaw` says when), and so there is no band, nor anything beyond the sizes. */
  | Exclude<PowerLawFit, { readonly status: 'ok' }>
  /** Fewer than two units, of which there is only one resample. */
  | { readonly status: 'too_few_units'; readonly units: number };

/**
 * The power law of an arm's mean learning curve with a pointwise percentile band, from resamples of whole units
 * (`unitResamples` says why), expanded for few of them (`expandedTail`). Each resample's mean curve is fitted anew, so
 * that the band holds what cells differ in, and not whether the curve is a power law at all: beyond the largest size it
 * is too narrow by that.
 *
 * @param at sizes of the band, above zero; beyond the largest size they extrapolate.
 */
export function powerLawBands(
  { sizes, units }: ErrorCurves,
  at: readonly number[],
  options: BootstrapOptions,
): PowerLawBands {
  const cells = units.flat();
  const problem =
    sizesProblem(sizes) ??
    sizesProblem(at) ??
    bootstrapProblem(options) ??
    cells.map((errors) => curveProblem({ sizes, scores: errors })).find((found) => found !== null) ??
    (units.some((unit) => unit.length === 0) ? 'a unit without cells' : null);
  if (problem !== null) return { status: 'invalid', reason: problem };
  if (units.length < 2) return { status: 'too_few_units', units: units.length };
  const fit = fitPowerLaw({ sizes, errors: meanCurve(cells) });
  if (fit.status !== 'ok') return fit;
  const { random, draws = DEFAULT_DRAWS, level = DEFAULT_LEVEL } = options;
  const laws: (PowerLaw | null)[] = [];
  for (const resample of unitResamples(units, draws, random)) {
    const drawn = fitPowerLaw({ sizes, errors: meanCurve(resample) });
    laws.push(drawn.status === 'ok' ? drawn.law : null);
  }
  const band = at.map((size) => {
    const errors = laws.map((law) => (law === null ? null : powerLawAt(law, size)));
    const { low, high } = censoredPercentiles(
      errors.map((error) => (error === null ? null : { low: error, high: error })),
      expandedTail(level, units.length),
    );
    return { size, error: powerLawAt(fit.law, size), low, high };
  });
  const missing = laws.filter((law) => law === null).length;
  return { status: 'ok', fit, band, draws, missing };
}
