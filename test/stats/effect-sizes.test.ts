import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cliffsDelta } from '../../src/stats/dominance.ts';
import { dzInterval } from '../../src/stats/dz-interval.ts';
import { effectMagnitude } from '../../src/stats/effect-magnitude.ts';
import { pairedEffectSizes } from '../../src/stats/effect-sizes.ts';
import { hedgesCorrection } from '../../src/stats/hedges-correction.ts';
import { noncentralTCdf, noncentralTUpperTail } from '../../src/stats/noncentral-t.ts';

const scores = fc.integer({ min: 0, max: 1000 }).map((count) => count / 1000);
const pairs = fc.array(fc.tuple(scores, scores), { minLength: 3, maxLength: 12 });
const armsOf = (list: readonly (readonly [number, number])[]) =>
  [list.map(([first]) => first), list.map(([, second]) => second)] as const;

function ok(first: readonly number[], second: readonly number[]) {
  const result = pairedEffectSizes(first, second);
  fc.pre(result.status === 'ok');
  return result.status === 'ok' ? result : expect.unreachable();
}

describe('effect sizes of matched arms', () => {
  it('change sign when the arms are swapped', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const [first, second] = armsOf(list);
        const [one, other] = [ok(first, second), ok(second, first)];
        for (const name of ['cliffsDelta', 'meanDifference', 'dz', 'hedgesGz', 'dAv', 'gAv'] as const)
          expect(other[name]).toBeCloseTo(-one[name]!, 10);
        expect(other.a12).toBeCloseTo(1 - one.a12, 12);
        expect(other.pairedProbability).toBeCloseTo(1 - one.pairedProbability, 12);
        expect(other.dzInterval![0]).toBeCloseTo(-one.dzInterval![1], 8);
      }),
    );
  });

  it('are the same in every unit, whatever the order of the pairs', () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: -900, max: 400 }), (list, exponent) => {
        const [first, second] = armsOf(list);
        const scaled = armsOf([...list].reverse().map(([a, b]) => [a * 2 ** exponent, b * 2 ** exponent]));
        const [one, other] = [ok(first, second), ok(...scaled)];
        for (const name of ['cliffsDelta', 'a12', 'pairedProbability', 'dz', 'dAv', 'gAv'] as const)
          expect(other[name]! / one[name]! || 1).toBeCloseTo(1, 8);
      }),
    );
  });

  it('order alone makes Cliff’s delta: it counts pairs', () => {
    const lists = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lists, lists, (xs, ys) => {
        const wins = xs.flatMap((x) => ys.map((y) => Math.sign(x - y)));
        const delta = wins.reduce((sum, win) => sum + win, 0) / wins.length;
        expect(cliffsDelta(xs, ys)).toBe(delta);
        expect(cliffsDelta(xs.map(Math.exp), ys.map(Math.exp))).toBe(delta);
      }),
    );
    expect(cliffsDelta([], [1])).toBeNull();
    expect(cliffsDelta([1], [Number.NaN])).toBeNull();
    expect(cliffsDelta([Number.POSITIVE_INFINITY], [1e308])).toBe(1);
  });

  it('say what one pair tells, and what none or no number does', () => {
    expect(pairedEffectSizes([0.75], [0.5])).toEqual({
      status: 'insufficient',
      n: 1,
      cliffsDelta: 1,
      a12: 1,
      pairedProbability: 1,
      meanDifference: 0.25,
      relativeImprovement: 0.5,
    });
    expect(pairedEffectSizes([], [])).toEqual({ status: 'insufficient', n: 0 });
    expect(pairedEffectSizes([0.1, Number.NaN], [0, 0])).toEqual({ status: 'invalid', reason: 'non-finite score' });
    expect(pairedEffectSizes([1e308, -1e308], [-1e308, 1e308])).toEqual({ status: 'invalid', reason: 'overflow' });
    expect(() => pairedEffectSizes([1], [1, 2])).toThrow('received 1 and 2');
  });

  it('are infinite, or not defined, where nothing varies', () => {
    expect(pairedEffectSizes([0.5, 0.5, 0.5], [0.75, 0.75, 0.75])).toMatchObject({
      status: 'zero_variance',
      dz: Number.NEGATIVE_INFINITY,
      dAv: Number.NEGATIVE_INFINITY,
      dzInterval: null,
      hedgesGz: null,
      gAv: null,
    });
    expect(pairedEffectSizes([0.5, 0.5], [0.5, 0.5])).toMatchObject({ status: 'zero_variance', dz: null, dAv: null });
    expect(pairedEffectSizes([0.5, 0.25], [0.5, -0.5])).toMatchObject({ relativeImprovement: null });
  });
});

describe('Hedges’ correction', () => {
  it('is that of the gamma function, where the mean exists', () => {
    expect(hedgesCorrection(1)).toBeNull();
    expect(hedgesCorrection(2)).toBeCloseTo(1 / Math.sqrt(Math.PI), 14); // Γ(1)/Γ(½)
    expect(hedgesCorrection(3)).toBeCloseTo(Math.sqrt(Math.PI / 6), 14); // Γ(1.5)/(sqrt(1.5) Γ(1)), Γ(1.5) = sqrt(π)/2
    expect(hedgesCorrection(1e6)).toBeCloseTo(1 - 3 / (4e6 - 1), 12); // Hedges' own approximation
  });
});

describe('the interval of dz', () => {
  // scipy 1.17.1: roots of scipy.stats.nct.sf and .cdf at t = dz sqrt(n), divided by sqrt(n)
  it.each([
    [5, 100, 0.95, 4.276110552987207, 5.72096356781838],
    [0.1, 1_000_000, 0.95, 0.09803511732923922, 0.10196483290632775],
    [-3, 8, 0.9, -4.367213177168754, -1.5334144815652586],
  ])('is that of scipy at dz %d, n %d, level %d', (dz, n, level, low, high) => {
    const interval = dzInterval(dz, n, level);
    expect(interval[0]).toBeCloseTo(low, 9);
    expect(interval[1]).toBeCloseTo(high, 9);
  });

  it('leaves its share to either side, even far out', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e5, max: 1e5, noNaN: true }), fc.integer({ min: 2, max: 60 }), (dz, n) => {
        const [low, high] = dzInterval(dz, n);
        const [t, root] = [dz * Math.sqrt(n), Math.sqrt(n)];
        expect(noncentralTUpperTail(t, n - 1, low * root)).toBeCloseTo(0.025, 9);
        expect(noncentralTCdf(t, n - 1, high * root)).toBeCloseTo(0.025, 9);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses what has no interval', () => {
    expect(() => dzInterval(1, 1)).toThrow(RangeError);
    expect(() => dzInterval(Number.POSITIVE_INFINITY, 5)).toThrow(RangeError);
    expect(() => dzInterval(1, 5, 1)).toThrow('received 1');
  });
});

it('effects are named by the customary thresholds', () => {
  expect([0.1, -0.2, 0.5, -0.8].map((dz) => effectMagnitude('dz', dz))).toEqual([
    'negligible',
    'small',
    'medium',
    'large',
  ]);
  expect([0.5, 0.44, 0.64, 0.29].map((a12) => effectMagnitude('a12', a12))).toEqual([
    'negligible',
    'small',
    'medium',
    'large',
  ]);
  expect(effectMagnitude('cliffsDelta', -0.474)).toBe('large');
  expect(effectMagnitude('dz', Number.NEGATIVE_INFINITY)).toBe('large');
  expect(effectMagnitude('dz', Number.NaN)).toBeNull();
});
