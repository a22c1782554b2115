import { describe, expect, test } from 'vitest';
import { parseSuite } from '../../src/suite/load.ts';
import { edited, testMistakes } from './problems-of.ts';

const DESIGN = 'design: { folds: 5, repeats: 1, seed: 7 }';

describe('a design', () => {
  test.each([
    ['5x2', { kind: '5x2', folds: 2, repeats: 5, seed: 0, groups: false }],
    ['{ cv: 5x2, seed: 7 }', { kind: '5x2', folds: 2, repeats: 5, seed: 7, groups: false }],
    ['{ holdout: 0.3, repeats: 10 }', { kind: 'holdout', folds: 1, repeats: 10, seed: 0, groups: false, holdout: 0.3 }],
    ['{ seeds: 8, seed: 7 }', { kind: 'seeds', folds: 1, repeats: 8, seed: 7, groups: false, holdout: 0.2 }],
    ['{ seeds: 8, holdout: 0.5 }', { kind: 'seeds', folds: 1, repeats: 8, seed: 0, groups: false, holdout: 0.5 }],
    ['{ folds: 4, groups: true }', { kind: 'k-fold', folds: 4, repeats: 1, seed: 0, groups: true }],
  ])('%s', (written, design) => {
    expect(parseSuite(edited(DESIGN, `design: ${written}`), 'suite.yaml').design).toEqual(design);
  });
});

testMistakes('designs', [
  [
    DESIGN,
    'design: 10x5',
    [
      'suite.yaml:24:9 design: must be 5x2 or a mapping, received "10x5"; write a mapping such as { folds: 5, repeats: 2 }',
    ],
  ],
  [
    DESIGN,
    'design: { cv: 10x10 }',
    ['suite.yaml:24:15 design.cv: unknown kind of cross-validation, received "10x10"; use 5x2'],
  ],
  [
    DESIGN,
    'design: { cv: 5x2, folds: 2, repeats: 5, seeds: 3 }',
    [
      'suite.yaml:24:20 design.folds: `cv` and `folds` exclude each other; remove it: 5×2 has two folds',
      'suite.yaml:24:30 design.repeats: `cv` and `repeats` exclude each other; remove it: 5×2 has five repeats',
      'suite.yaml:24:42 design.seeds: `cv` and `seeds` exclude each other; remove one of the two',
    ],
  ],
  [
    DESIGN,
    'design: { holdout: 0.2, folds: 5, repeats: 3 }',
    ['suite.yaml:24:25 design.folds: `holdout` and `folds` exclude each other; remove one of the two'],
  ],
  [
    DESIGN,
    'design: { seeds: 5, repeats: 3 }',
    [
      'suite.yaml:24:21 design.repeats: `seeds` and `repeats` exclude each other; remove it: `seeds` says how often training is repeated, on one split',
    ],
  ],
  [
    DESIGN,
    'design: { holdout: 0.2 }',
    [
      'suite.yaml:24:11 design.holdout: one hold-out gives one pair of scores, which no test can be made of; write `repeats: 10` for new splits, or `seeds: 10` for one split',
    ],
  ],
  [
    DESIGN,
    'design: { holdout: 0.2, repeats: 1 }',
    [
      'suite.yaml:24:34 design.repeats: one hold-out gives one pair of scores, which no test can be made of, received 1; write `repeats: 10` for new splits, or `seeds: 10` for one split',
    ],
  ],
  [DESIGN, 'design: { seeds: 1 }', ['suite.yaml:24:18 design.seeds: must be at least 2, received 1; write 2 or more']],
  [
    DESIGN,
    'design: { holdout: 20, repeats: 3 }',
    ['suite.yaml:24:20 design.holdout: must be below 1, received 20; write a smaller number'],
  ],
  [
    DESIGN,
    'design: { folds: 3, groups: yes }',
    ['suite.yaml:24:29 design.groups: must be true or false, received "yes"; write true or false'],
  ],
]);
