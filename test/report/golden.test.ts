import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { goldenFile, goldenNames, goldenText } from './golden.ts';

/** Where one of these fails and the figure is as it should be: `npm run golden`, and read the difference. */
describe('figures draw what they drew', () => {
  test.each(goldenNames)('%s', (name) => {
    expect(goldenText(name)).toBe(readFileSync(goldenFile(name), 'utf8'));
  });

  test('there is a file for every figure, and none for any other', () => {
    expect(readdirSync('test/report/golden').sort()).toEqual(goldenNames.map((name) => `${name}.json`).sort());
  });
});
