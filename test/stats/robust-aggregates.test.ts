import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { probabilityOfImprovement } from '../../src/stats/probability-of-improvement.ts';
import { aggregates, interquartileMean, scoreProfile } from '../../src/stats/robust-aggregates.ts';
import { stratifiedDraws, stratifiedInterval } from '../../src/stats/stratified-bootstrap.ts';

const table = (runs: number, suites: number) =>
  fc.array(
    fc.array(
      fc.integer({ min: 0, max: 20 }).map((count) => count / 20),
      { minLength: suites, maxLength: suites },
    ),
    {
      minLength: runs,
      maxLength: runs,
    },
  );
const shape = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 5 }));
const tables = shape.chain(([runs, suites]) => table(runs, suites));
const pairs = shape.chain(([runs, suites]) => fc.tuple(table(runs, suites), table(runs, suites)));

describe('aggregates over runs and suites', () => {
  it('lie within the scores, whatever their order', () => {
    fc.assert(
      fc.property(tables, (scores) => {
        const one = aggregates(scores);
        if (one.status !== 'ok') throw new Error(one.status);
        const cells = scores.flat();
        for (const figure of [one.iqm, one.iqmFractional, one.mean, one.median]) {
          expect(figure).toBeGreaterThanOrEqual(Math.min(...cells) - 1e-12);
          expect(figure).toBeLessThanOrEqual(Math.max(...cells) + 1e-12);
        }
        expect(one.optimalityGap).toBeCloseTo(1 - one.mean, 12); // no score is above 1
        const other = aggregates(scores.toReversed().map((row) => row.toReversed()));
        expect(other).toMatchObject({ iqm: expect.closeTo(one.iqm, 12), median: expect.closeTo(one.median, 12) });
      }),
    );
  });

  it('do not see what happens in the outer quarters', () => {
    expect(interquartileMean([0, 1, 2, 3, 4, 5, 6, 1e9])).toBe(3.5);
    expect(interquartileMean([1, 2, 3, 4, 5, 6, 7])).toBe(4); // scipy 1.17.1: trim_mean(…, 0.25)
    expect(interquartileMean([7])).toBe(7);
    expect(interquartileMean([1, 3])).toBe(2);
  });

  it('have profiles that fall from 1 to 0', () => {
    fc.assert(
      fc.property(tables, (scores) => {
        const profile = scoreProfile(scores, [-1, 0, 0.25, 0.5, 1]);
        expect(profile).toEqual(profile.toSorted((a, b) => b - a));
        expect([profile[0], profile.at(-1)]).toEqual([1, 0]);
      }),
    );
  });

  it('say what is not enough, and refuse what does not fit', () => {
    expect(aggregates([])).toEqual({ status: 'insufficient', runs: 0, suites: 0 });
    expect(aggregates([[], []])).toEqual({ status: 'insufficient', runs: 2, suites: 0 });
    expect(aggregates([[1, 2], [1]]).status).toBe('invalid');
    for (const stray of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(aggregates([[1, stray]]).status).toBe('invalid');
      expect(aggregates([[1]], stray).status).toBe('invalid');
    }
  });
});

describe('the probability of improvement', () => {
  it('of the one and of the other add up to 1', () => {
    fc.assert(
      fc.property(pairs, ([x, y]) => {
        const [one, other] = [probabilityOfImprovement(x, y), probabilityOfImprovement(y, x)];
        if (one.status !== 'ok' || other.status !== 'ok') throw new Error('no probability');
        expect(one.unpaired + other.unpaired).toBeCloseTo(1, 12);
        expect(one.paired! + other.paired!).toBeCloseTo(1, 12);
      }),
    );
  });

  it('is 1/2 of an arm and itself, and has no paired form of runs that do not belong together', () => {
    expect(probabilityOfImprovement([[1], [2]], [[1], [2]])).toEqual({ status: 'ok', unpaired: 0.5, paired: 0.5 });
    expect(probabilityOfImprovement([[1], [2], [3]], [[1], [2]])).toMatchObject({ paired: null });
    expect(probabilityOfImprovement([], [])).toEqual({ status: 'insufficient', suites: 0 });
    expect(probabilityOfImprovement([[1, 2]], [[1]]).status).toBe('invalid');
    expect(probabilityOfImprovement([[Number.NaN]], [[1]]).status).toBe('invalid');
  });
});

describe('intervals by resampled runs', () => {
  const mean = (scores: readonly (readonly number[])[]) => interquartileMean(scores.flat());

  it('of a difference that is the same in every cell are a point: what matched runs share cancels', () => {
    const x = [
      [0.5, 0.1, 0.9],
      [0.7, 0.3, 0.8],
      [0.2, 0.6, 0.4],
    ];
    const y = x.map((row) => row.map((score) => score - 0.25));
    const draws = [...stratifiedDraws(3, 3, 200, stream('stratified test', {}))];
    const paired = stratifiedInterval([x, y], (one, other) => mean(one!) - mean(other!), draws);
    expect(paired).toMatchObject({ status: 'ok', resamples: 200 });
    if (paired.status !== 'ok') return;
    expect(paired.interval[0]).toBeCloseTo(0.25, 12);
    expect(paired.interval[1]).toBeCloseTo(0.25, 12);
    const single = stratifiedInterval([x], (one) => mean(one!), draws);
    if (single.status !== 'ok') throw new Error(single.status);
    expect(single.interval[1] - single.interval[0]).toBeGreaterThan(0.1);
  });

  it('never mix suites', () => {
    const x = [
      [0, 10],
      [1, 11],
    ];
    const draws = stratifiedDraws(2, 2, 50, stream('suites', {}));
    const apart = stratifiedInterval([x], (drawn) => Number(drawn!.every(([a, b]) => a! < 5 && b! > 5)), draws);
    expect(apart).toMatchObject({ interval: [1, 1] });
  });

  it('say what is not enough, and refuse what does not fit', () => {
    const x = [
      [1, 2],
      [3, 4],
    ];
    expect(stratifiedInterval([[[1, 2]]], mean, [[[0, 0]]])).toEqual({ status: 'insufficient', runs: 1 });
    expect(stratifiedInterval([x], mean, [])).toEqual({ status: 'insufficient', runs: 2 });
    expect(stratifiedInterval([x, [[1, 2]]], mean, []).status).toBe('invalid');
    expect(
      stratifiedInterval(
        [
          [
            [1, Number.NaN],
            [0, 0],
          ],
        ],
        mean,
        [],
      ).status,
    ).toBe('invalid');
    for (const draw of [
      [[0, 0]],
      [
        [0, 2],
        [0, 0],
      ],
      [[0], [0]],
    ])
      expect(stratifiedInterval([x], mean, [draw]).status).toBe('invalid');
    expect(
      stratifiedInterval(
        [x],
        mean,
        [
          [
            [0, 0],
            [1, 1],
          ],
        ],
        1,
      ).status,
    ).toBe('invalid');
  });
});

test('aggregates that overflow are none', () => {
  expect(aggregates([[1e308], [1e308]])).toEqual({ status: 'invalid', reason: 'overflow' });
});
