import { describe, expect, test } from 'vitest';
import { contrastTable } from '../../src/report/contrast-table.ts';
import { ledgerTable } from '../../src/report/ledger-table.ts';
import { fairnessTitle } from '../../src/report/titles.ts';
import { makeComparison } from './make-comparison.ts';

describe('the table of costs', () => {
  test('shows frozen stages that were run apart from the trials, beside pre-training', () => {
    const comparison = makeComparison({ repeats: 2 });
    const { caption, columns, rows } = ledgerTable(comparison, comparison.targets[0]!);
    expect(JSON.stringify(caption)).toContain('of frozen stages run once for all trials');
    expect(columns.slice(-2).map(({ head }) => head)).toEqual(['pre-training', 'stages run once']);
    const shared = new Map(rows.map((row) => [JSON.stringify(row[0]), row.slice(-2)]));
    const of = (arm: string) => [...shared].find(([name]) => name.includes(arm))?.[1];
    expect(of('features')).toEqual(['500 steps in 2 checkpoints, 3.4 s', '2 passes over the pool, 0.30 s']);
    expect(of('full')).toEqual(['500 steps in 2 checkpoints, 3.4 s', 'none']);
    expect(of('scratch')).toEqual(['none', 'none']);
  });

  test('says of weights that existed before that they are such', () => {
    const comparison = makeComparison();
    const [target] = comparison.targets;
    const ledger = target!.ledger.map((line) =>
      line.pretraining === null ? line : { ...line, pretraining: { checkpoints: 1, steps: 0, seconds: 0.2 } },
    );
    const { rows } = ledgerTable(comparison, { ...target!, ledger });
    const cells = new Set(rows.flat().map((cell) => JSON.stringify(cell)));
    expect(cells).toContain('"weights that existed before"');
    expect(JSON.stringify(fairnessTitle(comparison, { ...target!, ledger }))).toContain(
      'what the existing weights cost is not known',
    );
  });

  test('shows what tuning cost before each trial, and whether it was the same', () => {
    const comparison = makeComparison({ tuned: 8 });
    const [target] = comparison.targets;
    const { columns, rows } = ledgerTable(comparison, target!);
    const column = columns.findIndex(({ head }) => head === 'tuning before it');
    expect(new Set(rows.map((row) => row[column]))).toEqual(new Set(['8 configurations, 7,200 steps, 2.5 s']));
    expect(JSON.stringify(fairnessTitle(comparison, target!))).toContain('same parameters, steps, examples and tuning');
    const fewer = (line: (typeof target & {})['ledger'][number]) =>
      line.arm === 'full' && line.tuning !== null ? { ...line, tuning: { ...line.tuning, distinct: 2 } } : line;
    const unequal = { ...target!, ledger: target!.ledger.map(fewer) };
    const cells = ledgerTable(comparison, unequal).rows.map((row) => row[column]);
    expect(cells).toContain('8 configurations (2 differ), 7,200 steps, 2.5 s');
    expect(JSON.stringify(fairnessTitle(comparison, unequal))).toContain('differ in tuning');
    expect(ledgerTable(makeComparison(), makeComparison().targets[0]!).columns.map(({ head }) => head)).not.toContain(
      'tuning before it',
    );
  });

  test('contrasts of arms that were tuned unequally are marked', () => {
    const comparison = makeComparison({ tuned: 8, sizes: [50, 150] });
    const [target] = comparison.targets;
    const tuning = target!.tuning.map((search) =>
      search.arm === 'full' && search.size === 50 ? { ...search, distinct: 3 } : search,
    );
    const { rows } = contrastTable(comparison, { ...target!, tuning }, comparison.metrics[0]);
    const marked = rows.map((row) => JSON.stringify(row[0]).includes('(unequal tuning)'));
    expect(rows.map((row) => [JSON.stringify(row[0]).includes('full'), row[1] === '50'])).toHaveLength(4);
    expect(marked).toEqual(rows.map((row) => JSON.stringify(row[0]).includes('full') && row[1] === '50'));
  });

  test('does not speak of them where no arm has any', () => {
    const comparison = makeComparison();
    const [target] = comparison.targets;
    const without = { ...target!, ledger: target!.ledger.map((line) => ({ ...line, features: null })) };
    const { caption, columns, rows } = ledgerTable(comparison, without);
    expect(JSON.stringify(caption)).not.toContain('frozen');
    expect(columns.at(-1)!.head).toBe('pre-training');
    for (const row of rows) expect(row).toHaveLength(columns.length);
  });
});
