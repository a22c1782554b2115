import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AcrossSize } from '../../src/compare/contract/across-targets.ts';
import { expectClose, readReference } from '../stats/reference.ts';
import { across, compared, computed, last, made } from './across-runs.ts';
import type { ScoreOf } from './scored-run.ts';

describe('published and recomputed examples', () => {
  const { cases, tolerance } = readReference('friedman_nemenyi');
  const ranked = z.object({ scores: z.array(z.array(z.number())), higher_is_better: z.literal(true) });
  const expectation = z.object({ mean_ranks: z.array(z.number()), p_F: z.number(), cd_05: z.number() });

  test.each(cases.filter(({ input }) => ranked.safeParse(input).success))('ranks of $name', ({ input, expected }) => {
    const { scores } = ranked.parse(input);
    const want = expectation.parse(expected);
    const { table, ranks } = across(scores);
    table.arms.forEach(({ meanRank }, arm) => {
      expectClose(meanRank, want.mean_ranks[arm], tolerance);
    });
    if (want.p_F === 1) return expect(ranks.status).toBe('tied');
    const { p, smallestP, criticalDifference } = computed(ranks);
    // F's p is 0 where all targets agree, which no permutation of so few ranks can be.
    expectClose(p, Math.max(want.p_F, smallestP), tolerance);
    expectClose(criticalDifference!, want.cd_05, tolerance);
    return undefined;
  });

  test('Demšar’s second table: C4.5 with and without tuned m', () => {
    const { scores } = ranked.parse(cases.find(({ name }) => name === 'demsar2006_table6')!.input);
    const { gains, table } = across(scores);
    const gain = computed(gains[0]);
    expect(gain.gains.map(({ gain: one }) => Math.sign(one))).toEqual([1, -1, 1, 1, 1, -1, 1, 0, 1, 0, 1, 1, 1, 1]);
    // Without its two zeros the sum of negative ranks is 6.5: of 2^12 sets of these ranks, 15 have no larger one.
    expect(gain.p).toBeCloseTo(30 / 4096, 12);
    expect(table.arms.map(({ bestOn }) => bestOn)).toEqual([3, 5, 2, 7]);
  });

  test.each(
    readReference('wilcoxon_signed_rank').cases.filter(({ name }) =>
      ['n6_all_positive', 'n10_ties_zeros', 'n20'].includes(name),
    ),
  )('signed ranks of $name', ({ input, expected }) => {
    const { differences } = z.object({ differences: z.array(z.number()) }).parse(input);
    const { p_exact_two: p } = z.object({ wilcox: z.object({ p_exact_two: z.number() }) }).parse(expected).wilcox;
    const gain = computed(across(differences.map((difference) => [0.5, 0.5 + difference / 20])).gains[0]);
    expectClose(gain.p, p, 1e-9);
    expect(gain.smallestP).toBe(2 ** (1 - differences.length));
    expect(gain.mean).toBeCloseTo(differences.reduce((sum, one) => sum + one, 0) / differences.length / 20, 12);
  });

  test('the interval is that of a paired t over targets, not over cells', () => {
    // Gains 0.1, 0.2, 0.3: mean 0.2, s = 0.1, t(0.975; 2) = 4.302653.
    const gain = computed(
      across(
        [
          [0.5, 0.6],
          [0.5, 0.7],
          [0.5, 0.8],
        ],
        { folds: 5, repeats: 2 },
      ).gains[0],
    );
    expect(gain.interval[0]).toBeCloseTo(0.2 - (4.302653 * 0.1) / Math.sqrt(3), 6);
    expect(gain.interval[1]).toBeCloseTo(0.2 + (4.302653 * 0.1) / Math.sqrt(3), 6);
    expect(gain.p).toBe(0.25);
    expect(gain.lowest).toEqual({ target: 'target-0', gain: expect.closeTo(0.1, 12) });
  });

  test('shares within multiples of the smallest error', () => {
    const profile = computed(
      across([
        [0.8, 0.9],
        [0.9, 0.88],
        [0.5, 0.5],
      ]).profile,
    );
    // Ratios of errors: 2 and 1; 1 and 1.2; 1 and 1.
    expect(profile.thresholds).toEqual([1, 1.1, 1.25, 1.5, 2]);
    const third = (...counts: number[]) => counts.map((count) => count / 3);
    expect(profile.arms.map(({ shares }) => shares)).toEqual([third(2, 2, 2, 2, 3), third(2, 2, 3, 3, 3)]);
  });
});

