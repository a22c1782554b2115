import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/compare/contract.ts';
import { compare, contrastOf, dropTrials, editTrials, okContrast } from './edit-run.ts';
import { makeRun, type RunTables } from './make-run.ts';

const arms = [{ name: 'scratch' }, { name: 'features', source: 'low', gain: 0.01 }, { name: 'full', source: 'low' }];

const cells = fc.record({
  arm: fc.constantFrom('scratch', 'features', 'full'),
  size: fc.constantFrom(50, 150),
  repeat: fc.integer({ min: 0, max: 1 }),
  fold: fc.integer({ min: 0, max: 3 }),
});

const seeds = fc.integer({ min: 0, max: 1e6 });
const options = { numRuns: 25 };
const make = (seed: number) => makeRun({ arms, seed, folds: 4, repeats: 2, steps: [0, 80, 100] });

/** A stable order for comparing comparisons whose arms stand in another order. */
function sorted({ targets, arms: facts, trials, warnings, run, ...rest }: Comparison) {
  const byName = <Item extends object>(items: readonly Item[]) =>
    items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return {
    ...rest,
    arms: byName(facts.map((arm) => ({ ...arm, place: 0 }))),
    trials: byName(trials),
    warnings: byName(warnings),
    targets: targets.map(({ scores, contrasts, convergence, ledger, timesToReach, ...target }) => ({
      ...target,
      timesToReach: timesToReach && {
        ...timesToReach,
        arms: byName(timesToReach.arms),
        contrasts: byName(timesToReach.contrasts),
      },
      scores: byName(scores),
      contrasts: byName(contrasts),
      convergence: byName(convergence),
      ledger: byName(ledger),
    })),
  };
}

