import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it, test } from 'vitest';
import { procedures, testedElsewhere } from './reference/registry.ts';
import { readReference, referenceNames } from './reference.ts';

const lines: string[] = [];
afterAll(() => console.info(lines.join('\n')));

describe.each(procedures)('$file', ({ file, check }) => {
  const { cases, tolerance } = readReference(file);
  let met = 0;
  afterAll(() => {
    lines.push(`${file.padEnd(28)} ${met} of ${cases.length} cases to ${tolerance.toExponential()}`);
  });

  it.each(cases)('$name', (one) => {
    check(one, tolerance);
    met += 1;
  });
});

test('every file of test/reference is run, once', () => {
  const run = [...procedures.map(({ file }) => file), ...Object.keys(testedElsewhere)];
  expect(run.sort()).toEqual(referenceNames().sort());
});

test.each(Object.entries(testedElsewhere))('%s is run by %s', (file, path) => {
  expect(readFileSync(path, 'utf8')).toContain(`readReference('${file}')`);
});
