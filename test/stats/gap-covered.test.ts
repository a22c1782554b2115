import { describe, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { correctedT } from '../../src/stats/corrected-t.ts';
import { gapCovered } from '../../src/stats/domain-gap.ts';
import { type GapCell, meanGapCovered } from '../../src/stats/gap-covered.ts';

/** Cells in which half of a gap is covered, give or take. */
function made(seed: number, count: number, gap = 0.4): GapCell[] {
  const random = stream('gap cells', { seed });
  return Array.from({ length: count }, () => {
    const own = gap + 0.05 * random.normal();
    return { gap: own, gain: 0.5 * own + 0.04 * random.normal() };
  });
}

describe('the mean share of a domain gap', () => {
  test('ends where the corrected t-test of gain − θ·gap has p = 0.05', () => {
    for (const ratio of [0, 0.25, 1]) {
      for (const seed of [1, 2, 3]) {
        const cells = made(seed, 10);
        const found = meanGapCovered(cells, ratio);
        if (found.status !== 'ok') throw new Error(found.status);
        for (const end of found.interval) {
          const p = correctedT(
            cells.map(({ gain, gap }) => gain - end * gap),
            { testTrainRatio: ratio },
          );
          expect('pTwoSided' in p && p.pTwoSided).toBeCloseTo(0.05, 8);
        }
        expect(found.interval[0]).toBeLessThan(found.covered);
        expect(found.interval[1]).toBeGreaterThan(found.covered);
      }
    }
  });

  test('is the share of the means, not the mean of the shares', () => {
    const cells = [
      { gap: 0.4, gain: 0.4 },
      { gap: 0.5, gain: 0.2 },
      { gap: 0.6, gain: 0.3 },
    ];
    const found = meanGapCovered(cells, 0);
    const whole = gapCovered({ sourceOnly: 0, adapted: 0.9, targetTrained: 1.5 });
    if (found.status !== 'ok' || whole.status !== 'ok') throw new Error(found.status);
    expect(found.covered).toBeCloseTo(whole.covered, 12);
    expect(found.covered).toBeCloseTo(0.6, 12);
  });

  test('is none exactly where the corrected t-test does not find the gap', () => {
    let [with_, without] = [0, 0];
    for (let seed = 0; seed < 60; seed++) {
      const cells = made(seed, 6, 0.06);
      const test = correctedT(
        cells.map(({ gap }) => gap),
        { testTrainRatio: 0.25 },
      );
      if (test.status !== 'ok') throw new Error(test.status);
      const there = test.interval[0] > 0;
      expect(meanGapCovered(cells, 0.25).status).toBe(there ? 'ok' : 'no_gap');
      if (there) with_++;
      else without++;
    }
    expect(Math.min(with_, without)).toBeGreaterThan(5); // both happen
  });

  test('is none where training on the target scores lower', () => {
    expect(meanGapCovered(made(1, 10, -0.4), 0).status).toBe('no_gap');
  });

  test('misses the true share in about 5 % of independent samples', () => {
    let missed = 0;
    for (let seed = 0; seed < 2000; seed++) {
      const found = meanGapCovered(made(seed, 8), 0);
      if (found.status === 'ok' && (found.interval[0] > 0.5 || found.interval[1] < 0.5)) missed++;
    }
    expect(missed / 2000).toBeGreaterThan(0.035); // 5 % ± 3 standard errors
    expect(missed / 2000).toBeLessThan(0.065);
  });

  test('needs two cells and finite scores; without any spread it is exact', () => {
    expect(meanGapCovered([{ gap: 1, gain: 1 }], 0)).toEqual({ status: 'insufficient', n: 1 });
    expect(meanGapCovered([...made(1, 3), { gap: Number.NaN, gain: 0 }], 0).status).toBe('invalid');
    const same = { gap: 0.5, gain: 0.25 };
    expect(meanGapCovered([same, same, same], 0.25)).toEqual({ status: 'ok', covered: 0.5, interval: [0.5, 0.5] });
  });
});
