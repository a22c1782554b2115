import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CurveLaw, Known } from '../../src/compare/contract/curve-figures.ts';
import type { Comparison, TargetComparison } from '../../src/compare/contract.ts';
import { learningCurve } from '../../src/report/figures/learning-curve.ts';
import { multiplierArrow } from '../../src/report/figures/multiplier-arrow.ts';
import { plain } from '../../src/report/text.ts';
import { primaryScores } from '../../src/report/view.ts';
import { cases } from './cases.ts';

const { laws: made } = cases;
const target = made.targets[0]!;

/** The same target with other multipliers of `full`. */
function multiplied(estimate: Known | null, interval: Known | null, size = 50): TargetComparison {
  const transfer = target.transfer.map((figures) => ({
    ...figures,
    multipliers: figures.arm === 'full' ? [{ size, estimate, interval }] : [],
  }));
  return { ...target, transfer };
}

const exactly = (value: number): Known => ({ low: value, high: value });

describe('the arrow of the data multiplier', () => {
  test('ends where the line of the reference has the arm’s score', () => {
    const arrow = multiplierArrow(made, target)!;
    const line = primaryScores(made, target).filter(({ arm }) => arm === 'scratch');
    const after = line.findIndex(({ size }) => size >= arrow.reached);
    const [left, right] = [line[after - 1]!, line[after]!];
    const along = Math.log(arrow.reached / left.size) / Math.log(right.size / left.size);
    expect(left.mean + along * (right.mean - left.mean)).toBeCloseTo(arrow.score, 10);
    expect(arrow.score).toBe(primaryScores(made, target).find(({ arm, size }) => arm === 'full' && size === 50)!.mean);
  });

  test('says the multiplier with its interval', () => {
    const told = multiplied(exactly(6.2), { low: 4.1, high: 9.04 });
    expect(multiplierArrow(made, told)!.label).toBe('6.2× (4.1 to 9.0)');
    expect(multiplierArrow(made, multiplied(exactly(6.2), { low: 4.1, high: null }))!.label).toBe('6.2× (4.1 or more)');
    expect(multiplierArrow(made, multiplied(exactly(6.2), null))!.label).toBe('6.2×');
    expect(plain(learningCurve(made, told)!.caption)).toContain(
      'The arrow: scratch needs 6.2× (4.1 to 9.0) as many examples to score as full does with 50 examples.',
    );
  });

  test.each([
    ['not known', null, null],
    ['open above', { low: 4, high: null }, null],
    ['open below', { low: null, high: 4 }, null],
    ['not above one', exactly(0.8), null],
    ['not surely above one', exactly(1.4), { low: 0.9, high: 2 }],
    ['of an open interval', exactly(1.4), { low: null, high: 2 }],
    ['beyond the sizes', exactly(21), null],
  ] as const)('is not drawn where the multiplier is %s', (_, estimate, interval) => {
    const without = multiplied(estimate, interval);
    expect(multiplierArrow(made, without)).toBeNull();
    expect(plain(learningCurve(made, without)!.caption)).not.toContain('The arrow');
  });

  test('is not drawn where the gain is not shown', () => {
    const unsure: TargetComparison = {
      ...multiplied(exactly(6.2), null),
      contrasts: target.contrasts.map((contrast) =>
        contrast.status === 'ok' ? { ...contrast, interval: [-0.01, 0.2] as const } : contrast,
      ),
    };
    expect(multiplierArrow(made, unsure)).toBeNull();
  });

  test('is of the arm whose multiplier is surest to be large, however arms and sizes are ordered', () => {
    const lows = fc.array(fc.double({ min: 1.01, max: 3, noNaN: true }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(lows, fc.boolean(), ([one, other], turned) => {
        const transfer = target.transfer.map((figures, index) => {
          const interval = { low: index === 0 ? one! : other!, high: 20 };
          return { ...figures, multipliers: [{ size: 50, estimate: exactly(4), interval }] };
        });
        const given = { ...target, transfer: turned ? transfer.toReversed() : transfer };
        expect(multiplierArrow(made, given)!.arm).toBe(other! > one! ? 'features' : 'full');
      }),
    );
  });
});

describe('power laws', () => {
  const rowsOf = (comparison: Comparison, of: TargetComparison) =>
    learningCurve(comparison, of)!.panels[0]!.datasets['laws']!;

  test('are drawn over the sizes of the suite and not beyond', () => {
    const sizes = rowsOf(made, target).map((row) => Number(row['size']));
    expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([50, 1000]);
    const fewer = rowsOf(made, { ...target, sizes: [100, 250] }).map((row) => Number(row['size']));
    expect([Math.min(...fewer), Math.max(...fewer)]).toEqual([100, 250]);
  });

  test('are left out where none was found, and the caption says so', () => {
    const laws = target.laws.map(
      (law): CurveLaw =>
        law.arm === 'scratch' ? { arm: law.arm, metric: law.metric, status: 'unidentifiable', reason: 'none' } : law,
    );
    expect(rowsOf(made, { ...target, laws }).some(({ arm }) => arm === 'scratch')).toBe(false);
    expect(plain(learningCurve(made, { ...target, laws })!.caption)).toContain('an arm without a dotted line has none');
    expect(plain(learningCurve(made, { ...target, laws: [] })!.caption)).not.toContain('Dotted');
  });

  test('have bands in pieces where an end is open', () => {
    const laws = target.laws.map((law) =>
      law.status === 'ok'
        ? { ...law, band: law.band.map((point) => (point.size === 250 ? { ...point, low: null } : point)) }
        : law,
    );
    const pieces = new Set(
      rowsOf(made, { ...target, laws }).flatMap(({ piece, low }) => (low === null ? [] : [piece])),
    );
    expect(pieces.size).toBe(2 * made.arms.length);
  });

  test('stand in the table at the sizes of the suite', () => {
    const { columns, rows } = learningCurve(made, target)!.twin;
    expect(columns.slice(-2).map(({ head }) => head)).toEqual(['power law', '95 % band']);
    const law = target.laws.find(({ arm }) => arm === 'full')!;
    const last = law.status === 'ok' ? law.band.at(-1)!.score : Number.NaN;
    const row = rows.find((cells) => plain(cells[0] as []) === 'full' && cells[1] === '1,000')!;
    expect(Number(row.at(-2))).toBeCloseTo(100 * last, 1);
  });
});
