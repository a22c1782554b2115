import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkOf } from '../../src/model/network.ts';
import { type RecipeInput, recipeSchema } from '../../src/transfer/recipe.ts';
import { segmentsOf } from '../../src/transfer/segments.ts';
import { planStages } from '../../src/transfer/stages.ts';
import { staged } from './staged-model.ts';

const STAGES = ['first', 'second', 'third', 'head'];
const network = networkOf(staged);

function segments(input: RecipeInput, steps: number, lr = 0.1) {
  const recipe = recipeSchema.parse(input);
  const plan = planStages(recipe, STAGES);
  if ('unknown' in plan) throw new Error('the recipe does not fit');
  return segmentsOf(recipe, { network, plan, inserted: [], steps, lr });
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
    expect(segment!.pull!('first/kernel')).toEqual({ strength: 0.5, anchor: 'start' });
    for (const name of ['second/kernel', 'head/bias']) {
      expect(segment!.pull!(name)).toEqual({ strength: 0.25, anchor: 'zero' });
    }
    const [decayed] = segments({ init: source, penalty: { 'weight-decay': 0.1 } }, 10);
    expect(decayed!.pull!('first/kernel')).toEqual({ strength: 0.1, anchor: 'zero' });
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
