import { describe, expect, test } from 'vitest';
import { parseSuite } from '../../src/suite/load.ts';
import { edited, problemsOf, testMistakes } from './problems-of.ts';

const DESIGN = 'design: { folds: 5, repeats: 1, seed: 7 }';
const EPISODES = 'design: { episodes: { count: 20, ways: 5, shots: [1, 5], queries: 15 }, seed: 7 }';
const SIZES = ', sizes: [50, 150, 500] }';

/** The quickstart suite with episodes, and one more piece of text replaced by another. */
function episodic(from = '', to = ''): string {
  return edited(DESIGN, EPISODES)
    .replace(SIZES, ' }')
    .replace(from, () => to);
}

describe('a design of episodes', () => {
  test('stands in place of folds, repeats and sizes', () => {
    const { design, targets, sources } = parseSuite(episodic(), 'suite.yaml');
    expect(design).toEqual({
      kind: 'episodes',
      groups: false,
      folds: 1,
      repeats: 20,
      seed: 7,
      episodes: { ways: 5, shots: [1, 5], queries: 15 },
    });
    expect(targets[0].sizes).toEqual([5, 25]);
    expect(sources['low-digits']).toMatchObject({ checkpoints: 'one' });
  });

  test('has the customary numbers of episodes and queries', () => {
    const { design } = parseSuite(
      episodic('count: 20, ways: 5, shots: [1, 5], queries: 15', 'ways: 5, shots: [1]'),
      '',
    );
    expect([design.repeats, design.episodes?.queries]).toEqual([600, 15]);
  });

  test.each([
    [
      'seed: 7 }',
      'folds: 5, repeats: 2, seed: 7 }',
      [
        'suite.yaml:24:73 design.folds: `episodes` and `folds` exclude each other; remove one of the two',
        'suite.yaml:24:83 design.repeats: `episodes` and `repeats` exclude each other; remove it: `episodes.count` says how many there are',
      ],
    ],
    [
      'log-loss] }',
      'log-loss], sizes: [5] }',
      [
        'suite.yaml:15:69 target.sizes: `episodes` and `sizes` exclude each other; remove it: an episode has `ways` × `shots` training examples',
      ],
    ],
    [
      'steps: 500 }',
      'steps: 500, checkpoints: per-repeat }',
      [
        'suite.yaml:13:80 sources.low-digits.checkpoints: episodes have no repeats: all start from one checkpoint, received "per-repeat"; use `checkpoints: one`, or leave it away',
      ],
    ],
    [
      'steps: 500 }',
      'steps: 500, examples: subset }',
      [
        'suite.yaml:13:77 sources.low-digits.examples: each episode would need a pre-training of its own, received "subset"; use `examples: drawn`, from data of other classes',
      ],
    ],
    [
      'shots: [1, 5]',
      'shots: [5, 1]',
      ['suite.yaml:24:50 design.episodes.shots: shots must ascend, received [5,1]; write [1,5]'],
    ],
    [
      'shots: [1, 5]',
      'shots: [5, 5]',
      ['suite.yaml:24:54 design.episodes.shots[1]: this number is there already, received 5; remove one of the two'],
    ],
    ['ways: 5', 'ways: 1', ['suite.yaml:24:40 design.episodes.ways: must be at least 2, received 1; write 2 or more']],
    [
      'ways: 5, ',
      '',
      [
        'suite.yaml:24:21 design.episodes: the key "ways" is missing; add `ways: …` (classes of an episode, drawn from the target’s)',
      ],
    ],
    [
      'rope: 0.01',
      'rope: 0.6',
      [
        'suite.yaml:26:38 compare.rope: must be below 0.5, the way from chance to perfect accuracy, received 0.6; write the largest difference that does not matter to you',
      ],
    ],
  ] as const)('%j → %j', (from, to, said) => {
    const text = from === 'rope: 0.01' ? episodic('ways: 5', 'ways: 2').replace(from, to) : episodic(from, to);
    expect(problemsOf(text)).toEqual(said);
  });
});

testMistakes('sizes of a design of folds', [
  [
    SIZES,
    ' }',
    [
      'suite.yaml:15:9 target: the key "sizes" is missing; add `sizes: …` (numbers of training examples, ascending; smaller subsets lie inside larger ones)',
    ],
  ],
]);
