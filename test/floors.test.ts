import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { importsOf, sourceFiles } from './imports.ts';

/** A folder imports only from itself and from folders with a lower number (docs/architecture.md). */
const FLOORS: Readonly<Record<string, number>> = {
  base: 0,
  stats: 1,
  engine: 1,
  data: 2,
  model: 2,
  transfer: 3,
  suite: 4,
  plan: 5,
  run: 6,
  store: 6,
  compare: 7,
  report: 8,
  gate: 8,
  cli: 9,
};

/** `prepare.ts` and `bench.ts` compose the floors; `index.ts` names the public API, `plugin.ts` that of plug-ins. */
const ROOT_FILES = ['src/bench.ts', 'src/index.ts', 'src/plugin.ts', 'src/prepare.ts'];

const files = sourceFiles('src');
const imports = files.flatMap(importsOf);
const roomOf = (file: string): string => file.split('/')[1]!;

describe('floors', () => {
  test('every folder of src has its floor, and every file its folder', () => {
    const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const folder of folders) expect(FLOORS).toHaveProperty(folder.name);
    expect(files.filter((file) => file.split('/').length === 2).filter((file) => !ROOT_FILES.includes(file))).toEqual(
      [],
    );
  });

  test('every relative import leads to a file', () => {
    const inside = imports.filter(({ to }) => to.startsWith('src/') || to.startsWith('..'));
    expect(inside.filter(({ to }) => !existsSync(to))).toEqual([]);
    expect(inside.length).toBeGreaterThan(100);
  });

  test('imports go to lower floors only, type imports included', () => {
    const wrong = imports.filter(({ from, to }) => {
      if (!to.startsWith('src/') || ROOT_FILES.includes(from)) return false;
      if (ROOT_FILES.includes(to)) return roomOf(from) !== 'cli';
      return roomOf(from) !== roomOf(to) && FLOORS[roomOf(to)]! >= FLOORS[roomOf(from)]!;
    });
    expect(wrong).toEqual([]);
  });

  test('there are no cycles between files, type imports included', () => {
    const graph = new Map(files.map((file) => [file, imports.filter(({ from }) => from === file).map(({ to }) => to)]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (done.has(file) || path.includes(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  test('nothing is called utils', () => {
    expect(files.filter((file) => /util|helper|misc|common/i.test(file))).toEqual([]);
  });
});
