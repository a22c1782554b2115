import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Architecture } from '../../src/model/architecture.ts';
import { networkOf } from '../../src/model/network.ts';
import { heads } from '../../src/model/registry.ts';
import type { Pull } from '../../src/transfer/penalty.ts';
import { type RecipeInput, recipeSchema } from '../../src/transfer/recipe.ts';
import { presets } from '../../src/transfer/registry.ts';
import { segmentsOf } from '../../src/transfer/segments.ts';
import { planStages } from '../../src/transfer/stages.ts';
import { staged } from './staged-model.ts';

const STAGES = ['first', 'second', 'third', 'head'];

interface Given {
  readonly inserted?: readonly string[];
  readonly shared?: readonly boolean[] | null;
  readonly of?: Architecture;
}

function segments(
  input: RecipeInput,
  steps: number,
  lr = 0.1,
  { inserted = [], shared = null, of = staged }: Given = {},
) {
  const recipe = recipeSchema.parse(input);
  const plan = planStages(
    recipe,
    of.stages.map(({ name }) => name),
  );
  if ('unknown' in plan) throw new Error('the recipe does not fit');
  return segmentsOf(recipe, { network: networkOf(of), plan, inserted, shared, steps, lr });
}

const stagesOf = (parameters: readonly string[]): string[] => [
  ...new Set(parameters.map((name) => name.split('/')[0]!)),
];
const source = { from: 's' } as const;

