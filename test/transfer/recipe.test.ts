import { describe, expect, test } from 'vitest';
import type { Stage } from '../../src/model/contract.ts';
import { denseStage } from '../../src/model/layers.ts';
import { describeRecipe } from '../../src/transfer/describe-recipe.ts';
import { type Recipe, type RecipeInput, recipeSchema } from '../../src/transfer/recipe.ts';
import { presets } from '../../src/transfer/registry.ts';
import { everTrained, frozenPrefix, planStages } from '../../src/transfer/stages.ts';

const STAGES = ['block1', 'block2', 'hidden', 'head'];
const written = (recipe: object): Recipe => recipeSchema.parse(recipe);
const plain = (name: string): Stage => denseStage(name, [4], 4, 'relu');

/** The frozen prefix of a recipe in a model of four stages, of which the second may be another one. */
function prefixOf(recipe: object, second = plain('block2')): readonly string[] {
  const plan = planStages(written(recipe), STAGES);
  if ('unknown' in plan) throw new Error('the recipe does not fit');
  return frozenPrefix(written(recipe), plan, [plain('block1'), second, plain('hidden'), plain('head')]);
}

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
    expect(planStages(written(recipe), STAGES)).toEqual({ loaded, phases: [{ trained, share: 1, lr: 1 }] });
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

test('arms of several tasks that differ in weight or rows are described apart', () => {
  const described = (tasks: object) =>
    describeRecipe(written({ init: 'random', tasks: { with: ['a', 'b'], ...tasks } }));
  expect(described({})).toMatch(/together with a, b$/);
  expect(described({ weight: 0.3 })).toMatch(/together with a, b at weight 0.3$/);
  expect(described({ rows: 3 })).toMatch(/together with a, b with 3 × the examples$/);
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
    expect(prefixOf(recipe)).toEqual(prefix);
  });

  const loaded = { init: { from: 's' } };
  test.each([
    ['in no phase is frozen', { ...loaded, phases: [{ train: 'head', share: 0.5 }, { share: 0.5 }] }, []],
    [
      'in one phase is trained',
      {
        ...loaded,
        phases: [
          { train: 'head', share: 0.5 },
          { train: 'from hidden', share: 0.5 },
        ],
      },
      ['block1', 'block2'],
    ],
    ['whose biases are trained', { ...loaded, train: 'biases' }, []],
    ['with parameters put in', { ...loaded, train: 'head', tuning: { use: 'lora' } }, []],
    ['that other examples go through too', { ...loaded, train: 'head', tasks: { with: ['other'] } }, []],
    [
      'that nothing trains',
      { ...loaded, train: 'none', head: { start: 'prototypes' } },
      ['block1', 'block2', 'hidden'],
    ],
    ['whose head is kept and frozen', { init: { from: 's', head: 'kept' }, train: ['hidden'] }, ['block1', 'block2']],
  ])('a stage %s', (_, recipe, prefix) => {
    expect(prefixOf(recipe)).toEqual(prefix);
  });

  test('ends at dropout, and at statistics that move', () => {
    const dropping = { ...plain('block2'), masks: { dropout: { shape: [4], rate: 0.5 } } };
    const inactive = { ...plain('block2'), masks: { dropout: { shape: [4], rate: 0 } } };
    const normalising = { ...plain('block2'), statistics: ['mean'] };
    const head = { ...loaded, train: 'head' };
    expect(prefixOf(head, dropping)).toEqual(['block1']);
    expect(prefixOf(head, inactive)).toEqual(['block1', 'block2', 'hidden']);
    expect(prefixOf(head, normalising)).toEqual(['block1', 'block2', 'hidden']);
    expect(prefixOf({ ...head, norm: 'train' }, normalising)).toEqual(['block1']);
  });
});

describe.each(Object.keys(presets) as (keyof typeof presets)[])('preset %s', (name) => {
  const entry = presets[name];
  const options = Object.fromEntries(
    Object.keys(entry.schema.shape).map((option) => [
      option,
      option === 'from' ? 'src' : option === 'train-from' ? 'block2' : option === 'with' ? ['other'] : undefined,
    ]),
  );
  const recipe = written((entry.recipe as (options: object) => RecipeInput)(entry.schema.parse(options)));

  test('is registered under its name, with a title and a reference', () => {
    expect(entry.name).toBe(name);
    expect(entry.title.length).toBeGreaterThan(5);
    expect(entry.reference.length).toBeGreaterThan(5);
    expect(entry.schema.safeParse({ ...options, unknown: 1 }).success).toBe(false);
  });

  test('is a recipe value that fits a model, and says what it does', () => {
    const stages = planStages(recipe, STAGES);
    expect(stages).not.toHaveProperty('unknown');
    if ('phases' in stages) expect(everTrained(stages, STAGES).includes('head')).toBe(recipe.train !== 'none');
    expect(describeRecipe(recipe)).toMatch(/trained/);
  });
});
