import { describe, expect, it } from 'vitest';
import { plain } from '../../src/report/text.ts';
import { worthNote, worthTable } from '../../src/report/worth-table.ts';
import { scratchCurveEquivalent } from '../../src/stats/data-equivalence.ts';
import { compare, dropTrials, editTrials } from './edit-run.ts';
import { makeRun, type RunTables } from './make-run.ts';

const SIZES = [50, 100, 200, 400];

/** Scores by power laws, a little apart from cell to cell: full needs half of scratch's examples. */
function lawful(tables: RunTables): RunTables {
  return editTrials(tables, { metric: 'accuracy' }, ({ arm, size, repeat, fold }) => ({
    value: 0.95 - 2 * (arm === 'full' ? 2 * size : size) ** -0.5 + 0.002 * ((repeat + 2 * fold) % 5),
  }));
}

const made = () => lawful(makeRun({ sizes: SIZES, folds: 4, repeats: 5 }));

describe('figures of learning curves', () => {
  it('know what an example is worth, as far as the curve of the reference goes', () => {
    const comparison = compare(made());
    const [figures] = comparison.targets[0]!.transfer;
    expect(figures).toMatchObject({ arm: 'full', reference: 'scratch', units: 5, cells: 20, incomplete: 0 });
    for (const [index, { size, estimate, interval }] of figures!.multipliers.entries()) {
      expect(size).toBe(SIZES[index]);
      if (size === 400) expect(estimate).toEqual({ low: 1, high: null });
      else {
        expect(estimate!.low).toBeCloseTo(2, 2);
        expect(estimate!.high).toBe(estimate!.low);
        if (interval === null) continue; // resamples that are alike to the last digit
        expect(interval.low!).toBeLessThanOrEqual(2.001);
        expect(interval.high!).toBeGreaterThanOrEqual(1.999);
      }
    }
    expect(figures!.crossover.estimate).toEqual({ low: 400, high: null });
    expect(figures!.jumpStart.estimate!.low).toBeCloseTo(2 * (50 ** -0.5 - 100 ** -0.5), 6);
    const { laws } = comparison.targets[0]!;
    expect(laws.map(({ arm, status }) => [arm, status])).toEqual([
      ['scratch', 'ok'],
      ['full', 'ok'],
    ]);
    for (const law of laws) {
      if (law.status !== 'ok') throw new Error(law.status);
      expect(law.rate).toBeCloseTo(0.5, 2);
      expect(law.asymptote).toBeCloseTo(0.05 - 0.004, 3);
      expect(law.band[0]!.size).toBe(50);
      expect(law.band.at(-1)!.size).toBe(400);
    }
  });

  it('are of mean curves, by the procedure that the reference file tests', () => {
    const tables = makeRun({ sizes: SIZES, folds: 5, repeats: 3 });
    const { transfer, scores } = compare(tables).targets[0]!;
    const errors = (arm: string) =>
      SIZES.map((size) => 1 - scores.find((s) => s.arm === arm && s.size === size && s.metric === 'accuracy')!.mean);
    const [scratch, full] = [errors('scratch'), errors('full')];
    transfer[0]!.multipliers.forEach(({ size, estimate }, index) => {
      const found = scratchCurveEquivalent({ sizes: SIZES, scores: scratch }, full[index]!);
      if (found.status !== 'ok') throw new Error(found.status);
      expect(estimate!.low! * size).toBeCloseTo(found.size, 8);
      expect(estimate!.high === null).toBe(found.censored === 'right');
    });
  });

  it('leave out cells without a score at every size, and say so; adding an arm moves nothing', () => {
    const whole = compare(made()).targets[0]!.transfer[0]!;
    const tables = dropTrials(made(), { arm: 'full', size: 100, repeat: 1, fold: 2 });
    expect(compare(tables).targets[0]!.transfer[0]).toMatchObject({ cells: 19, incomplete: 1 });
    const arms = [{ name: 'scratch' }, { name: 'full', source: 'low-digits', gain: 0.03 }, { name: 'other' }];
    const more = compare(lawful(makeRun({ sizes: SIZES, folds: 4, repeats: 5, arms }))).targets[0]!.transfer;
    expect(more[0]).toEqual(whole);
  });

  it('have estimates and no intervals with one repeat, none at a single size, and are told in a table', () => {
    const one = compare(lawful(makeRun({ sizes: SIZES, folds: 5, repeats: 1 })));
    expect(one.targets[0]!.transfer[0]!.multipliers[0]).toMatchObject({
      interval: null,
      estimate: { low: expect.any(Number) },
    });
    expect(one.targets[0]!.laws[0]).toMatchObject({ status: 'insufficient' });
    expect(plain(worthNote(one, one.targets[0]!))).toContain(
      'no intervals: resampling takes 5 repeats, and here is 1.',
    );
    const four = compare(lawful(makeRun({ sizes: SIZES, folds: 5, repeats: 4 })));
    expect(four.targets[0]!.transfer[0]).toMatchObject({ jumpStart: { interval: null }, area: { interval: null } });
    const ends = four.targets[0]!.laws.flatMap((law) => (law.status === 'ok' ? law.band.map(({ low }) => low) : []));
    expect(new Set(ends)).toEqual(new Set([null]));
    const single = compare(makeRun({ sizes: [50] }));
    expect(single.targets[0]).toMatchObject({ transfer: [], laws: [] });
    expect(worthTable(single, single.targets[0]!)).toBeNull();
    const several = compare(made());
    const [row] = worthTable(several, several.targets[0]!)!.rows;
    expect(row!.slice(1).map((cell) => (typeof cell === 'string' ? cell.split('\n')[0] : plain(cell)))).toEqual([
      '2.0×',
      '2.0×',
      '2.0×',
      'at least 1.0×',
      '+8.3',
      expect.stringMatching(/^\+\d\.\d$/),
      'all sizes',
      expect.stringMatching(/^[+−]?\d\.\d$/),
    ]);
  });
});