describe('segments', () => {
  test('fill the budget, whatever the phases', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(parts, fc.integer({ min: 1, max: 3000 }), (sizes, steps) => {
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const made = segments({ init: source, phases: sizes.map((size) => ({ share: size / total })) }, steps);
        expect(made.reduce((sum, segment) => sum + segment.steps, 0)).toBe(steps);
        expect(made.every((segment) => segment.steps >= 1)).toBe(true);
      }),
    );
  });

  test('of gradual unfreezing fill the budget and grow by one stage towards the input', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 12, max: 3000 }),
        fc.double({ min: 0.01, max: 0.24, noNaN: true }),
        (steps, every) => {
          const made = segments({ init: source, unfreeze: { every } }, steps);
          expect(made.reduce((sum, segment) => sum + segment.steps, 0)).toBe(steps);
          expect(made.map(({ trained }) => stagesOf(trained))).toEqual([
            ['head'],
            ['third', 'head'],
            ['second', 'third', 'head'],
            STAGES,
          ]);
        },
      ),
    );
  });

  test('of gradual unfreezing fill any budget, and end early where it is too short', () => {
    const every = fc.oneof(
      fc.constant(undefined),
      fc.integer({ min: 1, max: 100 }),
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
    );
    const train = fc.constantFrom('all', 'head', 'from second', ['first', 'head'], 'biases');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), every, train, (steps, period, choice) => {
        const unfreeze = period === undefined ? {} : { every: period };
        const made = segments({ init: source, unfreeze, train: choice as RecipeInput['train'] }, steps);
        expect(made.reduce((sum, segment) => sum + segment.steps, 0)).toBe(steps);
        expect(made.every((segment) => segment.steps >= 1)).toBe(true);
        made.slice(1).forEach(({ trained }, index) => {
          const before = made[index]!.trained;
          expect(trained.filter((name) => before.includes(name))).toEqual(before);
          expect(stagesOf(trained)).toHaveLength(stagesOf(before).length + 1);
        });
      }),
    );
  });

  test('unfreeze after a number of steps, and the last takes the rest', () => {
    expect(segments({ init: source, unfreeze: { every: 60 } }, 300).map(({ steps }) => steps)).toEqual([
      60, 60, 60, 120,
    ]);
    expect(segments({ init: source, unfreeze: { every: '60 steps' } }, 300).map(({ steps }) => steps)).toHaveLength(4);
    expect(segments({ init: source, unfreeze: {} }, 10).map(({ steps }) => steps)).toEqual([2, 2, 2, 4]);
  });

  test('run a schedule once over the whole budget, and once over each phase', () => {
    const lr = { base: 2, schedule: { use: 'cosine' } } as const;
    const unfrozen = segments({ init: source, unfreeze: {}, lr }, 100);
    for (const [step, expected] of [
      [0, 0.2],
      [50, 0.1],
    ] as const) {
      for (const segment of unfrozen) expect(segment.learningRate(step)).toBeCloseTo(expected, 12);
    }
    const [probe, tune] = segments(
      {
        init: source,
        lr,
        phases: [
          { train: 'head', share: 0.5 },
          { share: 0.5, lr: 0.1 },
        ],
      },
      100,
    );
    expect(probe!.learningRate(0)).toBeCloseTo(0.2, 12);
    expect(probe!.learningRate(25)).toBeCloseTo(0.1, 12);
    expect(tune!.learningRate(50)).toBeCloseTo(0.02, 12);
    expect(tune!.learningRate(75)).toBeCloseTo(0.01, 12);
  });

  test('multiply the learning rate by stage: η of a stage is that of the one above over 2.6', () => {
    const [segment] = segments({ init: source, lr: { head: 10, decay: 1 / 2.6 } }, 10);
    const rates = ['head/kernel', 'third/gamma', 'second/bias', 'first/kernel'].map((name) => segment!.rate!(name));
    expect(rates[0]).toBe(10);
    rates.slice(1).forEach((rate, distance) => {
      expect(rate).toBeCloseTo(2.6 ** -(distance + 1), 12);
    });
    expect(segments({ init: source }, 10)[0]!.rate).toBeNull();
  });

  test('pull loaded parameters to their start, and all others to zero', () => {
    const penalty = { 'l2-sp': { alpha: 0.5, beta: 0.25 } };
    const [segment] = segments({ init: { from: 's', reinit: ['second'] }, penalty }, 10);
    expect(segment!.pulls!('first/kernel')).toEqual([{ strength: 0.5, anchor: 'start' }]);
    for (const name of ['second/kernel', 'head/bias']) {
      expect(segment!.pulls!(name)).toEqual([{ strength: 0.25, anchor: 'zero' }]);
    }
    const [put] = segments({ init: source, penalty }, 10, 0.1, { inserted: ['first/put-in'] });
    expect(put!.pulls!('first/put-in')).toEqual([{ strength: 0.25, anchor: 'zero' }]); // it has no place in the source
    const [decayed] = segments({ init: source, penalty: { 'weight-decay': 0.1 } }, 10);
    expect(decayed!.pulls!('first/kernel')).toEqual([{ strength: 0.1, anchor: 'zero' }]);
  });

  test('of a head that is kept, pull only the columns of shared classes to their start', () => {
    const input = { init: { from: 's', head: 'kept' }, penalty: { 'l2-sp': { alpha: 0.5, beta: 0.25 } } } as const;
    const [start, zero] = [
      { strength: 0.5, anchor: 'start' },
      { strength: 0.25, anchor: 'zero' },
    ];
    const shared = [false, true, false];
    const [segment] = segments(input, 10, 0.1, { shared });
    expect(segment!.pulls!('first/kernel')).toEqual([start]);
    for (const name of ['head/kernel', 'head/bias']) expect(segment!.pulls!(name)).toEqual([zero, start, zero]);
    const [decayed] = segments({ ...input, penalty: { 'weight-decay': 0.1 } }, 10, 0.1, { shared });
    const decay = { strength: 0.1, anchor: 'zero' };
    expect(decayed!.pulls!('head/kernel')).toEqual([decay, decay, decay]);
    // As many hidden units as classes: those came from the source as a whole.
    const mlp = heads.mlp.stage({ hidden: 3 }, staged.stages.at(-1)!.inputShape, 3);
    const of = { ...staged, stages: [...staged.stages.slice(0, -1), mlp] };
    const [two] = segments(input, 10, 0.1, { shared, of });
    expect(two!.pulls!('head/hidden-kernel')).toEqual([start]);
    expect(two!.pulls!('head/kernel')).toEqual([zero, start, zero]);
  });

  test.each([
    ['with-stage', 'head', []],
    ['with-stage', 'all', ['third']],
    ['with-stage', 'biases', []],
    ['train', 'head', ['third']],
    ['frozen', 'all', []],
  ] as const)('statistics: norm %s, train %s', (norm, train, moving) => {
    expect(segments({ init: source, norm, train }, 10)[0]!.batchStatistics).toEqual(moving);
  });

  test('are none where nothing is trained', () => {
    expect(segments({ init: source, train: 'none', head: { start: 'prototypes' } }, 10)).toEqual([]);
  });
});

/**
 * Steps of each segment, and the stages whose parameters it trains, the last always to the end: written down by hand.
 * The budget is 100 steps, `train-from` is the second stage.
 */