describe('where less can be said', () => {
  test('too few targets for a test of ranks', () => {
    const { ranks, table } = across([
      [0.5, 0.6],
      [0.5, 0.7],
      [0.5, 0.8],
    ]);
    expect(ranks).toEqual({
      status: 'too-few',
      targets: 3,
      arms: 2,
      smallestP: 0.25,
      reason: '3 targets are too few for a test of ranks: with 3 targets and 2 arms the smallest possible p is 0.25.',
    });
    expect(table.arms.map(({ meanRank }) => meanRank)).toEqual([2, 1]);
  });

  test('so few that the critical difference is out of reach, though p is not', () => {
    const { p, smallestP, criticalDifference } = computed(
      across([
        [0.1, 0.2, 0.3, 0.4],
        [0.1, 0.2, 0.3, 0.4],
      ]).ranks,
    );
    expect([p, smallestP, criticalDifference]).toEqual([1 / 24, 1 / 24, null]);
  });

  test('ties everywhere', () => {
    const { ranks, gains, profile } = across([
      [0.5, 0.5, 0.5],
      [0.7, 0.7, 0.7],
    ]);
    expect(ranks).toEqual({ status: 'tied', targets: 2, arms: 3 });
    expect(gains.map(({ status }) => status)).toEqual(['zero_variance', 'zero_variance']);
    expect(computed(profile).arms.map(({ shares }) => shares[0])).toEqual([1, 1, 1]);
  });

  test('an arm that is missing on a target keeps its gains elsewhere, and out of the ranks', () => {
    const scores = [
      [0.5, 0.6, 0.7],
      [0.5, 0.55, 0.7],
      [0.5, 0.7, 0.6],
    ];
    const run = made((target, arm) => (target === 1 && arm === 2 ? null : scores[target]![arm]!), 3, 3);
    const { table, gains } = last(run);
    expect(table.arms.map(({ arm }) => arm)).toEqual(['arm-0', 'arm-1']);
    expect(table.missing).toEqual(['arm-2 is not ranked: it has no score on target-1.']);
    expect(gains[1]!.gains.map(({ target }) => target)).toEqual(['target-0', 'target-2']);
    expect(computed(gains[1]).smallestP).toBe(0.5);
  });

  test('a cell that one arm lacks counts for no arm', () => {
    const run = made((target, arm, fold) => (target + arm + fold === 0 ? null : 0.5 + 0.1 * arm * fold), 2, 2);
    const { table } = last(run);
    expect(table.arms[1]!.means).toEqual([0.6, 0.55]);
  });

  test('no cell in common', () => {
    const { table, ranks, gains } = last(
      made((target, arm, fold) => (target === 0 && arm === fold ? null : 0.5), 2, 2),
    );
    expect(table.targets).toEqual(['target-1']);
    expect(table.missing).toEqual(['target-0 has no cell that all ranked arms share.']);
    expect(ranks.status).toBe('too-few');
    expect(gains[0]!.status).toBe('insufficient');
  });

  test('one scored arm', () => {
    const { table, ranks, gains } = last(made((_, arm) => (arm === 0 ? 0.5 : null), 3, 2));
    expect(table.arms.map(({ arm }) => arm)).toEqual(['arm-0']);
    expect(ranks).toMatchObject({ status: 'too-few', smallestP: 1 });
    expect(gains[0]).toMatchObject({ status: 'insufficient', gains: [] });
  });

  test('a target without any score is left out and named', () => {
    const result = compared(made((target, arm) => (target === 1 ? null : 0.5 + 0.1 * arm + 0.1 * target * arm), 3, 2));
    expect(result.across).toMatchObject({ targets: ['target-0', 'target-2'], leftOut: ['target-1'] });
  });

  test('nothing over one target, over targets without scores, and with one arm', () => {
    const one = compared(made(() => 0.5, 1, 2));
    const failed = compared(made(() => null, 3, 2));
    const alone = compared(made(() => 0.5, 3, 1));
    expect([one.across, failed.across, alone.across]).toEqual([null, null, null]);
  });

  test('only sizes that all targets share', () => {
    const scoreOf: ScoreOf = (target, arm, _, size) => 0.4 + 0.01 * arm * target + size / 1000;
    const run = made(scoreOf, 2, 2, { sizes: [50, 150, 500] });
    const sizesOf = (...sizes: readonly number[][]) => {
      const targets = run.record.targets.map((target, place) => ({ ...target, sizes: sizes[place]! }));
      return compared({ ...run, record: { ...run.record, targets } }).across!.sizes.map(({ size }) => size);
    };
    expect(sizesOf([50, 150], [150, 50])).toEqual([50, 150]);
    expect(sizesOf([50, 150], [150, 500])).toEqual([150]);
    expect(sizesOf([50, 150], [500])).toEqual([]);
  });

  test('trials that differ in more than the recipe give no gain', () => {
    const run = made((target, arm) => 0.5 + 0.1 * arm * target, 3, 2);
    const trials = run.trials.map((row) =>
      row.target === 'target-2' && row.arm === 'arm-1' ? { ...row, fingerprint: 'another' } : row,
    );
    const { table, gains } = last({ ...run, trials });
    expect(table.targets).toEqual(['target-0', 'target-1']);
    expect(gains[0]!.gains.map(({ target }) => target)).toEqual(['target-0', 'target-1']);
  });
});

