import { expect, it } from 'vitest';
import { withStages } from '../../src/suite/generate.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { recipeSchema } from '../../src/transfer/recipe.ts';
import { STAGES, withSections } from './study-text.ts';

const parse = (lines: string, ...replaced: Parameters<typeof withSections>[1][]) =>
  parseSuite(withSections(lines, ...replaced), 'suite.yaml');

it('a layer-wise study has five arms for each stage of the body, and the target’s own source', () => {
  const written = parse('study: { layerwise: { a: low-digits, frozen-random: true } }');
  expect(written.arms.every(({ origin }) => origin === undefined)).toBe(true);
  expect(written.sources['self']).toEqual({
    data: 'high',
    objective: 'classification',
    options: {},
    steps: 300,
    examples: 'subset',
    transductive: false,
    checkpoints: 'per-repeat',
  });
  const { arms, comparisons } = withStages(written, STAGES);
  const made = arms.filter(({ origin }) => origin !== undefined);
  const from = (source: string, stage: string, train: string) =>
    recipeSchema.parse({ init: { from: source, stages: `up-to ${stage}` }, train });
  expect(made.map(({ name, recipe }) => [name, recipe])).toEqual(
    [
      ['block1', 'from block2'],
      ['block2', 'from hidden'],
      ['hidden', 'head'],
    ].flatMap(([stage = '', rest = ''], index) => [
      [`B${index + 1}B`, from('self', stage, rest)],
      [`B${index + 1}B+`, from('self', stage, 'all')],
      [`A${index + 1}B`, from('low-digits', stage, rest)],
      [`A${index + 1}B+`, from('low-digits', stage, 'all')],
      [`random ${index + 1}`, recipeSchema.parse({ init: 'random', train: rest })],
    ]),
  );
  expect(made[3]?.origin).toEqual({
    kind: 'study',
    study: 'layerwise',
    role: 'AnB+',
    stage: 'block1',
    place: ['study', 'layerwise'],
  });
  expect(comparisons.layerwise?.base).toBe('scratch');
  expect(comparisons.layerwise?.cuts[1]).toEqual({
    stage: 'block2',
    selffer: 'B2B',
    selfferTuned: 'B2B+',
    transfer: 'A2B',
    transferTuned: 'A2B+',
    random: 'random 2',
  });
  const second = comparisons.contrasts.filter(({ arm }) => /2/.test(arm)).map(({ arm, against }) => [arm, against]);
  expect(second).toEqual([
    ['B2B', 'scratch'],
    ['A2B', 'B2B'],
    ['A2B+', 'scratch'],
    ['A2B+', 'B2B+'],
    ['random 2', 'scratch'],
  ]);
});

it('a source of one’s own is B, and the base is made where no arm starts from scratch', () => {
  const own = '  own: { data: high, objective: classification, steps: 50, examples: subset }\n';
  const suite = withStages(
    parse(
      'study: { layerwise: { a: low-digits, b: own } }',
      ['sources:\n', `sources:\n${own}`],
      ['  scratch: scratch', '  scratch: random-features'],
    ),
    STAGES,
  );
  expect(Object.keys(suite.sources)).toEqual(['own', 'low-digits']);
  expect(suite.comparisons.layerwise?.base).toBe('baseB');
  expect(suite.arms.find(({ name }) => name === 'baseB')?.recipe).toEqual(recipeSchema.parse({ init: 'random' }));
  expect(suite.arms.find(({ name }) => name === 'B1B')?.recipe.init).toMatchObject({ from: 'own' });
  expect(suite.arms.some(({ name }) => name.startsWith('random '))).toBe(false);
});

it('one arm is enough beside a study', () => {
  const only = parse('study: { layerwise: { a: low-digits } }', [
    withSections('').slice(withSections('').indexOf('  features:'), withSections('').indexOf('training:')),
    '\n',
  ]);
  expect(withStages(only, STAGES).arms).toHaveLength(1 + 4 * 3);
});
