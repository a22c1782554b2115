import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { type ErrorPoints, fitPowerLaw } from '../../src/stats/fit-power-law.ts';
import { examplesNeeded, type PowerLaw, powerLawAt } from '../../src/stats/power-law.ts';

const SIZES = [50, 100, 200, 400, 800, 1600];

const laws = fc.record({
  asymptote: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
  coefficient: fc.double({ min: 0.5, max: 5, noNaN: true }),
  rate: fc.double({ min: 0.1, max: 1.5, noNaN: true }),
});

/** Curves that fall, with noise. */
const noisy: fc.Arbitrary<ErrorPoints> = fc.tuple(laws, fc.nat()).map(([law, seed]) => {
  const random = stream('test-power-law', { seed });
  return { sizes: SIZES, errors: SIZES.map((size) => powerLawAt(law, size) * (1 + 0.02 * random.normal())) };
});

function ok(points: ErrorPoints) {
  const fit = fitPowerLaw(points);
  fc.pre(fit.status === 'ok');
  return fit;
}

/** The first digits: a curve that says little about its law moves it by more than the rounding of its points. */
function expectLaw(actual: PowerLaw, expected: PowerLaw, digits = 5) {
  expect(actual.asymptote).toBeCloseTo(expected.asymptote, digits);
  expect(actual.coefficient / expected.coefficient).toBeCloseTo(1, digits);
  expect(actual.rate / expected.rate).toBeCloseTo(1, digits);
}

describe('the fitted power law', () => {
  it('is the law that the errors come from', () => {
    fc.assert(
      fc.property(laws, (law) => {
        const fit = ok({ sizes: SIZES, errors: SIZES.map((size) => powerLawAt(law, size)) });
        expectLaw(fit.law, law);
        expect(fit.r2).toBeCloseTo(1, 9);
      }),
    );
  });

  it('is that of any order of the points, and of each point twice', () => {
    fc.assert(
      fc.property(noisy, fc.nat(), ({ sizes, errors }, seed) => {
        const { law, sse } = ok({ sizes, errors });
        const order = [...stream('test-order', { seed }).permutation(sizes.length)];
        expectLaw(ok({ sizes: order.map((i) => sizes[i]!), errors: order.map((i) => errors[i]!) }).law, law);
        const twice = ok({ sizes: [...sizes, ...sizes], errors: [...errors, ...errors] });
        expectLaw(twice.law, law);
        expect(twice.sse).toBeCloseTo(2 * sse, 9);
        expect(twice.residualDf).toBe(9);
      }),
    );
  });

  it('follows the units of errors and sizes', () => {
    fc.assert(
      fc.property(noisy, fc.constantFrom(0.01, 3, 1000), ({ sizes, errors }, scale) => {
        const { asymptote, coefficient, rate } = ok({ sizes, errors }).law;
        const percent = ok({ sizes, errors: errors.map((error) => scale * error) });
        expectLaw(percent.law, { asymptote: scale * asymptote, coefficient: scale * coefficient, rate }, 4);
        const dozens = ok({ sizes: sizes.map((size) => scale * size), errors });
        expectLaw(dozens.law, { asymptote, coefficient: coefficient * scale ** rate, rate }, 4);
      }),
    );
  });

  it('has no better one near it', () => {
    const step = fc.constantFrom(0.98, 0.999, 1, 1.001, 1.02);
    fc.assert(
      fc.property(noisy, step, step, step, ({ sizes, errors }, a, b, c) => {
        const { law, sse } = ok({ sizes, errors });
        const near = { asymptote: a * law.asymptote, coefficient: b * law.coefficient, rate: c * law.rate };
        const squares = sizes.reduce((sum, size, i) => sum + (powerLawAt(near, size) - errors[i]!) ** 2, 0);
        expect(squares).toBeGreaterThanOrEqual(sse * (1 - 1e-9));
      }),
    );
  });

  it('heeds ratios of standard errors, not their unit', () => {
    fc.assert(
      fc.property(noisy, ({ sizes, errors }) => {
        const plain = ok({ sizes, errors });
        expectLaw(ok({ sizes, errors, standardErrors: sizes.map(() => 0.02) }).law, plain.law);
        // One that is known exactly, against others that are hardly known.
        const standardErrors = sizes.map((_, index) => (index === 3 ? 1e-6 : 1));
        const through = fitPowerLaw({ sizes, errors, standardErrors });
        if (through.status === 'ok') expect(powerLawAt(through.law, sizes[3]!)).toBeCloseTo(errors[3]!, 6);
      }),
    );
  });

  it('passes through three points, and says that nothing is left to tell how well it fits', () => {
    const fit = ok({ sizes: [100, 400, 1600], errors: [0.5, 0.3, 0.2] });
    expectLaw(fit.law, { asymptote: 0.1, coefficient: 4, rate: 0.5 }); // 0.1 + 4 n^−½
    expect(fit.residualDf).toBe(0);
  });

  it('says where the asymptote is held at zero', () => {
    const concave = ok({ sizes: SIZES, errors: [0.5, 0.45, 0.4, 0.34, 0.27, 0.19] });
    expect(concave).toMatchObject({ asymptoteAtZero: true, law: { asymptote: 0 } });
    expect(ok({ sizes: [50, 200, 800], errors: [0.3, 0.2, 0.15] }).asymptoteAtZero).toBe(false);
  });
});

