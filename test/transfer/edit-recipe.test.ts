import { describe, expect, it } from 'vitest';
import { editedRecipe, recipePaths, writtenAt, writtenRecipe } from '../../src/transfer/edit-recipe.ts';
import { type RecipeInput, recipeSchema } from '../../src/transfer/recipe.ts';

const recipe = recipeSchema.parse({
  init: { from: 'low', stages: 'up-to block2', reinit: ['block1'] },
  train: 'from block1',
  lr: { decay: 0.7, schedule: 'slanted-triangular' },
  penalty: { 'l2-sp': {} },
});

describe('a written recipe', () => {
  const inputs: RecipeInput[] = [
    { init: 'random' },
    { init: { from: 'low', stages: ['block1'], head: 'kept' }, train: ['head'], unfreeze: { every: '20 steps' } },
    { init: { from: 'low', stages: 'up-to block2' }, train: 'biases', tuning: { use: 'lora', rank: 2, alpha: 4 } },
    {
      init: { from: 'low' },
      phases: [
        { train: 'head', share: 0.3 },
        { train: 'from block2', share: 0.7, lr: 0.1 },
      ],
    },
    {
      init: 'random',
      head: { layers: { use: 'mlp', hidden: 8 } },
      lr: { schedule: { use: 'linear', 'warm-up': 0.1 } },
    } as RecipeInput,
  ];

  it.each(inputs)('is read as the same recipe again (%#)', (input) => {
    const parsed = recipeSchema.parse(input);
    expect(recipeSchema.parse(writtenRecipe(parsed))).toEqual(parsed);
  });

  it('has its values at paths', () => {
    expect(writtenAt(recipe, 'init.stages')).toBe('up-to block2');
    expect(writtenAt(recipe, 'train')).toBe('from block1');
    expect(writtenAt(recipe, 'penalty.l2-sp.alpha')).toBe(0.1);
    expect(writtenAt(recipe, 'penalty.weight-decay')).toBeUndefined();
    expect(writtenAt(recipe, 'unfreeze.every')).toBeUndefined();
  });
});

describe('editing a written recipe', () => {
  const written = writtenRecipe(recipe);
  const parse = (path: string, value: unknown) => recipeSchema.parse(editedRecipe(written, path, value));

  it('changes one value, and takes away what has none', () => {
    expect(parse('lr.decay', 0.4)).toEqual({ ...recipe, lr: { ...recipe.lr, decay: 0.4 } });
    expect(parse('lr.decay', undefined)).toEqual({ ...recipe, lr: { ...recipe.lr, decay: 1 } });
    expect(parse('penalty', undefined)).toEqual({ ...recipe, penalty: 'none' });
    expect(parse('unfreeze.every', undefined)).toEqual(recipe);
    expect(written).toEqual(writtenRecipe(recipe));
  });

  it('makes keys where a word stood', () => {
    expect(parse('unfreeze.every', 0.2).unfreeze).toEqual({ order: 'top-down', every: 0.2 });
  });
});

it('paths are all keys of a recipe, those inside others too', () => {
  const some = [
    'init',
    'init.stages',
    'lr',
    'lr.decay',
    'lr.schedule',
    'penalty',
    'penalty.l2-sp.alpha',
    'unfreeze.every',
  ];
  for (const path of some) expect(recipePaths).toContain(path);
  expect(recipePaths).not.toContain('lr.schedule.use');
  expect(new Set(recipePaths).size).toBe(recipePaths.length);
});
