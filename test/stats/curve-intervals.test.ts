import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { censoredPercentiles } from '../../src/stats/censored-percentiles.ts';
import { expandedTail, unitResamples } from '../../src/stats/cluster-bootstrap.ts';
import {
  type CellCurves,
  type CurveIntervals,
  curveIntervals,
  type MatchedCurves,
} from '../../src/stats/curve-intervals.ts';
import { fitPowerLaw } from '../../src/stats/fit-power-law.ts';
import { powerLawAt } from '../../src/stats/power-law.ts';
import { powerLawBands } from '../../src/stats/power-law-bands.ts';

const SIZES = [50, 100, 200, 400, 800];
const ACCURACY = { direction: 'higher', best: 1 } as const;
const SCRATCH = { asymptote: 0.06, coefficient: 1.5, rate: 0.45 };
const TRANSFER = { asymptote: 0.05, coefficient: 0.45, rate: 0.35 };

/** Accuracies of repeats × folds whose expectations lie on power laws: repeats differ in level, folds about them. */
function simulated(
  seed: number,
  units: number,
  { repeat = 0.01, fold = 0.005, transfer = TRANSFER } = {},
): MatchedCurves {
  const random = stream('test-curves', { seed });
  const cell = (shift: number): CellCurves => ({
    transfer: SIZES.map((size) => 1 - powerLawAt(transfer, size) + shift + fold * random.normal()),
    scratch: SIZES.map((size) => 1 - powerLawAt(SCRATCH, size) + fold * random.normal()),
  });
  const unit = () => {
    const shift = repeat * random.normal();
    return [cell(shift), cell(shift), cell(shift)];
  };
  return { sizes: SIZES, units: Array.from({ length: units }, unit) };
}

const draw = (draws = 300) => ({ random: stream('test-bootstrap', {}), draws });

function ok(...input: Parameters<typeof curveIntervals>): Extract<CurveIntervals, { status: 'ok' }> {
  const result = curveIntervals(...input);
  if (result.status !== 'ok') throw new Error(JSON.stringify(result));
  return result;
}

const mapScores = ({ sizes, units }: MatchedCurves, of: (cell: CellCurves) => CellCurves): MatchedCurves => ({
  sizes,
  units: units.map((cells) => cells.map(of)),
});

describe('percentiles of draws that may be censored', () => {
  const exact = (value: number) => ({ low: value, high: value });

  it('are plain quantiles where none is', () => {
    const draws = Array.from({ length: 101 }, (_, index) => exact(100 - index));
    const interval = censoredPercentiles(draws, 0.025);
    expect(interval.low).toBeCloseTo(2.5, 9);
    expect(interval.high).toBeCloseTo(97.5, 9);
    expect(interval).toMatchObject({ draws: 101, censoredBelow: 0, censoredAbove: 0, missing: 0 });
  });

  it('are open where more than the share of the tail is, and not before', () => {
    const beyond = { low: 800, high: Number.POSITIVE_INFINITY };
    const before = { low: Number.NEGATIVE_INFINITY, high: 50 };
    const of = (count: number, censored: typeof beyond | null) =>
      censoredPercentiles(
        Array.from({ length: 1001 }, (_, index) => (index < count ? censored : exact(100 + index / 10))),
        0.025,
      );
    expect(of(25, beyond).high).toBeLessThan(201);
    expect(of(26, beyond)).toMatchObject({ high: Number.POSITIVE_INFINITY, censoredAbove: 26, missing: 0 });
    expect(of(26, beyond).low).toBeGreaterThan(100);
    expect(of(25, before).low).toBeGreaterThan(100);
    expect(of(26, before)).toMatchObject({ low: Number.NEGATIVE_INFINITY, censoredBelow: 26 });
    expect(of(26, null)).toMatchObject({ low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, missing: 26 });
    // All of them at least 800: that is what is known.
    expect(of(1001, beyond)).toMatchObject({ low: 800, high: Number.POSITIVE_INFINITY });
  });
});