test('Holm’s family is all arms and sizes', () => {
  const scoreOf: ScoreOf = (target, arm, _, size) => 0.4 + 0.02 * arm + 0.001 * target * arm + size / 1000;
  const { sizes } = compared(made(scoreOf, 6, 3, { sizes: [50, 150] })).across!;
  const each = sizes.flatMap(({ gains }) => gains).map((one) => computed(one));
  expect(each.map(({ p }) => p)).toEqual([0.03125, 0.03125, 0.03125, 0.03125]);
  expect(each.map(({ pAdjusted }) => pAdjusted)).toEqual([0.125, 0.125, 0.125, 0.125]);
});

test('verdicts are counted, and the lowest gain says how sure its harm is', () => {
  const effects = [0.1, 0.1, -0.1, 0];
  const scoreOf: ScoreOf = (target, arm, fold) =>
    0.5 + arm * (effects[target]! + [0.001, -0.001, 0.002, 0, -0.002][fold]!);
  const [gain] = last(made(scoreOf, 4, 2, { folds: 5 })).gains;
  expect(gain!.verdicts).toEqual({ helps: 2, hurts: 1, equivalent: 1, inconclusive: 0, none: 0 });
  const { lowest, pHarm } = computed(gain);
  expect(lowest.target).toBe('target-2');
  expect(pHarm).toBeLessThan(0.001);
});

test.each(['5x2', 'holdout', 'seeds'] as const)('the design of cells (%s) changes no test over targets', (kind) => {
  const scores = [
    [0.5, 0.6, 0.55],
    [0.5, 0.7, 0.4],
    [0.5, 0.8, 0.6],
    [0.5, 0.65, 0.5],
  ];
  const options = { kind, repeats: 5, folds: kind === '5x2' ? 2 : 1 };
  const essential = ({ table, ranks, gains }: AcrossSize) => [
    table,
    ranks,
    gains.map((gain) => [computed(gain).mean, computed(gain).interval, computed(gain).p]),
  ];
  expect(essential(across(scores, options))).toEqual(essential(across(scores, { folds: 5 })));
});
