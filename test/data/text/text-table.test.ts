import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { textTable } from '../../../src/data/text/text-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'headstart-texts-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const load = (options: object) =>
  textTable.load(textTable.schema.parse({ tokenizer: { vocabulary: 280 }, ...options }));

describe('a table of texts', () => {
  test('is read by commas or tabs, with quoted cells, in the columns that are named', async () => {
    const csv = file('a.csv', '\ufeffid,text,label\n1,"Good, very\ngood",good\n2,Bad,bad\n');
    const tsv = file('a.tsv', 'kind\tbody\ngood\tGood, very good\nbad\tBad\n');
    const [a, b] = [await load({ path: csv }), await load({ path: tsv, text: 'body', label: 'kind' })];
    expect(a.classes).toEqual(['bad', 'good']);
    expect([...a.labels]).toEqual([1, 0]);
    expect([...a.samples]).toEqual([...b.samples]);
  });

  test('has the tokenizer of another table, if asked for', async () => {
    const source = file('source.csv', `text,label\n${'the film the film,a\n'.repeat(5)}the end,b\n`);
    const target = file('target.csv', 'text,label\nthe film,x\nan end,y\n');
    const own = await load({ path: target });
    const shared = await load({ path: target, 'tokenizer-from': source });
    expect(shared.content).toEqual((await load({ path: source })).content);
    expect(shared.content).not.toEqual(own.content);
  });

  test.each([
    ['nowhere.csv', null, 'the table cannot be read'],
    ['empty.csv', '', 'the table has no records'],
    ['columns.csv', 'a,b\n1,2\n', 'there is no column text; name one of its columns with `text` and `label`: a, b'],
    ['blank.csv', 'text,label\none,a\n ,b\n', 'record 2 has no text'],
    ['unnamed.csv', 'text,label\none,a\ntwo,\n', 'record 2 has no label'],
    ['one.csv', 'text,label\none,a\ntwo,a\n', 'fewer than two classes'],
    ['ragged.csv', 'text,label\none,a,b\n', 'the table cannot be read'],
    [
      'many.csv',
      `text,label\n${Array.from({ length: 300 }, (_, n) => `t,${n}\n`).join('')}`,
      '300 classes are more than 256',
    ],
  ])('%s is refused in one line', async (name, text, message) => {
    const path = text === null ? join(folder, name) : file(name, text);
    const refused = await load({ path }).catch((error: Error) => error.message);
    expect(refused).toContain(message);
    expect(refused).toContain(name);
    expect(refused).not.toContain('\n');
  });
});
