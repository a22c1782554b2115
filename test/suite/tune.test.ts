import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseSuite } from '../../src/suite/load.ts';
import { problemsOf, quickstart } from './problems-of.ts';

/** The quickstart suite with an arm that has a penalty, and a section. */
const withTune = (section: string): string =>
  `${quickstart.replace('  full: {', '  soft: { preset: l2-sp, from: low-digits }\n  full: {')}tune: ${section}\n`;
const said = (section: string): string[] => problemsOf(withTune(section));
const LINE = withTune('').trimEnd().split('\n').length;
const at = (column: number, text: string): string => `suite.yaml:${LINE}:${column} ${text}`;

describe('the section tune', () => {
  test('has defaults for everything but the space', () => {
    const { tune } = parseSuite(
      withTune('{ space: { training.lr: log 1e-4..1e-2, norm: [train, frozen] } }'),
      'suite.yaml',
    );
    expect(tune).toEqual({
      method: 'random',
      trials: 8,
      inner: null,
      space: {
        'training.lr': { kind: 'range', scale: 'log', from: 1e-4, to: 1e-2, points: null },
        norm: { kind: 'list', values: ['train', 'frozen'] },
      },
    });
    expect(parseSuite(quickstart, 'suite.yaml').tune).toBeNull();
  });

  test('a grid has as many configurations as points', () => {
    const grid =
      '{ search: { method: grid, inner: { folds: 3 } }, space: { training.lr: log 1e-4..1e-2 in 3, norm: [train, frozen] } }';
    expect(parseSuite(withTune(grid), 'suite.yaml').tune).toMatchObject({ trials: 6, inner: { folds: 3 } });
  });

  test('takes a part that some arm has, also one that its recipe leaves to the default', () => {
    for (const space of [
      'penalty.l2-sp.alpha: log 1e-3..1',
      'penalty.weight-decay: [0, 1e-4, 1e-3, 1e-2, 1e-1, 1, 2]',
      'lr.schedule.cut: 0.05..0.5',
    ]) {
      const arm = '  soft: { preset: l2-sp, from: low-digits }';
      const ulmfit = withTune(`{ space: { ${space} } }`).replace(
        arm,
        `${arm}\n  ulm: { preset: ulmfit, from: low-digits }`,
      );
      expect(problemsOf(ulmfit)).toEqual([]);
    }
  });

  test.each([
    ['{ space: {} }', [at(16, 'tune.space: nothing is tuned; add a part, such as `training.lr: log 1e-4..1e-2`')]],
    [
      '{ space: { training.steps: [100, 200] } }',
      [
        at(
          18,
          'tune.space["training.steps"]: "training.steps" sets the budget, which is the same for every configuration; remove it from the space',
        ),
      ],
    ],
    [
      '{ space: { training.lr: log 1e-2..1e-4 } }',
      [at(31, 'tune.space["training.lr"]: is upside down, received "log 1e-2..1e-4"; write log 1e-4..1e-2')],
    ],
    [
      '{ space: { training.lr: log 0..1e-2 } }',
      [
        at(
          31,
          'tune.space["training.lr"]: a logarithmic range must be above 0, received "log 0..1e-2"; start it above 0, use a range without `log`, or list 0 among values',
        ),
      ],
    ],
    [
      '{ space: { training.lr: 1e-2 } }',
      [
        at(
          31,
          'tune.space["training.lr"]: must be a range or a list of values, received 0.01; write `log 1e-4..1e-2` or [0, 1e-4]',
        ),
      ],
    ],
    [
      '{ space: { training.lr: [1e-3, 1e-3] } }',
      [at(38, 'tune.space["training.lr"][1]: this value is there already, received 0.001; remove one of the two')],
    ],
    [
      '{ space: { training.lr: [1e-3, fast] } }',
      [at(38, 'tune.space["training.lr"][1]: must be a number, received "fast"; write a number')],
    ],
    [
      '{ space: { training.batch: [16, 32] } }',
      [
        at(
          18,
          'tune.space["training.batch"]: sets how many examples are seen, which is the same for every configuration; remove it, or add `budget: batch` to `tune`',
        ),
      ],
    ],
    [
      '{ budget: batch, space: { training.batch: 16.5..32 } }',
      [at(49, 'tune.space["training.batch"]: takes whole numbers, received 16.5; start and end at a whole number')],
    ],
    [
      '{ budget: batch, space: { training.lr: log 1e-4..1 } }',
      [
        at(
          17,
          'tune.budget: `training.batch` is not in the space, received "batch"; remove it, or add it to the space',
        ),
      ],
    ],
    [
      '{ search: { method: grid }, space: { training.lr: log 1e-4..1e-2 } }',
      [
        at(
          57,
          'tune.space["training.lr"]: a grid needs a number of points; end the range in `in 5`, list the values, or use `method: random`',
        ),
      ],
    ],
    [
      '{ search: { method: grid, trials: 4 }, space: { training.lr: log 1e-4..1e-2 in 3, norm: [train, frozen] } }',
      [
        at(
          41,
          'tune.search.trials: the grid has 6 points, received 4; use `trials: 6`, fewer values, or `method: random`, which draws 4',
        ),
      ],
    ],
    [
      '{ space: { training.lr: [1e-4, 1e-2] } }',
      [
        at(
          16,
          'tune.space: the space has only 2 combinations, received 8; use `trials: 2`, more values, or `method: grid`',
        ),
      ],
    ],
    [
      '{ space: { training.lr: log 1e-4..1e-2 in 3 } }',
      [
        at(
          31,
          'tune.space["training.lr"]: a number of points belongs to a grid, and the method is random; remove `in …`, or use `method: grid`',
        ),
      ],
    ],
    [
      '{ search: { inner: { folds: 3, holdout: 0.2 } }, space: { training.lr: log 1e-4..1e-2 } }',
      [
        at(
          26,
          'tune.search.inner: takes one of `holdout` and `folds`, received {"folds":3,"holdout":0.2}; write { holdout: 0.2 } or { folds: 5 }',
        ),
      ],
    ],
    [
      '{ space: { tuning.rank: 2..8 } }',
      [
        at(
          18,
          'tune.space["tuning.rank"]: no arm has the part "tuning.rank" with such values; remove it, or give it to the recipe of an arm',
        ),
      ],
    ],
    [
      '{ space: { lr.decay: 0.5..1.5 } }',
      [at(28, 'tune.space["lr.decay"]: must be at most 1, received 1.5; write 1 or less')],
    ],
    [
      '{ space: { lr.schedule: [constant, cosine], lr.schedule.cut: 0.1..0.3 } }',
      [at(51, 'tune.space["lr.schedule.cut"]: lies inside another part that is tuned; tune one of the two')],
    ],
  ])('%s', (section, expected) => {
    expect(said(section)).toEqual(expected);
  });

  test('names what can be tuned where something cannot', () => {
    expect(said('{ space: { training.rl: log 1e-4..1e-2 } }')[0]).toContain('did you mean "training.lr"?');
    expect(said('{ space: { init.from: [a, b] } }')[0]).toContain(
      'is nothing that can be tuned; use one of: training.lr',
    );
  });

  test('does not go with episodes, nor with arms that must not know the target’s labels', () => {
    const read = (name: string) => readFileSync(new URL(`../../suites/${name}.yaml`, import.meta.url), 'utf8');
    const section = '\ntune: { space: { training.lr: log 1e-4..1e-2 } }\n';
    expect(problemsOf(read('few-shot') + section)).toEqual([
      expect.stringContaining(
        'the support of an episode is too small to be split; remove `tune`, or use folds and `sizes`',
      ),
    ]);
    const adapting = problemsOf(read('mnist-to-uci') + section);
    expect(adapting.length).toBeGreaterThan(0);
    for (const line of adapting) expect(line).toContain('would be tuned by the target’s labels');
  });
});
