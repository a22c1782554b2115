import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { designOf } from '../../src/compare/design.ts';
import { changeOf, confirm, type JudgedPairs, rule } from '../../src/gate/judge.ts';

const accuracy = { name: 'accuracy', label: 'accuracy', direction: 'higher', unit: 'fraction', rope: 0.01 } as const;
const loss = { ...accuracy, name: 'log-loss', direction: 'lower', unit: 'plain' } as const;
const folds = designOf({ kind: 'k-fold', folds: 5, seed: 0 });
const seeds = designOf({ kind: 'seeds', folds: 1, holdout: 0.2, seed: 0 });

const pairsOf = (differences: readonly number[], about: Partial<JudgedPairs> = {}): JudgedPairs => ({
  differences,
  metric: accuracy,
  design: folds,
  folds: 5,
  margin: 0.02,
  ...about,
});

function ruled(differences: readonly number[], about: Partial<JudgedPairs> = {}, warn = 0.01) {
  const pairs = pairsOf(differences, about);
  return rule(pairs, changeOf(pairs), warn);
}

describe('the rules of the gate', () => {
  test.each([
    ['all pairs equal', [0, 0, 0, 0, 0], 'unchanged'],
    ['a small change either way', [0.001, -0.002, 0.001, 0, -0.001], 'unchanged'],
    ['a loss well beyond the margin', [-0.05, -0.06, -0.05, -0.055, -0.05], 'regressed'],
    ['a gain', [0.03, 0.04, 0.035, 0.03, 0.04], 'improved'],
    ['a loss near the margin, spread wide', [-0.05, 0.02, -0.01, -0.06, 0.01], 'inconclusive'],
    ['one pair', [-0.3], 'inconclusive'],
    ['no pair', [], 'inconclusive'],
    ['a constant loss beyond the margin', [-0.03, -0.03, -0.03, -0.03], 'inconclusive'],
    ['a constant loss within it', [-0.015, -0.015, -0.015, -0.015], 'inconclusive'],
  ] as const)('%s: %j is %s', (_, differences, expected) => {
    expect(ruled(differences).ruling).toBe(expected);
    expect(
      ruled(
        differences.map((difference) => -difference),
        { metric: loss },
      ).ruling,
    ).toBe(expected); // where lower is better, the signs turn round
  });

  test('a loss below the margin that is shown to be above the other one is a warning', () => {
    const { ruling, warned } = ruled([-0.014, -0.0142, -0.0138, -0.0141, -0.0139]);
    expect([ruling, warned]).toEqual(['unchanged', true]);
    expect(ruled([-0.004, -0.0042, -0.0038, -0.0041, -0.0039]).warned).toBe(false);
  });

  test('one fold has no test: inconclusive, whatever the loss', () => {
    const design = designOf({ kind: 'k-fold', folds: 1, seed: 0 });
    const { ruling, reason } = ruled([-0.5, -0.5, -0.4], { design });
    expect([ruling, reason]).toEqual(['inconclusive', expect.stringContaining('one fold')]);
  });

  test('what would settle an open question is told, or that nothing can', () => {
    expect(ruled([-0.02, 0.012, -0.01, -0.025, 0.01]).reason).toMatch(/repeats/);
    expect(ruled([-0.2, 0.21, -0.1, -0.22, 0.19]).reason).toMatch(/^The pairs allow .* No number of repeats can show/);
    expect(ruled([-0.02, 0.012, -0.01, -0.025, 0.01], { design: seeds, folds: 1 }).reason).toMatch(/About \d+ seeds/);
  });

  test('overlapping training sets make a loss harder to show than independent ones do', () => {
    const differences = [-0.026, -0.031, -0.024, -0.033, -0.028, -0.022, -0.035, -0.026, -0.03, -0.025];
    expect(ruled(differences, { design: seeds, folds: 1 }).ruling).toBe('regressed');
    const interval = (design: typeof folds | typeof seeds) => changeOf(pairsOf(differences, { design })).interval!;
    expect(interval(folds)[1]).toBeGreaterThan(interval(seeds)[1]);
  });
});

describe('properties', () => {
  const scores = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 2, maxLength: 20 });
  const ORDER = ['regressed', 'inconclusive', 'unchanged', 'improved'];

  test('raising every score never makes a ruling worse', () => {
    fc.assert(
      fc.property(scores, fc.double({ min: 0, max: 0.1, noNaN: true }), (differences, raise) => {
        fc.pre(Math.max(...differences) - Math.min(...differences) > 1e-6); // without spread nothing is judged
        const before = ruled(differences).ruling;
        const after = ruled(differences.map((difference) => difference + raise)).ruling;
        expect(ORDER.indexOf(after)).toBeGreaterThanOrEqual(ORDER.indexOf(before));
      }),
      { seed: 1 },
    );
  });

  test('a wider margin never makes a regression of what was none', () => {
    fc.assert(
      fc.property(scores, fc.double({ min: 0.001, max: 0.1, noNaN: true }), (differences, margin) => {
        const narrow = ruled(differences, { margin });
        const wide = ruled(differences, { margin: 2 * margin });
        if (narrow.ruling !== 'regressed') expect(wide.ruling).not.toBe('regressed');
        if (narrow.ruling === 'unchanged') expect(['unchanged', 'improved']).toContain(wide.ruling);
      }),
      { seed: 2 },
    );
  });

  test('the order of cells does not matter', () => {
    fc.assert(
      fc.property(scores, (differences) => {
        expect(ruled(differences.toReversed()).ruling).toBe(ruled(differences).ruling);
      }),
      { seed: 3 },
    );
  });
});

describe('what new cells say', () => {
  const changed = (differences: readonly number[]) => changeOf(pairsOf(differences));
  const found = (differences: readonly number[], adjust = 1) => {
    const change = changed(differences);
    return confirm(change, change.pWorse === null ? null : adjust * change.pWorse).found;
  };

  test.each([
    [[-0.05, -0.06, -0.05, -0.055, -0.05], 'confirmed'],
    [[0.001, -0.002, 0.001, 0, -0.001], 'cleared'],
    [[0, 0, 0, 0], 'cleared'],
    [[-0.03, -0.03, -0.03], 'inconclusive'],
    [[-0.05, 0.02, -0.01, -0.06, 0.01], 'inconclusive'],
    [[-0.2], 'inconclusive'],
  ] as const)('%j: %s', (differences, expected) => {
    expect(found(differences)).toBe(expected);
  });

  test('several suspicions need more: the adjusted p decides', () => {
    const differences = [-0.03, -0.034, -0.027, -0.036, -0.031];
    expect(found(differences)).toBe('confirmed');
    expect(found(differences, 100)).toBe('inconclusive');
  });
});
