import { describe, expect, test } from 'vitest';
import {
  ckaTable,
  representationNote,
  representationTables,
  representationTitle,
} from '../../src/report/representation-tables.ts';
import { name, plain } from '../../src/report/text.ts';
import { makeRepresentations } from './make-representations.ts';
import { features, full, scratch } from './options.ts';

const seen = makeRepresentations([scratch, full, features]);
const cells = (table: (typeof tables)[number]) =>
  table.rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : plain(cell))));
const tables = representationTables(seen, (arm) => [name(arm)]);

describe('the tables of representations', () => {
  test('show probes, CKA, scores of sources and distances of domains, with a dash where there is no value', () => {
    expect(tables.map(({ columns }) => columns.map(({ head }) => head).join(' '))).toEqual([
      'arm block1 block2 hidden',
      'source H-score LogME LEEP NCE',
      'arm distance',
    ]);
    const [probes, scores, domains] = tables.map(cells);
    expect(probes![1]).toEqual(['full', '61.0', '71.0', '81.0']);
    const cka = ckaTable(seen, (arm) => [name(arm)])!;
    expect(cka.columns.map(({ head }) => head)).toEqual(['of', 'and', 'block1', 'block2', 'hidden']);
    expect(cells(cka)[0]).toEqual(['scratch', 'its own start', '0.98 (0.97)', '0.78 (0.77)', '0.58 (0.57)']);
    expect(scores).toEqual([['low-digits', '0.500', '–', '−1.500', '−2.500']]);
    expect(domains![2]).toEqual(['features', '1.25']);
    for (const { rows, columns } of tables) for (const row of rows) expect(row).toHaveLength(columns.length);
  });

  test('warn that rankings by transferability scores are unstable', () => {
    expect(plain(tables[1]!.caption)).toMatch(/unstable.*Agostinelli et al\. 2022/);
  });

  test('have a title that says what was found, and a note that says where', () => {
    expect(plain(representationTitle(seen))).toBe('Training moved the stage hidden of scratch furthest from its start');
    const probes = { ...seen, findings: seen.findings.filter(({ analysis }) => analysis === 'probes') };
    expect(plain(representationTitle(probes))).toBe(
      'A linear classifier reads the classes best off the stage hidden of features',
    );
    expect(plain(representationTitle({ ...seen, findings: [] }))).toBe('What the models represent');
    expect(representationTables({ ...seen, findings: [] }, (arm) => [name(arm)])).toEqual([]);
    expect(ckaTable({ ...seen, findings: [] }, (arm) => [name(arm)])).toBeNull();
    expect(plain(representationNote(seen))).toBe(
      'Looked at in 2 cells of 500 training examples; numbers are means over them. None of this chooses or judges an arm. 1 analysis had no result: analyses.csv says why.',
    );
  });
});
