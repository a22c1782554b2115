import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorProfile } from '../../src/report/figures/error-profile.ts';
import { rankDiagram, undivided } from '../../src/report/figures/rank-diagram.ts';
import { EVERYTHING, narrow } from '../../src/report/selection.ts';
import { plain } from '../../src/report/text.ts';
import { tabled } from '../compare/scored-run.ts';
import { readReference } from '../stats/reference.ts';
import { cases, overTargets, unlikeTargets } from './cases.ts';
import { rankedComparison } from './ranked.ts';

/** Table 6 of Demšar 2006: four arms on fourteen data sets. */
const demsar = readReference('friedman_nemenyi').cases[0]!.input['scores'] as number[][];
const fourteen = rankedComparison({ targets: 14, arms: 4, scoreOf: tabled(demsar) });

describe('the diagram of ranks', () => {
  test('has the mean ranks and the critical difference that Demšar gives', () => {
    const { ranks, bars, ruler } = rankDiagram(fourteen)!.panels[0]!.datasets;
    expect(ranks!.map((row) => [row['arm'], row['value']])).toEqual([
      ['arm-3', '1.96'],
      ['arm-1', '2.00'],
      ['arm-2', '2.89'],
      ['arm-0', '3.14'],
    ]);
    expect(ruler![0]!['text']).toBe('critical difference 1.25');
    expect(bars!.map((row) => [row['low'], row['high']])).toEqual([[ranks![0]!['rank'], ranks![3]!['rank']]]);
  });

  test('joins neighbours that are not told apart', () => {
    const { panels, twin } = rankDiagram(overTargets)!;
    expect(panels[0]!.datasets['bars']!.map((row) => [row['low'], row['high']])).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
    expect(twin.rows.map((row) => row.at(-1))).toEqual(['1', '1, 2', '2, 3', '3']);
  });

  test('draws no bars where the test of ranks finds nothing, and says so', () => {
    const { panels, caption, twin } = rankDiagram(unlikeTargets)!;
    expect(panels[0]!.datasets['bars']).toEqual([]);
    expect(panels[0]!.datasets['ruler']).toEqual([]);
    expect(plain(caption)).toContain('no bars are drawn');
    expect(twin.columns.map(({ head }) => head)).not.toContain('bars');
    const few = rankedComparison({ targets: 2, arms: 3, scoreOf: (target, arm) => 0.5 + 0.01 * (target + 1) * arm });
    expect(plain(rankDiagram(few)!.caption)).toContain('So few targets cannot tell');
    expect(rankDiagram(few)!.panels[0]!.datasets['bars']).toEqual([]);
  });

  test('is not drawn where there is no order, or where some arms are left out', () => {
    expect(rankDiagram(cases.normal)).toBeNull();
    expect(rankDiagram(rankedComparison({ targets: 4, arms: 2, scoreOf: (_, arm) => 0.5 + 0.1 * arm }))).toBeNull();
    expect(rankDiagram(rankedComparison({ targets: 4, arms: 3, scoreOf: () => 0.5 }))).toBeNull();
    expect(rankDiagram(narrow(overTargets, { ...EVERYTHING, arms: ['arm-1'] }))).toBeNull();
  });

  test('two arms share a bar exactly if their ranks differ by less than the critical difference', () => {
    const ranks = fc.array(fc.double({ min: 1, max: 20, noNaN: true }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(ranks, fc.double({ min: 0.1, max: 10, noNaN: true }), (given, critical) => {
        const arms = given.toSorted((a, b) => a - b).map((meanRank) => ({ meanRank }));
        const runs = undivided(arms, critical);
        for (const [one, { meanRank }] of arms.entries()) {
          for (const [other, { meanRank: second }] of arms.entries()) {
            if (other <= one) continue;
            const joined = runs.some(([first, last]) => first <= one && other <= last);
            expect(joined).toBe(second - meanRank < critical);
          }
        }
        for (const [at, [first, last]] of runs.entries()) {
          const inside = runs.some(([a, b], index) => index !== at && a <= first && last <= b);
          expect(inside).toBe(false);
        }
      }),
    );
  });
});

describe('the profile of errors', () => {
  const { profile } = overTargets.across!.sizes.at(-1)!;

  test('passes through the shares of the table', () => {
    const { steps } = errorProfile(overTargets)!.panels[0]!.datasets;
    if (profile.status !== 'ok') throw new Error(profile.status);
    for (const { arm, shares } of profile.arms) {
      const own = steps!.filter((row) => row['arm'] === arm);
      for (const [index, times] of profile.thresholds.entries()) {
        expect(own.findLast((row) => Number(row['times']) <= times)!['share']).toBe(shares[index]);
      }
    }
  });

  test('never falls, and has every arm whole at the end of its axis', () => {
    const { steps, labels } = errorProfile(fourteen)!.panels[0]!.datasets;
    for (const arm of ['arm-0', 'arm-1', 'arm-2', 'arm-3']) {
      const shares = steps!.filter((row) => row['arm'] === arm).map((row) => Number(row['share']));
      expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    }
    expect(labels!.every((row) => Number(row['value']) === 1)).toBe(true);
  });

  test('ends its axis where multiples no longer matter, also where the smallest error is none', () => {
    const wide = rankedComparison({
      targets: 3,
      arms: 2,
      scoreOf: (_, arm) => (arm === 1 ? 1 : 0.5),
    });
    expect(errorProfile(wide)).toBeNull(); // nobody is at any multiple but 1×, or without bound
    const far = rankedComparison({
      targets: 3,
      arms: 2,
      scoreOf: (target, arm) => (arm === 1 ? 0.99 : 0.5 + 0.1 * target),
    });
    const { panels, caption } = errorProfile(far)!;
    expect(Math.max(...panels[0]!.datasets['steps']!.map((row) => Number(row['times'])))).toBe(10);
    expect(plain(caption)).toContain('The axis ends at 10×.');
  });
});
