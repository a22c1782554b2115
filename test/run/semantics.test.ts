import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { codeHash, importClosure } from '../../src/run/semantics.ts';

describe('the code a worker can reach', () => {
  const closure = [...importClosure([resolve('src/run/worker.ts')])].map((file) => relative('src', file));

  test('holds what computes results', () => {
    for (const file of ['run/trial.ts', 'transfer/fit.ts', 'model/registry.ts', 'data/cell.ts', 'base/random.ts']) {
      expect(closure).toContain(file);
    }
    expect(closure.some((file) => file.startsWith('engine/wasm/kernels/'))).toBe(true); // behind a dynamic import
  });

  test('holds nothing that judges, shows or stores them', () => {
    expect(closure.filter((file) => /^(compare|report|store|cli)\//.test(file))).toEqual([]);
    // Metrics are computed by `stats/`; tests, intervals and what they rest on come after trials and are no part of them.
    // Moments are: values are standardised by them.
    const judging = ['corrected-t', 'bayes-correlated-t', 'paired-t', 'student-t', 'holm', 'bootstrap-interval'];
    for (const file of judging) expect(existsSync(`src/stats/${file}.ts`)).toBe(true);
    expect(closure.filter((file) => judging.includes(file.slice('stats/'.length, -'.ts'.length)))).toEqual([]);
  });
});

test('analyses are reached apart: what judges nothing may change without a trial', () => {
  const closure = [...importClosure([resolve('src/run/analysis.ts')])].map((file) => relative('src', file));
  expect(closure).toEqual(expect.arrayContaining(['stats/cka.ts', 'stats/umap.ts', 'transfer/analyses/probes.ts']));
});

describe('its hash', () => {
  let folder: string;
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const hash = (): string => codeHash([join(folder, 'a.ts')]);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'headstart-code-'));
    write(
      'a.ts',
      "import { b } from './b.ts';\nimport type { T } from './t.ts';\nexport const a = (): Promise<T> => import('./c.ts');\nb();\n",
    );
    write('b.ts', "export * from './d.ts';\nexport const b = () => 1;\n");
    write('c.ts', 'export default 1;\n');
    write('d.ts', 'export const d = 1;\n');
    write('t.ts', 'export type T = number;\n');
  });

  test.each(['a.ts', 'b.ts', 'c.ts', 'd.ts'])('changes with %s', (name) => {
    const before = hash();
    write(name, `export const b = () => 2;\nimport './d.ts';\n`);
    expect(hash()).not.toBe(before);
  });

  test('does not change with types, nor with files that are not imported', () => {
    const before = hash();
    write('t.ts', 'export type T = string;\n');
    write('other.ts', 'export const other = 1;\n');
    expect(hash()).toBe(before);
  });
});
