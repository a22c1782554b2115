import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ablationArms } from '../../src/suite/ablation.ts';
import type { Arm, Suite } from '../../src/suite/contract.ts';
import { withStages } from '../../src/suite/generate.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { recipePaths, writtenRecipe } from '../../src/transfer/edit-recipe.ts';
import { type RecipeInput, recipeSchema } from '../../src/transfer/recipe.ts';
import { STAGES, withSections } from './study-text.ts';

const expand = (section: string): Suite =>
  withStages(parseSuite(withSections(`ablate: ${section}`), 'suite.yaml'), STAGES);
const made = ({ arms }: Suite) => arms.filter(({ origin }) => origin !== undefined);
const contrasts = ({ comparisons }: Suite) =>
  comparisons.contrasts
    .filter(({ family }) => family === 'ablation')
    .map(({ arm, against, edit }) => `${edit}: ${arm} against ${against}`);

const init = { from: 'low-digits', stages: 'all', reinit: [], head: 'new' };
const tuned = recipeSchema.parse({
  init: { from: 'low-digits' },
  lr: { decay: 0.7, schedule: 'slanted-triangular' },
  penalty: { 'l2-sp': {} },
});

describe('an ablation', () => {
  it('without parts: the value that changes nothing in place of each', () => {
    const suite = expand('{ of: tuned, without: [lr.decay, lr.schedule, penalty, init] }');
    const place = (index: number) => ['ablate', 'without', index];
    const origin = { kind: 'ablation', of: 'tuned' };
    const schedule = recipeSchema.parse({ init: 'random' }).lr.schedule;
    expect(made(suite)).toEqual([
      {
        name: 'tuned without lr.decay',
        recipe: { ...tuned, lr: { ...tuned.lr, decay: 1 } },
        origin: { ...origin, edit: 'without lr.decay', place: place(0) },
      },
      {
        name: 'tuned without lr.schedule',
        recipe: { ...tuned, lr: { ...tuned.lr, schedule } },
        origin: { ...origin, edit: 'without lr.schedule', place: place(1) },
      },
      {
        name: 'tuned without penalty',
        recipe: { ...tuned, penalty: 'none' },
        origin: { ...origin, edit: 'without penalty', place: place(2) },
      },
      {
        name: 'tuned without init',
        recipe: { ...tuned, init: 'random' },
        origin: { ...origin, edit: 'without init', place: place(3) },
      },
    ]);
    expect(contrasts(suite)).toEqual([
      'without lr.decay: tuned without lr.decay against tuned',
      'without lr.schedule: tuned without lr.schedule against tuned',
      'without penalty: tuned without penalty against tuned',
      'without init: tuned without init against tuned',
    ]);
  });

  it('only one part: plain fine-tuning with that part, against plain fine-tuning', () => {
    const suite = expand('{ of: tuned, only: [lr.decay, penalty] }');
    const plain = recipeSchema.parse({ init });
    expect(made(suite).map(({ name, recipe }) => [name, recipe])).toEqual([
      ['tuned only lr.decay', { ...plain, lr: { ...plain.lr, decay: 0.7 } }],
      ['tuned only penalty', { ...plain, penalty: { 'l2-sp': { alpha: 0.1, beta: 0.01 } } }],
    ]);
    expect(contrasts(suite)).toEqual([
      'bare: full against tuned', // the arm is there already
      'only lr.decay: tuned only lr.decay against full',
      'only penalty: tuned only penalty against full',
    ]);
    const bare = withSections('ablate: { of: tuned, only: [penalty] }', [
      '  full: { preset: full, from: low-digits }\n',
      '',
    ]);
    const arms = parseSuite(bare, 'suite.yaml')
      .arms.slice(3)
      .map(({ name, recipe }) => [name, recipe]);
    expect(arms[0]).toEqual(['tuned bare', plain]);
  });

  it('of stages waits for the model, and takes the loaded ones', () => {
    const text = withSections('ablate: { of: tuned, reinit: each stage, transplant: [block2] }', [
      '{ init: { from: low-digits }, lr',
      '{ init: { from: low-digits, stages: up-to block2 }, lr',
    ]);
    expect(made(parseSuite(text, 'suite.yaml'))).toEqual([]);
    const suite = withStages(parseSuite(text, 'suite.yaml'), STAGES);
    const loaded = { ...init, stages: { upTo: 'block2' } };
    expect(made(suite).map(({ name, recipe }) => [name, recipe.init])).toEqual([
      ['tuned reinit block1', { ...loaded, reinit: ['block1'] }],
      ['tuned reinit block2', { ...loaded, reinit: ['block2'] }],
      ['tuned transplant block2', { ...init, stages: ['block2'] }],
    ]);
    expect(withStages(suite, STAGES)).toEqual(suite);
  });

  it('by a grid: one value at a time, and none twice', () => {
    const suite = expand(
      '{ of: tuned, without: [lr.decay], grid: { lr.decay: [1, 0.7, 0.4], unfreeze: [{ every: 20 steps }] } }',
    );
    expect(made(suite).map(({ name }) => name)).toEqual([
      'tuned without lr.decay',
      'tuned lr.decay 0.4',
      'tuned unfreeze every 20 steps',
    ]);
    expect(made(suite)[2]?.recipe).toEqual({ ...tuned, unfreeze: { order: 'top-down', every: 20 } });
  });

  it('by a factorial design: every combination once, arms that are there taken', () => {
    const suite = expand(
      '{ of: tuned, without: [penalty], factorial: { lr.decay: [1, 0.7], penalty: [none, { l2-sp: {} }] } }',
    );
    expect(suite.comparisons.factorial).toEqual([
      { levels: { 'lr.decay': '1', penalty: 'none' }, arm: 'tuned decay 1 penalty none' },
      { levels: { 'lr.decay': '1', penalty: 'l2-sp' }, arm: 'tuned decay 1 penalty l2-sp' },
      { levels: { 'lr.decay': '0.7', penalty: 'none' }, arm: 'tuned without penalty' },
      { levels: { 'lr.decay': '0.7', penalty: 'l2-sp' }, arm: 'tuned' },
    ]);
    expect(contrasts(suite)).toEqual(['without penalty: tuned without penalty against tuned']);
  });

  it('leaves the family of the reference to the arms that the file writes out', () => {
    const { comparisons } = expand('{ of: tuned, without: [penalty] }');
    expect(comparisons.contrasts.filter(({ family }) => family === 'reference')).toEqual(
      ['features', 'tuned', 'full'].map((arm) => ({ arm, against: 'scratch', family: 'reference', edit: null })),
    );
  });

  it('by other names where a combination’s would be too long', () => {
    const long = 'a-rather-long-name-of-an-arm-for-a-suite';
    const text = withSections(
      `ablate: { of: ${long}, factorial: { lr.decay: [1, 0.7], lr.schedule: [constant, slanted-triangular] } }`,
      ['  tuned:', `  ${long}:`],
    );
    expect(made(parseSuite(text, 'suite.yaml')).map(({ name }) => name.slice(long.length))).toEqual(
      [1, 2, 3].map((index) => ` combination ${index}`),
    );
  });
});

