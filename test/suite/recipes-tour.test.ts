import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { presets } from '../../src/transfer/registry.ts';

/** Names of the presets that the tour's file writes out. */
function toured(): string[] {
  const { arms } = parse(readFileSync('suites/recipes-tour.yaml', 'utf8')) as { arms: Record<string, unknown> };
  return Object.values(arms).map((arm) => (typeof arm === 'string' ? arm : (arm as { preset: string }).preset));
}

test('the tour of recipes has every preset once: a new one needs an arm in suites/recipes-tour.yaml', () => {
  expect(toured().sort()).toEqual(Object.keys(presets).sort());
});