describe('resamples of units', () => {
  it('keep the cells of a unit together', () => {
    const units = [['a', 'b'], ['c'], ['d', 'e', 'f']];
    const resamples = [...unitResamples(units, 200, stream('test', {}))];
    expect(resamples).toHaveLength(200);
    for (const cells of resamples) {
      const drawn = cells
        .filter((cell) => 'acd'.includes(cell))
        .flatMap((first) => units.find((unit) => unit[0] === first)!);
      expect(cells).toEqual(drawn);
      expect(cells.filter((cell) => 'acd'.includes(cell))).toHaveLength(3);
    }
    expect(new Set(resamples.flat()).size).toBe(6);
  });

  it('have a tail that shrinks as units are few', () => {
    // Hesterberg 2015: scipy 1.17.1: norm.cdf(-sqrt(5/4) * t.ppf(0.975, 4))
    expect(expandedTail(0.95, 5)).toBeCloseTo(0.0009541005518824907, 10);
    expect(expandedTail(0.95, 100_000)).toBeCloseTo(0.025, 4);
  });
});

describe('intervals of learning-curve figures', () => {
  it('hold what is true about as often as they say', () => {
    const gains = SIZES.map((size) => powerLawAt(SCRATCH, size) - powerLawAt(TRANSFER, size));
    const area = gains.reduce((sum, gain, index) => sum + (index % 4 === 0 ? gain / 2 : gain), 0) / 4;
    const misses = { jumpStart: 0, area: 0 };
    const trials = 200;
    for (let seed = 0; seed < trials; seed++) {
      const intervals = ok(simulated(seed, 5), { ...ACCURACY, best: null }, draw());
      for (const [name, truth] of [
        ['jumpStart', gains[0]!],
        ['area', area],
      ] as const)
        if (intervals[name].low > truth || intervals[name].high < truth) misses[name] += 1;
    }
    // 5 % of 200 is 10; the binomial exceeds 20 once in 1,000 (scipy: binom.sf(20, 200, 0.05)), and falls below 1 never.
    for (const count of Object.values(misses)) {
      expect(count).toBeLessThanOrEqual(20);
      expect(count).toBeGreaterThanOrEqual(1);
    }
  });

  it('have their estimates from all cells', () => {
    const curves = simulated(1, 6, { repeat: 0, fold: 0 });
    const { multipliers, jumpStart, asymptoteGap, crossover, units, cells } = ok(curves, ACCURACY, draw(50));
    expect([units, cells]).toEqual([6, 18]);
    expect(jumpStart.estimate?.low).toBeCloseTo(powerLawAt(SCRATCH, 50) - powerLawAt(TRANSFER, 50), 9);
    expect(asymptoteGap.estimate?.low).toBeCloseTo(0.01, 6);
    // Without noise every draw is the estimate.
    expect([asymptoteGap.low, asymptoteGap.high]).toEqual([expect.closeTo(0.01, 6), expect.closeTo(0.01, 6)]);
    expect(multipliers[0]!.estimate!.low).toBeGreaterThan(5);
    expect(crossover.estimate).toEqual({ low: 800, high: Number.POSITIVE_INFINITY });
    expect(crossover).toMatchObject({ low: 800, high: Number.POSITIVE_INFINITY, censoredAbove: 50 });
    // At 800 examples transfer is better than scratch at all sizes: at least 1, and no more is known.
    expect(multipliers[4]!.estimate).toEqual({ low: 1, high: Number.POSITIVE_INFINITY });
  });

  it('are the same for the same draws, and wider over units than over cells taken for units', () => {
    const curves = simulated(2, 8, { repeat: 0.03, fold: 0.003 });
    const whole = ok(curves, ACCURACY, draw());
    expect(ok(curves, ACCURACY, draw())).toEqual(whole);
    const apart = { ...curves, units: curves.units.flat().map((cell) => [cell]) };
    const cells = ok(apart, ACCURACY, draw());
    expect(cells.area.high - cells.area.low).toBeLessThan(whole.area.high - whole.area.low);
  });

  it('are turned round when the arms are swapped', () => {
    const curves = simulated(3, 6);
    const one = ok(curves, ACCURACY, draw());
    const swapped = mapScores(curves, ({ transfer, scratch }) => ({ transfer: scratch, scratch: transfer }));
    const other = ok(swapped, ACCURACY, draw());
    for (const figure of ['jumpStart', 'area', 'asymptoteGap'] as const) {
      expect(other[figure].low).toBeCloseTo(-one[figure].high, 9);
      expect(other[figure].high).toBeCloseTo(-one[figure].low, 9);
      expect(other[figure].missing).toBe(one[figure].missing);
    }
    expect(other.crossover.estimate).toEqual({ low: Number.NEGATIVE_INFINITY, high: 50 });
    expect(other.crossover).toMatchObject({ low: Number.NEGATIVE_INFINITY, high: 50, censoredBelow: 300 });
  });

  it('are those of the loss where less is better', () => {
    const curves = simulated(4, 6);
    const errors = mapScores(curves, ({ transfer, scratch }) => ({
      transfer: transfer.map((score) => 1 - score),
      scratch: scratch.map((score) => 1 - score),
    }));
    const one = ok(curves, ACCURACY, draw());
    const other = ok(errors, { direction: 'lower', best: 0 }, draw());
    for (const figure of ['jumpStart', 'area', 'asymptoteGap', 'crossover'] as const) {
      expect(other[figure].low).toBeCloseTo(one[figure].low, 6);
      expect(other[figure].high).toBeCloseTo(one[figure].high, 6);
    }
    expect(other.multipliers[0]!.low).toBeCloseTo(one.multipliers[0]!.low, 6);
  });

  it('never drop a draw without an asymptote', () => {
    // Scratch does not fall at all: no asymptote in any draw, whatever transfer does.
    const flat = mapScores(simulated(5, 5), ({ transfer }) => ({ transfer, scratch: SIZES.map(() => 0.5) }));
    const { asymptoteGap } = ok(flat, ACCURACY, draw(100));
    expect(asymptoteGap).toMatchObject({ estimate: null, missing: 100, draws: 100 });
    expect([asymptoteGap.low, asymptoteGap.high]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    // Nor is one known of curves that do not level off, or of a metric without a best score.
    const pure = { ...SCRATCH, asymptote: -0.1 };
    const steep = simulated(6, 5, { repeat: 0, fold: 0, transfer: pure });
    expect(ok(steep, ACCURACY, draw(20)).asymptoteGap).toMatchObject({ estimate: null, missing: 20 });
    expect(ok(steep, { ...ACCURACY, best: null }, draw(20)).asymptoteGap.estimate).toBeNull();
  });

  it('do with one size what one size can tell', () => {
    const cell = (gain: number) => ({ transfer: [0.5 + gain], scratch: [0.5] });
    const one = { sizes: [50], units: [[cell(0.1)], [cell(0.2)], [cell(0.3)]] };
    const { jumpStart, area, asymptoteGap, multipliers, crossover } = ok(one, ACCURACY, draw(100));
    expect(jumpStart.estimate?.low).toBeCloseTo(0.2, 12);
    expect([area.estimate, asymptoteGap.estimate]).toEqual([null, null]);
    expect(multipliers).toHaveLength(1);
    expect(multipliers[0]).toMatchObject({ low: 1, high: Number.POSITIVE_INFINITY, censoredAbove: 100 });
    expect(crossover).toMatchObject({ low: 50, high: Number.POSITIVE_INFINITY });
  });

  it('need two units of whole, finite curves', () => {
    const cell = { transfer: [0.5, 0.6], scratch: [0.4, 0.5] };
    const status = (units: MatchedCurves['units'], sizes = [50, 100], draws = 10) =>
      curveIntervals({ sizes, units }, ACCURACY, draw(draws)).status;
    expect(curveIntervals({ sizes: [50], units: [] }, ACCURACY, draw())).toEqual({ status: 'insufficient', units: 0 });
    expect(status([[cell]])).toBe('insufficient');
    expect(status([[cell], [cell]])).toBe('ok');
    expect(status([[cell], []])).toBe('invalid');
    expect(status([[cell], [cell]], [50])).toBe('invalid');
    expect(status([[cell], [cell]], [100, 50])).toBe('invalid');
    expect(status([[cell], [{ ...cell, transfer: [0.5, Number.NaN] }]])).toBe('invalid');
    expect(status([[cell], [cell]], [50, 100], 0)).toBe('invalid');
    const level = { ...draw(), level: 1 };
    expect(curveIntervals({ sizes: [50, 100], units: [[cell], [cell]] }, ACCURACY, level).status).toBe('invalid');
  });
});

describe('the band of a fitted power law', () => {
  const errorsOf = ({ sizes, units }: MatchedCurves) => ({
    sizes,
    units: units.map((cells) => cells.map(({ scratch }) => scratch.map((score) => 1 - score))),
  });

  it('holds the law of the mean curve, and widens beyond the sizes', () => {
    const curves = errorsOf(simulated(7, 10));
    const bands = powerLawBands(curves, [50, 200, 800, 3200, 12_800], draw());
    if (bands.status !== 'ok') throw new Error(bands.status);
    const mean = SIZES.map((_, index) => curves.units.flat().reduce((sum, errors) => sum + errors[index]! / 30, 0));
    const fit = fitPowerLaw({ sizes: SIZES, errors: mean });
    expect(fit).toMatchObject({ status: 'ok', law: { rate: expect.closeTo(bands.fit.law.rate, 6) } });
    for (const { size, error, low, high } of bands.band) {
      expect(error).toBeCloseTo(powerLawAt(bands.fit.law, size), 12);
      expect(low).toBeLessThanOrEqual(error);
      expect(high).toBeGreaterThanOrEqual(error);
    }
    const width = (index: number) => bands.band[index]!.high - bands.band[index]!.low;
    expect(width(4)).toBeGreaterThan(width(2));
    expect(bands).toMatchObject({ missing: 0, draws: 300 });
  });

  it('is open where too many draws have no law, and absent without one', () => {
    // Of four units two rise: resamples of those alone have no law.
    const falling = [[SIZES.map((size) => powerLawAt({ ...SCRATCH, coefficient: 4 }, size))]];
    const rising = [[SIZES.map((size) => 0.2 + size / 10_000)]];
    const mixed = { sizes: SIZES, units: [...falling, ...falling, ...rising, ...rising] };
    const bands = powerLawBands(mixed, [50, 100], draw());
    if (bands.status !== 'ok') throw new Error(bands.status);
    expect(bands.missing).toBeGreaterThan(0);
    for (const { low, high } of bands.band)
      expect([low, high]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    const none = powerLawBands({ sizes: SIZES, units: [...rising, ...rising] }, [50], draw());
    expect(none).toEqual({ status: 'unidentifiable', reason: 'not_falling' });
  });

  it('needs two units, three sizes and numbers', () => {
    const errors = SIZES.map((size) => powerLawAt(SCRATCH, size));
    const units = [[errors], [errors]];
    expect(powerLawBands({ sizes: SIZES, units: [[errors]] }, [50], draw())).toEqual({
      status: 'too_few_units',
      units: 1,
    });
    const two = { sizes: [50, 100], units: [[[0.2, 0.1]], [[0.2, 0.1]]] };
    expect(powerLawBands(two, [50], draw())).toEqual({ status: 'insufficient', sizes: 2 });
    expect(powerLawBands({ sizes: SIZES, units }, [0], draw()).status).toBe('invalid');
    expect(powerLawBands({ sizes: SIZES, units: [[errors], []] }, [50], draw()).status).toBe('invalid');
    expect(powerLawBands({ sizes: [50, 100], units }, [50], draw()).status).toBe('invalid');
    expect(powerLawBands({ sizes: SIZES, units }, [50], { ...draw(), level: 0 }).status).toBe('invalid');
  });

  it('is one line where all units are equal', () => {
    const laws = fc.record({
      asymptote: fc.double({ min: 0.05, max: 0.3, noNaN: true }),
      coefficient: fc.double({ min: 1, max: 3, noNaN: true }),
      rate: fc.double({ min: 0.2, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(laws, (law) => {
        const errors = SIZES.map((size) => powerLawAt(law, size));
        const bands = powerLawBands({ sizes: SIZES, units: [[errors], [errors], [errors]] }, [70, 1600], draw(5));
        if (bands.status !== 'ok') throw new Error(bands.status);
        for (const { size, low, high } of bands.band) {
          expect(low).toBeCloseTo(powerLawAt(law, size), 6);
          expect(high).toBeCloseTo(powerLawAt(law, size), 6);
        }
      }),
      { numRuns: 30 },
    );
  });
});
