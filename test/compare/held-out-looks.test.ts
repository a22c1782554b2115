import { expect, test } from 'vitest';
import { heldOutLooksOf } from '../../src/compare/held-out-looks.ts';
import { makeRun } from './make-run.ts';

const trials = makeRun().trials.filter(({ metric }) => metric === 'accuracy');

test('looks are those of completed trials, least and most; diverged ones are counted apart', () => {
  expect(heldOutLooksOf(trials)).toEqual({
    trials: trials.length,
    observations: [5, 5],
    scorings: [1, 1],
    diverged: { trials: 0, looks: 0 },
  });
  const [first, second, third, ...others] = trials;
  const mixed = [
    { ...first!, status: 'diverged' as const, observations: 3, scorings: 0 },
    { ...second!, status: 'failed' as const, observations: null, scorings: null },
    { ...third!, observations: 2 },
    ...others,
  ];
  expect(heldOutLooksOf(mixed)).toEqual({
    trials: trials.length - 2,
    observations: [2, 5],
    scorings: [1, 1],
    diverged: { trials: 1, looks: 3 },
  });
});

test('without a completed trial there are none', () => {
  expect(heldOutLooksOf([])).toBeNull();
  expect(heldOutLooksOf(trials.map((trial) => ({ ...trial, status: 'failed' as const })))).toBeNull();
});
