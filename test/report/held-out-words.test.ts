import { expect, test } from 'vitest';
import { heldOutWords } from '../../src/report/held-out-words.ts';
import { makeComparison } from './make-comparison.ts';

const comparison = makeComparison({ sizes: [50, 150], folds: 5, repeats: 1 });
const [target] = comparison.targets;

test('the page says how often the held-out part was looked at, what for, and that nothing was chosen by it', () => {
  expect(heldOutWords(comparison, { ...target!, tuning: [] })).toBe(
    'Each of the 30 completed trials was evaluated on its held-out fold 22 times: 21 times for its curve and once for its score. None of these looks chose anything: no step, no setting and no arm.',
  );
});

test('it says what chose instead, and what looked later', () => {
  const tuned = makeComparison({ tuned: 4, looked: true });
  const words = heldOutWords({ ...tuned, select: 'oracle' }, tuned.targets[0]!)!;
  expect(words).toContain('What was tuned was chosen before, on inner splits of the training examples.');
  expect(words).toContain('Analyses looked at it again after that, in models that were trained and scored.');
  expect(words).not.toContain('adapt'); // no arm does
  const arms = tuned.arms.map((arm) => (arm.reference ? arm : { ...arm, adapt: 'dann' }));
  expect(heldOutWords({ ...tuned, arms, select: 'oracle' }, tuned.targets[0]!)).toContain(
    'Which step of arms that adapt was scored was chosen on the labels of the target’s training examples.',
  );
});

test('ranges, trials that diverged, and a single trial are told; without a trial there is nothing to say', () => {
  const looks = { trials: 1, observations: [6, 16], scorings: [1, 1], diverged: { trials: 2, looks: 9 } } as const;
  expect(heldOutWords(comparison, { ...target!, looks })).toContain(
    'The completed trial was evaluated on its held-out fold 7 to 17 times: 6 to 16 times for its curve and once for its score. 2 more, which diverged, looked at it 9 times in all. None',
  );
  expect(heldOutWords(comparison, { ...target!, looks: null })).toBeNull();
});
