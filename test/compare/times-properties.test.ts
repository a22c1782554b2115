import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimesToReach } from '../../src/compare/contract/times-to-reach.ts';
import { armOf, contrastOf, timed, timesOf } from './timed-run.ts';

describe('whatever the times', () => {
  const time = fc.option(fc.integer({ min: 0, max: 20 }), { freq: 4 });
  const two = fc.integer({ min: 2, max: 6 }).chain((n) => {
    const list = fc.array(time, { minLength: n, maxLength: n });
    return fc.record({ scratch: list, full: list, other: list });
  });
  const options = { numRuns: 25 };

  it('another arm moves nothing but what is adjusted for it', () => {
    fc.assert(
      fc.property(two, ({ other, ...times }) => {
        const own = ({ arms, contrasts }: TimesToReach) => ({
          arms: arms.filter(({ arm }) => arm !== 'other'),
          contrasts: contrasts
            .filter(({ arm }) => arm !== 'other')
            .map((contrast) => ({ ...contrast, pAdjusted: null, shown: null })),
        });
        expect(own(timesOf(timed({ ...times, other }, 20)))).toEqual(own(timesOf(timed(times, 20))));
      }),
      options,
    );
  });

  it('arms that swap their places invert the ratio and negate what is saved', () => {
    fc.assert(
      fc.property(two, ({ scratch, full }) => {
        const one = contrastOf(timed({ scratch, full }, 20));
        const swapped = contrastOf(timed({ scratch: full, full: scratch }, 20));
        expect(swapped.status).toBe(one.status);
        if (one.status !== 'ok' || swapped.status !== 'ok') return;
        expect(swapped.saved.mean).toBeCloseTo(-one.saved.mean, 9);
        expect(swapped.p ?? -1).toBeCloseTo(one.p ?? -1, 9);
        expect([swapped.shown, one.shown].filter((shown) => shown === 'sooner').length).toBe(
          one.shown === null ? 0 : 1,
        );
        expect(swapped.ratio === null).toBe(one.ratio === null);
        if (one.ratio === null || swapped.ratio === null) return;
        expect(swapped.ratio.value * one.ratio.value).toBeCloseTo(1, 9);
        expect(swapped.ratio.interval === null).toBe(one.ratio.interval === null);
        if (one.ratio.interval === null || swapped.ratio.interval === null) return;
        const ends = [swapped.ratio.interval.low, 1 / (one.ratio.interval.high ?? Infinity)];
        expect(ends[0]).toBeCloseTo(ends[1]!, 6);
      }),
      options,
    );
  });

  it('steps that are worth more lengthen every time, and change no ratio and no p', () => {
    fc.assert(
      fc.property(two, fc.integer({ min: 2, max: 40 }), ({ scratch, full }, factor) => {
        const tables = timed({ scratch, full }, 20);
        const longer = {
          ...tables,
          trials: tables.trials.map((row) => ({ ...row, steps: factor * row.steps! })),
          curves: tables.curves.map((row) => ({ ...row, step: factor * row.step })),
        };
        const [one, more] = [contrastOf(tables), contrastOf(longer)];
        expect(armOf(longer, 'full').mean.mean).toBeCloseTo(factor * armOf(tables, 'full').mean.mean, 6);
        expect(more.status).toBe(one.status);
        if (one.status !== 'ok' || more.status !== 'ok') return;
        expect(more.saved.mean).toBeCloseTo(factor * one.saved.mean, 6);
        expect(more.ratio?.value ?? -1).toBeCloseTo(one.ratio?.value ?? -1, 9);
        expect(more.p ?? -1).toBeCloseTo(one.p ?? -1, 9);
        expect(contrastOf(longer, 'full', 'seconds')).toEqual(contrastOf(tables, 'full', 'seconds'));
      }),
      options,
    );
  });

  it('a trial that is there sooner shortens the mean, and its share is never below', () => {
    fc.assert(
      fc.property(two, fc.nat(), ({ scratch, full }, pick) => {
        const cell = pick % full.length;
        const sooner = full.map((time, index) => (index === cell ? Math.floor((time ?? 20) / 2) : time));
        const [before, after] = [
          armOf(timed({ scratch, full }, 20), 'full'),
          armOf(timed({ scratch, full: sooner }, 20), 'full'),
        ];
        expect(after.mean.mean).toBeLessThanOrEqual(before.mean.mean);
        const shareBy = ({ curve }: typeof before, step: number) =>
          curve.shares[curve.times.findLastIndex((time) => time <= step)] ?? 0;
        for (let step = 0; step <= 20; step++) {
          expect(shareBy(after, step)).toBeGreaterThanOrEqual(shareBy(before, step) - 1e-12);
        }
      }),
      options,
    );
  });
});
