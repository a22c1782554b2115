import { describe, expect, test } from 'vitest';
import { describeRecipe, frozenPrefix, planStages, type Recipe, recipeSchema } from '../../src/transfer/recipe.ts';
import { presets } from '../../src/transfer/registry.ts';

const STAGES = ['block1', 'block2', 'hidden', 'head'];
const written = (recipe: object): Recipe => recipeSchema.parse(recipe);

describe('recipes', () => {
  test.each([
    [{ init: 'random' }, [], STAGES],
    [{ init: { from: 's' }, train: 'head' }, ['block1', 'block2', 'hidden'], ['head']],
    [{ init: { from: 's', stages: 'up-to block2' } }, ['block1', 'block2'], STAGES],
    [
      { init: { from: 's', stages: ['hidden', 'block1'] }, train: 'from hidden' },
      ['block1', 'hidden'],
      ['hidden', 'head'],
    ],
    [{ init: { from: 's', reinit: ['block2'] }, train: ['head', 'block2'] }, ['block1', 'hidden'], ['block2', 'head']],
  ])('%j', (recipe, loaded, trained) => {
    expect(planStages(written(recipe), STAGES)).toEqual({ loaded, trained });
  });

  test('unknown stages are named with their path; the head is never loaded', () => {
    expect(
      planStages(written({ init: { from: 's', stages: 'up-to head' }, train: ['block1', 'block9'] }), STAGES),
    ).toEqual({
      unknown: [
        { path: ['train', 1], name: 'block9' },
        { path: ['init', 'stages'], name: 'head' },
      ],
    });
  });
});

describe('the frozen prefix', () => {
  test.each([
    [{ init: { from: 's' }, train: 'head' }, ['block1', 'block2', 'hidden']],
    [{ init: { from: 's' }, train: 'from hidden' }, ['block1', 'block2']],
    [{ init: { from: 's' }, train: 'from block1' }, []],
    [{ init: { from: 's' }, train: ['block1', 'head'] }, []], // what follows a trained stage changes with it
    [{ init: { from: 's' }, train: ['block2', 'head'] }, ['block1']],
    [{ init: { from: 's', stages: 'up-to block1' }, train: 'head' }, ['block1']],
    [{ init: { from: 's', stages: ['block1', 'hidden'] }, train: 'head' }, ['block1']],
    [{ init: { from: 's', reinit: ['block1'] }, train: 'head' }, []], // frozen, but at random weights of the fold's own
    [{ init: 'random', train: 'head' }, []],
  ])('of %j is %j', (recipe, prefix) => {
    const stages = planStages(written(recipe), STAGES);
    if ('unknown' in stages) throw new Error('the recipe does not fit');
    expect(frozenPrefix(stages, STAGES)).toEqual(prefix);
  });
});

describe.each(Object.keys(presets) as (keyof typeof presets)[])('preset %s', (name) => {
  const entry = presets[name];
  const options = Object.fromEntries(
    Object.keys(entry.schema.shape).map((option) => [option, option === 'train-from' ? 'block2' : 'src']),
  );
  const recipe = (entry.recipe as (options: object) => Recipe)(entry.schema.parse(options));

  test('is registered under its name, with a title and a reference', () => {
    expect(entry.name).toBe(name);
    expect(entry.title.length).toBeGreaterThan(5);
    expect(entry.reference.length).toBeGreaterThan(5);
    expect(entry.schema.safeParse({ ...options, unknown: 1 }).success).toBe(false);
  });

  test('is a recipe value that fits a model, trains something, and says what it does', () => {
    const stages = planStages(recipe, STAGES);
    expect(stages).not.toHaveProperty('unknown');
    if ('trained' in stages) expect(stages.trained).toContain('head');
    expect(describeRecipe(recipe)).toMatch(/trained$/);
  });
});
