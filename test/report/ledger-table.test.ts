import { describe, expect, test } from 'vitest';
import type { EqualCost } from '../../src/compare/contract/equal-cost.ts';
import type { LedgerLine } from '../../src/compare/contract/ledger.ts';
import type { Comparison } from '../../src/compare/contract.ts';
import { contrastTable } from '../../src/report/contrast-table.ts';
import { equalCostNote, equalCostTable, paybackWords } from '../../src/report/equal-cost-table.ts';
import { costTable, effortTable } from '../../src/report/ledger-table.ts';
import type { Table } from '../../src/report/table.ts';
import { plain } from '../../src/report/text.ts';
import { fairnessTitle } from '../../src/report/titles.ts';
import { makeComparison } from './make-comparison.ts';

/** A table's cells as text, by the head of their column. */
function cells({ columns, rows }: Table): Record<string, string>[] {
  return rows.map((row) => {
    expect(row).toHaveLength(columns.length);
    return Object.fromEntries(
      row.map((cell, index) => [columns[index]!.head, typeof cell === 'string' ? cell : plain(cell)]),
    );
  });
}

const heads = ({ columns }: Table): string[] => columns.map(({ head }) => head);

function withLedger(comparison: Comparison, change: (line: LedgerLine) => LedgerLine) {
  const [target] = comparison.targets;
  return { ...target!, ledger: target!.ledger.map(change) };
}

describe('the table of capacity and effort', () => {
  test('has a row for each arm whose sizes were given the same', () => {
    const comparison = makeComparison({ sizes: [50, 150, 500] });
    const rows = cells(effortTable(comparison, comparison.targets[0]!));
    expect(rows.map(({ arm, examples, steps }) => [arm, examples, steps])).toEqual([
      ['scratch', '50 / 150 / 500', '300'],
      ['full', '50 / 150 / 500', '300'],
      ['features', '50 / 150 / 500', '300'],
    ]);
    expect(rows.map((row) => row['FLOP a step'])).toEqual(['217 MFLOP', '217 MFLOP', '400 kFLOP']);
    expect(rows.map(({ trained }) => trained)).toEqual(['52,138', '52,138', '330']);
  });

  test('says where operations are not known', () => {
    const comparison = makeComparison();
    const unknown = withLedger(comparison, (line) => ({ ...line, flops: null, flopsPerStep: null }));
    expect(cells(effortTable(comparison, unknown))[0]!['FLOP a step']).toBe('unknown');
    expect(cells(costTable(comparison, unknown))[0]!['a trial']).toBe('FLOP unknown\n0.42 s');
  });
});

describe('the table of costs', () => {
  test('shows what was done once beside the trials, and what they cost with it', () => {
    const comparison = makeComparison({ sizes: [50, 150], folds: 5, repeats: 2 });
    const table = costTable(comparison, comparison.targets[0]!);
    expect(plain(table.caption)).toContain('of pre-training and stages run once as if the arm were alone');
    const rows = new Map(cells(table).map((row) => [row['arm'], row]));
    expect(rows.get('features')).toMatchObject({
      'pre-training': '217 GFLOP, 3.4 s\n500 steps, 2 checkpoints, 20 trials',
      'stages run once': '5.0 GFLOP, 0.30 s\n2 passes over the pool',
    });
    // One checkpoint of 108.5 GFLOP and 1.7 s beside a trial of 65.1 GFLOP and 0.42 s; a tenth of it when shared.
    expect(rows.get('full')).toMatchObject({
      'a trial': '65 GFLOP\n0.42 s',
      'a trial with both': '174 GFLOP\n2.1 s',
      'with its share': '76 GFLOP\n0.59 s',
      'stages run once': 'none',
    });
    expect(rows.get('scratch')).toMatchObject({
      'pre-training': 'none',
      'stages run once': 'none',
      'a trial with both': '65 GFLOP\n0.42 s',
    });
  });

  test('says of weights that existed before that they are such, and that their cost is not known', () => {
    const comparison = makeComparison();
    const unknown = { flops: null, seconds: null };
    const existing = withLedger(comparison, (line) =>
      line.pretraining === null
        ? line
        : {
            ...line,
            pretraining: { checkpoints: 1, steps: 0, flops: null, seconds: 0.2, uses: 10 },
            whole: { alone: unknown, shared: unknown },
          },
    );
    const full = cells(costTable(comparison, existing)).find(({ arm }) => arm === 'full');
    expect(full).toMatchObject({
      'pre-training': expect.stringContaining('weights that existed before'),
      'a trial with both': 'unknown',
    });
    expect(plain(fairnessTitle(comparison, existing))).toContain('what the existing weights cost is not known');
  });

  test('shows what tuning cost before each trial, and whether it was the same', () => {
    const comparison = makeComparison({ tuned: 8 });
    const [target] = comparison.targets;
    const tuned = (of: typeof target & {}) => cells(costTable(comparison, of)).map((row) => row['tuning before it']);
    expect(new Set(tuned(target!))).toEqual(new Set(['8 configurations\n7,200 steps, 2.5 s']));
    expect(plain(fairnessTitle(comparison, target!))).toContain('same parameters, steps, examples and tuning');
    const unequal = withLedger(comparison, (line) =>
      line.arm === 'full' && line.tuning !== null ? { ...line, tuning: { ...line.tuning, distinct: 2 } } : line,
    );
    expect(tuned(unequal)).toContain('8 configurations (2 differ)\n7,200 steps, 2.5 s');
    expect(plain(fairnessTitle(comparison, unequal))).toContain('differ in tuning');
    const untuned = makeComparison();
    expect(heads(costTable(untuned, untuned.targets[0]!))).not.toContain('tuning before it');
  });

  test('contrasts of arms that were tuned unequally are marked', () => {
    const comparison = makeComparison({ tuned: 8, sizes: [50, 150] });
    const [target] = comparison.targets;
    const tuning = target!.tuning.map((search) =>
      search.arm === 'full' && search.size === 50 ? { ...search, distinct: 3 } : search,
    );
    const { rows } = contrastTable(comparison, { ...target!, tuning }, comparison.metrics[0]);
    const marked = rows.map((row) => JSON.stringify(row[0]).includes('(unequal tuning)'));
    expect(rows).toHaveLength(4);
    expect(marked).toEqual(rows.map((row) => JSON.stringify(row[0]).includes('full') && row[1] === '50'));
  });

  test('contrasts of arms that trained on other examples are marked at the sizes where they did', () => {
    const comparison = makeComparison({ sizes: [50, 150] });
    const other = withLedger(comparison, (line) =>
      line.arm === 'full' && line.size === 150 ? { ...line, examples: 2 * line.examples } : line,
    );
    for (const metric of comparison.metrics) {
      const { rows } = contrastTable(comparison, other, metric);
      const marked = rows.map((row) => JSON.stringify(row[0]).includes('(unequal budget)'));
      expect(marked).toEqual(rows.map((row) => JSON.stringify(row[0]).includes('full') && row[1] === '150'));
    }
  });

  test('does not speak of what no arm has', () => {
    const comparison = makeComparison();
    const without = withLedger(comparison, (line) => ({ ...line, features: null }));
    expect(heads(costTable(comparison, without))).not.toContain('stages run once');
    const alone = withLedger(comparison, (line) => ({ ...line, features: null, pretraining: null }));
    expect(heads(costTable(comparison, alone))).toEqual(['arm', 'examples', 'a trial']);
    expect(plain(costTable(comparison, alone).caption)).toBe('Cost');
  });
});