describe('a power law is not identified', () => {
  const statusOf = (errors: readonly number[]) => fitPowerLaw({ sizes: SIZES, errors });

  it('by errors that do not fall', () => {
    const flat = { status: 'unidentifiable', reason: 'not_falling' };
    expect(statusOf([0.2, 0.2, 0.2, 0.2, 0.2, 0.2])).toEqual(flat);
    expect(statusOf([0, 0, 0, 0, 0, 0])).toEqual(flat);
    expect(statusOf([0.3, 0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2, 0.3])).toEqual(flat);
    expect(statusOf([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])).toEqual(flat);
    expect(statusOf([-0.6, -0.5, -0.4, -0.3, -0.2, -0.1])).toEqual(flat);
    fc.assert(
      fc.property(fc.double({ min: -1e3, max: 1e3, noNaN: true }), (error) => {
        expect(statusOf(SIZES.map(() => error))).toEqual(flat);
      }),
    );
  });

  it('by one drop and a plateau, nor by a straight line over log n that is far from zero', () => {
    const atBound = { status: 'unidentifiable', reason: 'rate_at_bound' };
    expect(statusOf([0.9, 0.2, 0.2, 0.2, 0.2, 0.2])).toEqual(atBound);
    expect(statusOf([5, 4.99, 4.98, 4.97, 4.96, 4.95].map((error) => 20 + error))).toEqual(atBound);
  });

  it('by fewer than three sizes, however often they come', () => {
    expect(fitPowerLaw({ sizes: [], errors: [] })).toEqual({ status: 'insufficient', sizes: 0 });
    expect(fitPowerLaw({ sizes: [50], errors: [0.1] })).toEqual({ status: 'insufficient', sizes: 1 });
    const twice = { sizes: [50, 50, 100, 100], errors: [0.4, 0.5, 0.2, 0.3] };
    expect(fitPowerLaw(twice)).toEqual({ status: 'insufficient', sizes: 2 });
  });

  it('by what is no curve', () => {
    const three = { sizes: [50, 100, 200], errors: [0.3, 0.2, 0.1] };
    const broken: ErrorPoints[] = [
      { ...three, errors: [0.3, Number.NaN, 0.1] },
      { ...three, errors: [Number.POSITIVE_INFINITY, 0.2, 0.1] },
      { ...three, errors: [0.3, 0.2] },
      { ...three, sizes: [0, 100, 200] },
      { ...three, sizes: [50, 100, Number.POSITIVE_INFINITY] },
      { ...three, standardErrors: [0, 0.1, 0.1] },
      { ...three, standardErrors: [0.1, 0.1] },
    ];
    for (const points of broken) expect(fitPowerLaw(points).status).toBe('invalid');
  });

  it('or else is finite, whatever the errors', () => {
    const errors = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(errors, (values) => {
        const fit = statusOf(values);
        if (fit.status !== 'ok') return;
        expect(Object.values(fit.law).every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
        expect(fit.r2).toBeGreaterThan(0);
        expect(fit.r2).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the examples needed', () => {
  it('are those that the law gives the error for', () => {
    fc.assert(
      fc.property(laws, fc.integer({ min: 1, max: 10_000 }), (law, size) => {
        expect(examplesNeeded(law, powerLawAt(law, size)) / size).toBeCloseTo(1, 6);
      }),
    );
  });

  it('are endless at the asymptote and below', () => {
    const law = { asymptote: 0.1 + 0.2, coefficient: 1, rate: 0.5 };
    for (const error of [0.3, 0.1 + 0.2, 0.2, 0, -1]) expect(examplesNeeded(law, error)).toBe(Number.POSITIVE_INFINITY);
    expect(examplesNeeded({ ...law, asymptote: 0 }, 0)).toBe(Number.POSITIVE_INFINITY);
  });
});
