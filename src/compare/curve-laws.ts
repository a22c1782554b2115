import { stream } from '../base/random.ts';
import { type PowerLawBands, powerLawBands } from '../stats/power-law-bands.ts';
import { groupBy } from './cells.ts';
import { type CurveLaw, FEWEST_UNITS } from './contract/curve-figures.ts';
import { bestOf, type CurveInput, DRAWS, FEWEST_SIZES } from './curve-figures.ts';

/** Sizes of a band between two neighbouring sizes of the suite, on a logarithmic scale. */
const POINTS = 6;

export interface LawInput extends Omit<CurveInput, 'planned'> {
  /** Names of all arms. */
  readonly arms: readonly string[];
}

/**
 * The power law of each arm's mean learning curve, over the sizes of the suite and never beyond them. None for metrics
 * without a best score, which errors would be told from, and below four sizes.
 */
export function curveLawsOf(input: LawInput): CurveLaw[] {
  const { arms, sizes, metric } = input;
  if (sizes.length < FEWEST_SIZES || bestOf(metric) === null) return [];
  return arms.flatMap((arm) => lawOf(arm, input) ?? []);
}

function lawOf(arm: string, { target, scores, sizes, metric, seed }: LawInput): CurveLaw | null {
  const best = bestOf(metric)!;
  const sign = metric.direction === 'higher' ? 1 : -1;
  const cells = groupBy(
    sizes.flatMap((size) => scores(arm, size, metric.name)),
    ({ repeat, fold }) => `${repeat}.${fold}`,
  );
  const complete = [...cells.values()].filter((cell) => cell.length === sizes.length);
  if (complete.length === 0) return null;
  const units = [...groupBy(complete, ([first]) => first!.repeat).values()].map((unit) =>
    unit.map((cell) => cell.map(({ value }) => sign * (best - value))),
  );
  const random = stream('resampled law', { seed, target, arm, metric: metric.name });
  const found = powerLawBands({ sizes, units }, grid(sizes), { random, draws: DRAWS });
  const base = { arm, metric: metric.name };
  if (found.status !== 'ok') return { ...base, ...withoutLaw(found) };
  const { law, r2, residualDf, asymptoteAtZero } = found.fit;
  const scoreOf = (error: number) => best - sign * error;
  const band = found.band.map(({ size, error, low, high }) => {
    const ends = [low, high].map((end) => (Number.isFinite(end) && units.length >= FEWEST_UNITS ? scoreOf(end) : null));
    const [one = null, other = null] = sign === 1 ? ends.toReversed() : ends;
    return { size, score: scoreOf(error), low: one, high: other };
  });
  return { ...base, status: 'ok', ...law, r2, residualDf, asymptoteAtZero, band };
}

function withoutLaw(found: Exclude<PowerLawBands, { status: 'ok' }>) {
  switch (found.status) {
    case 'unidentifiable': {
      const reason =
        found.reason === 'not_falling'
          ? 'the error does not fall with more examples'
          : 'no one rate fits better than others';
      return { status: 'unidentifiable', reason } as const;
    }
    case 'too_few_units':
      return { status: 'insufficient', reason: 'there is nothing to resample' } as const;
    case 'insufficient':
      return { status: 'insufficient', reason: 'fewer than three sizes' } as const;
    case 'invalid':
      return { status: 'insufficient', reason: `the scores make no curve: ${found.reason}` } as const;
  }
}

/** The suite's sizes, and some between each two. */
function grid(sizes: readonly number[]): number[] {
  return sizes.flatMap((size, index) => {
    const next = sizes[index + 1];
    if (next === undefined) return [size];
    return Array.from({ length: POINTS }, (_, point) => size * (next / size) ** (point / POINTS));
  });
}