describe('gains at equal cost', () => {
  test('stand without pre-training and with it where budgets meet, and say where they do not', () => {
    const comparison = makeComparison({ sizes: [50, 150], repeats: 2 });
    const [target] = comparison.targets;
    const rows = cells(equalCostTable(comparison, target!)!).filter(({ arm }) => arm === 'full');
    const amount = expect.stringMatching(/^\+\d+\.\d \(/);
    expect(
      rows.map((row) => [row['examples'], row['pre-training'], row['at equal FLOP'], row['at equal time']]),
    ).toEqual([
      ['50', 'left out', amount, amount],
      ['50', 'paid in full', 'no common budget', amount],
      ['150', 'left out', amount, amount],
      ['150', 'paid in full', 'no common budget', amount],
    ]);
    const note = plain(equalCostNote(comparison, target!));
    expect(note).toContain('a sample of 100 of 500 held-out examples');
    expect(note).not.toContain('no common budget');

    const reason = 'full has spent more before its first step than scratch in all.';
    const equalCosts = target!.equalCosts.map((one): EqualCost => {
      if (!one.pretraining || one.size === 150 || one.status !== 'ok') return one;
      const { arm, reference, size, metric, currency, pretraining } = one;
      return { arm, reference, size, metric, currency, pretraining, status: 'no-overlap', reason };
    });
    const dear = { ...target!, equalCosts };
    expect(equalCostTable(comparison, dear)!.rows).toHaveLength(2 * 3); // of both arms, one row fewer
    expect(plain(equalCostNote(comparison, dear))).toContain(
      'With pre-training there is no common budget for full at 50 examples and features at 50 examples:',
    );
  });

  test('are left out where no curve was observed, and of an arm without pre-training stand once', () => {
    const bare = makeComparison({ convergence: false });
    expect(equalCostTable(bare, bare.targets[0]!)).toBeNull();
    expect(paybackWords(bare, bare.targets[0]!)).toBeNull();
    const plainArms = makeComparison({
      arms: [
        { name: 'scratch', source: null },
        { name: 'augmented', source: null, effect: () => 0.01 },
      ],
    });
    const table = equalCostTable(plainArms, plainArms.targets[0]!)!;
    expect(heads(table)).not.toContain('pre-training');
    expect(table.rows).toHaveLength(plainArms.targets[0]!.sizes.length);
    expect(paybackWords(plainArms, plainArms.targets[0]!)).toBeNull();
  });

  test('the targets after which pre-training has paid are told by size', () => {
    const comparison = makeComparison({ sizes: [50, 150, 500], reach: 0.9 });
    const words = paybackWords(comparison, comparison.targets[0]!)!;
    expect(plain(words.lead)).toBe(
      'Targets after which a checkpoint has paid for itself, training each until accuracy 90 % (by median costs of the trials, without an interval):',
    );
    // Once / (once / 3 − once / 10) = 4.3
    expect(words.items.map((item) => plain(item))[0]).toBe(
      'full: 5 at 50 examples; never (it needs as much without its pre-training) at 150 examples; not known (the reference got there in fewer than half of the trials) at 500 examples',
    );
  });
});