describe('every comparison', () => {
  it('is the same whatever the order of arms and rows', () => {
    fc.assert(
      fc.property(seeds, fc.shuffledSubarray(arms, { minLength: 3, maxLength: 3 }), fc.nat(), (seed, order, turn) => {
        const tables = make(seed);
        const rotate = <Row>(rows: readonly Row[]) => {
          const at = turn % Math.max(1, rows.length);
          return [...rows.slice(at), ...rows.slice(0, at)].reverse();
        };
        const record = {
          ...tables.record,
          arms: order.flatMap(({ name }) => tables.record.arms.filter((arm) => arm.name === name)),
        };
        const turned: RunTables = { ...tables, record, trials: rotate(tables.trials), curves: rotate(tables.curves) };
        expect(sorted(compare(turned))).toEqual(sorted(compare(tables)));
      }),
      options,
    );
  });

  it('loses exactly one pair per missing trial', () => {
    fc.assert(
      fc.property(seeds, cells, fc.constantFrom('drop', 'failed', 'timed-out', 'skipped'), (seed, cell, how) => {
        const tables = make(seed);
        const without =
          how === 'drop'
            ? dropTrials(tables, cell)
            : editTrials(tables, cell, () => ({ status: how, value: null, reason: 'it broke' }));
        const [before, after] = [compare(tables), compare(without)];
        for (const [index, { arm, size, n }] of (before.targets[0]?.contrasts ?? []).entries()) {
          const touched = size === cell.size && (cell.arm === 'scratch' || cell.arm === arm);
          expect(after.targets[0]?.contrasts[index]).toMatchObject({ arm, size, n: touched ? n - 1 : n });
        }
        expect(after.counts.completed).toBe(before.counts.completed - 1);
        expect(Object.values(after.counts).reduce((sum, count) => sum + count, 0)).toBe(2 * after.counts.planned);
        expect(after.warnings.map(({ code, arm }) => [code, arm])).toContainEqual(['missing', cell.arm]);
      }),
      options,
    );
  });

  it('refuses a contrast whose pairs do not match, and no other', () => {
    fc.assert(
      fc.property(seeds, cells, (seed, cell) => {
        const { targets } = compare(editTrials(make(seed), cell, () => ({ fingerprint: 'another' })));
        for (const { arm, size, status } of targets[0]?.contrasts ?? []) {
          const touched = size === cell.size && (cell.arm === 'scratch' || cell.arm === arm);
          expect(status === 'refused').toBe(touched);
        }
      }),
      options,
    );
  });

  it('counts a diverged trial with its floor', () => {
    fc.assert(
      fc.property(seeds, cells, (seed, cell) => {
        const floored = editTrials(make(seed), cell, () => ({ status: 'diverged', value: 0.2, reason: 'at step 3' }));
        const comparison = compare(floored);
        expect(comparison.counts).toMatchObject({ completed: 47, diverged: 1, missing: 0 });
        const score = comparison.targets[0]?.scores.find(
          ({ arm, size, metric }) => arm === cell.arm && size === cell.size && metric === 'accuracy',
        );
        expect(score?.n).toBe(8);
        expect(score?.cells.filter(({ diverged, value }) => diverged && value === 0.2)).toHaveLength(1);
        expect(comparison.warnings.filter(({ code }) => code === 'diverged')).toHaveLength(1);
      }),
      options,
    );
  });

  it('negates its gains when the reference is swapped', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const tables = make(seed);
        const swapped = {
          ...tables,
          record: {
            ...tables.record,
            compare: { ...tables.record.compare, reference: 'full' },
            contrasts: tables.record.contrasts.map(({ arm, against, ...rest }) => ({
              ...rest,
              arm: arm === 'full' ? 'scratch' : arm,
              against: against === 'scratch' ? 'full' : against,
            })),
          },
        };
        const one = okContrast(compare(tables), 'full', 50);
        const other = okContrast(compare(swapped), 'scratch', 50);
        expect(other.gain).toBeCloseTo(-one.gain, 12);
        expect(other.p).toBeCloseTo(one.p, 12);
        expect(other.detectable).toBeCloseTo(one.detectable, 12);
      }),
      options,
    );
  });

  it('never holds NaN or an infinity, whatever is missing', () => {
    const damage = fc.array(fc.tuple(cells, fc.constantFrom('drop', 'failed', 'diverged', 'fingerprint')), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(seeds, damage, fc.boolean(), (seed, list, timed) => {
        let tables = make(seed);
        for (const [cell, how] of list) {
          if (how === 'drop') tables = dropTrials(tables, cell);
          if (how === 'failed')
            tables = editTrials(tables, cell, () => ({ status: 'failed', value: null, steps: null }));
          if (how === 'diverged') tables = editTrials(tables, cell, () => ({ status: 'diverged', value: 0.2 }));
          if (how === 'fingerprint') tables = editTrials(tables, cell, () => ({ fingerprint: 'another' }));
        }
        const comparison = compare({ ...tables, timings: timed ? tables.timings : [] });
        // JSON turns what it cannot hold into null, so that the text tells exactly the finite comparisons apart.
        expect(JSON.parse(JSON.stringify(comparison))).toEqual(comparison);
      }),
      { numRuns: 100 },
    );
  });
});

describe('differences that are all equal', () => {
  it.each([0, 0.02, -0.1])('of %d have no variance, and no verdict', (gain) => {
    const tables = make(1);
    const scores = new Map(
      tables.trials.map(({ arm, size, repeat, fold, metric, value }) => [
        [arm, size, repeat, fold, metric].join(),
        value ?? 0,
      ]),
    );
    const equal = editTrials(tables, { arm: 'full' }, ({ size, repeat, fold, metric }) => ({
      value: (scores.get(['scratch', size, repeat, fold, metric].join()) ?? 0) + gain,
    }));
    const contrast = contrastOf(compare(equal), 'full', 50);
    expect(contrast).toMatchObject({ status: 'zero_variance', n: 8 });
    expect(contrast).not.toHaveProperty('judgement');
    expect(contrast).not.toHaveProperty('p');
  });
});