/** Paths at which two values differ. */
function differences(one: unknown, other: unknown, path = ''): string[] {
  if (JSON.stringify(one) === JSON.stringify(other)) return [];
  const isRecord = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isRecord(one) || !isRecord(other)) return [path];
  const keys = new Set([...Object.keys(one as object), ...Object.keys(other as object)]);
  return [...keys].flatMap((key) =>
    differences(
      (one as Record<string, unknown>)[key],
      (other as Record<string, unknown>)[key],
      path === '' ? key : `${path}.${key}`,
    ),
  );
}

describe('leaving a part out', () => {
  const recipes = fc.record({
    init: fc.constantFrom<RecipeInput['init']>('random', { from: 'a' }, { from: 'a', stages: ['x'], reinit: ['y'] }),
    train: fc.constantFrom<RecipeInput['train']>('all', 'head', 'from x'),
    unfreeze: fc.constantFrom<RecipeInput['unfreeze']>('none', {}, { every: 30 }),
    lr: fc.record({
      base: fc.constantFrom(1, 2),
      head: fc.constantFrom(1, 10),
      decay: fc.constantFrom(1, 0.5),
      schedule: fc.constantFrom('constant' as const, 'cosine' as const),
    }),
    penalty: fc.constantFrom<RecipeInput['penalty']>('none', { 'weight-decay': 0.1 }, { 'l2-sp': { alpha: 1 } }),
    norm: fc.constantFrom<RecipeInput['norm']>('with-stage', 'frozen'),
  });

  it('changes exactly that part', () => {
    const seen = { made: 0, refused: 0 };
    fc.assert(
      fc.property(recipes, fc.constantFrom(...recipePaths), (input, path) => {
        const of: Arm = { name: 'of', recipe: recipeSchema.parse(input) };
        const choice = { of: 'of', without: [path], only: [], grid: {} };
        const { arms, findings } = ablationArms(choice, [of], null);
        expect(arms.length + findings.length).toBe(1);
        seen[arms.length === 1 ? 'made' : 'refused']++;
        for (const { recipe } of arms) {
          const changed = differences(writtenRecipe(of.recipe), writtenRecipe(recipe));
          expect(changed).not.toEqual([]);
          expect(changed.filter((at) => at !== path && !at.startsWith(`${path}.`))).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
    expect(Math.min(seen.made, seen.refused)).toBeGreaterThan(20);
  });
});