const SPENT: Readonly<Record<keyof typeof presets, readonly (readonly [number, readonly string[]])[]>> = {
  scratch: [[100, STAGES]],
  'feature-extraction': [[100, ['head']]],
  full: [[100, STAGES]],
  partial: [[100, ['second', 'third', 'head']]],
  gradual: [
    [25, ['head']],
    [25, ['third', 'head']],
    [25, ['second', 'third', 'head']],
    [25, STAGES],
  ],
  discriminative: [[100, STAGES]],
  llrd: [[100, STAGES]],
  ulmfit: [
    [4, ['head']],
    [4, ['third', 'head']],
    [4, ['second', 'third', 'head']],
    [88, STAGES],
  ],
  'lp-ft': [
    [50, ['head']],
    [50, STAGES],
  ],
  'l2-sp': [[100, STAGES]],
  'bias-only': [[100, STAGES]],
  lora: [[100, ['head']]], // nothing was put into this model
  adapter: [[100, ['head']]],
  prototypes: [],
  'random-features': [[100, ['head']]],
  'source-only': [[100, STAGES]],
  dann: [[100, STAGES]],
  coral: [[100, STAGES]],
  'target-only': [[100, STAGES]],
  'multi-task': [[100, STAGES]],
};

/** Learning rates at the first and the last step of the segments, over that of the suite, where they are not 1. */
const RATES: Partial<Record<keyof typeof presets, readonly (readonly [first: number, last: number])[]>> = {
  llrd: [[1 / 10, 1 / 90]], // ten steps of warm-up, then (100 − t) / 90
  ulmfit: [
    // Howard & Ruder 2018, eq. 3, with cut = 10: p(t) = t / 10, then 1 − (t − 10) / 90
    [1 / 32, (1 + 0.3 * 31) / 32],
    [(1 + 0.4 * 31) / 32, (1 + 0.7 * 31) / 32],
    [(1 + 0.8 * 31) / 32, (1 + (1 - 1 / 90) * 31) / 32],
    [(1 + (1 - 2 / 90) * 31) / 32, (1 + (1 - 89 / 90) * 31) / 32],
  ],
  'lp-ft': [
    [1, 1],
    [0.1, 0.1],
  ],
};

/** Multiples of the learning rate of the stages from the input to the head, where they are not all 1. */
const MULTIPLES: Partial<Record<keyof typeof presets, readonly number[]>> = {
  discriminative: [2.6 ** -3, 2.6 ** -2, 2.6 ** -1, 1],
  ulmfit: [2.6 ** -3, 2.6 ** -2, 2.6 ** -1, 1],
  llrd: [0.75 ** 3, 0.75 ** 2, 0.75, 1],
};

describe.each(Object.keys(presets) as (keyof typeof presets)[])('preset %s', (name) => {
  const { schema, recipe } = presets[name];
  const given: Readonly<Record<string, unknown>> = { from: 's', 'train-from': 'second', with: ['other'] };
  const options = schema.parse(Object.fromEntries(Object.keys(schema.shape).map((key) => [key, given[key]])));
  const made = segments((recipe as (options: object) => RecipeInput)(options), 100, 0.2);

  test('spends its budget', () => {
    expect(made.map(({ steps, trained }) => [steps, stagesOf(trained)])).toEqual(SPENT[name]);
  });

  test('has its learning rates, by step and by stage', () => {
    let start = 0;
    made.forEach(({ steps, learningRate, rate }, index) => {
      const [first, last] = RATES[name]?.[index] ?? [1, 1];
      expect(learningRate(start)).toBeCloseTo(0.2 * first, 12);
      start += steps;
      expect(learningRate(start - 1)).toBeCloseTo(0.2 * last, 12);
      const multiples = ['first/kernel', 'second/bias', 'third/beta', 'head/kernel'].map((of) => rate?.(of) ?? 1);
      multiples.forEach((value, stage) => {
        expect(value).toBeCloseTo(MULTIPLES[name]?.[stage] ?? 1, 12);
      });
    });
  });

  test('pulls its weights where it has a penalty', () => {
    const pulls = made.flatMap(({ pulls }) =>
      ['first/kernel', 'head/bias'].flatMap((of): readonly (Pull | null)[] => pulls?.(of) ?? [null]),
    );
    const sp = [
      { strength: 0.1, anchor: 'start' },
      { strength: 0.01, anchor: 'zero' },
    ];
    expect(pulls).toEqual(name === 'l2-sp' ? sp : made.flatMap(() => [null, null]));
  });
});
