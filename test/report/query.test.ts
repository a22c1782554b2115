import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matches, parseQuery, queryText } from '../../src/report/client/query.ts';
import { tableCsv } from '../../src/report/table-csv.ts';
import { name, say } from '../../src/report/text.ts';
import { cases } from './cases.ts';

const words = fc.string({ minLength: 1, maxLength: 12 }).map((text) => text.replaceAll('"', ''));
const named = words.filter((text) => text !== '');

describe('a search for trials', () => {
  test('comes back from its text', () => {
    const query = fc.record(
      { arm: named, target: named, size: fc.nat(5000), repeat: fc.nat(20), fold: fc.nat(9) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(query, (wanted) => {
        expect(parseQuery(queryText(wanted))).toEqual(wanted);
      }),
    );
  });

  test('finds exactly the trials of a place', () => {
    const { trials } = cases.normal;
    const found = trials.filter((trial) => matches(trial, parseQuery('arm:full size:50 fold:1')));
    expect(found).toEqual(trials.filter(({ arm, size, fold }) => arm === 'full' && size === 50 && fold === 1));
    expect(found.length).toBe(1);
  });

  test('takes any other word for a part of what is known, and never fails', () => {
    const { trials } = cases.normal;
    expect(trials.filter((trial) => matches(trial, parseQuery('COMPLETED'))).length).toBe(trials.length);
    expect(trials.filter((trial) => matches(trial, parseQuery('size:many'))).length).toBe(0);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => parseQuery(text)).not.toThrow();
      }),
    );
  });
});

test('a table as CSV keeps numbers as numbers and starts no formula', () => {
  const table = {
    caption: say`x`,
    columns: [{ head: 'arm' }, { head: 'examples' }, { head: 'gain' }, { head: 'note' }],
    rows: [[[name('=cmd()')], '1,500', '−2.5', 'a "quoted", cell']],
  };
  expect(tableCsv(table)).toBe('arm,examples,gain,note\r\n\'=cmd(),1500,-2.5,"a ""quoted"", cell"\r\n');
});
