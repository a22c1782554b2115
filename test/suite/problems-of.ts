import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatProblem, HeadstartError } from '../../src/base/errors.ts';
import { datasets } from '../../src/data/registry.ts';
import { metrics } from '../../src/model/registry.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { suiteSchema } from '../../src/suite/schema.ts';
import { suggest } from '../../src/suite/suggest.ts';
import { recipeSchema } from '../../src/transfer/recipe.ts';
import { objectives, presets } from '../../src/transfer/registry.ts';

/** Known names as messages list them: they grow with the registries. */
const list = (names: object): string => suggest('?', Object.keys(names)).replace(/^use (?:one of: )?/, '');
export const SUITE_KEYS = list(suiteSchema().shape);
export const RECIPE_KEYS = list({ ...recipeSchema.shape, preset: null });
export const PRESETS = list(presets);
export const METRICS = Object.keys(metrics).join(', ');
export const DATA_SETS = list(datasets);
export const OBJECTIVES_LISTED = Object.keys(objectives).join(', ');
export const OBJECTIVES = suggest('telepathy', Object.keys(objectives));

export const quickstart = readFileSync(new URL('../../suites/quickstart.yaml', import.meta.url), 'utf8');

/** What `parseSuite` says about a text, line by line; nothing if it accepts it. */
export function problemsOf(text: string): string[] {
  try {
    parseSuite(text, 'suite.yaml');
    return [];
  } catch (thrown) {
    if (thrown instanceof HeadstartError && thrown.code === 'suite') return thrown.problems.map(formatProblem);
    throw thrown;
  }
}

/** The quickstart suite with one piece of text replaced by another. */
export function edited(from: string, to: string): string {
  if (!quickstart.includes(from)) throw new Error(`the quickstart suite has no ${from}`);
  return quickstart.replace(from, () => to);
}

/** A mistake: the text of the quickstart suite, what it is replaced by, and every line that is said about it. */
export type Mistake = readonly [from: string, to: string, said: readonly string[]];

export function testMistakes(about: string, mistakes: readonly Mistake[]): void {
  describe(about, () => {
    test.each(mistakes)('%j → %j', (from, to, said) => {
      expect(said).not.toEqual([]);
      expect(problemsOf(edited(from, to))).toEqual(said);
    });
  });
}
