import { expect, test } from 'vitest';
import { chainOf } from '../../src/plan/chain.ts';
import { neededBy } from '../../src/plan/nodes.ts';
import { planOf } from './make-plan.ts';

test('the part of a plan that a trial needs is whole, and nothing else is in it', () => {
  const plan = planOf();
  for (const trial of plan.trials) {
    const chain = chainOf(plan, trial);
    expect(chain.trials).toEqual([trial]);
    const listed = [...chain.pretraining, ...chain.features, ...chain.tuning, ...chain.trials];
    expect(new Set(listed.map(({ id }) => id))).toEqual(new Set(chain.nodes.keys()));
    for (const node of listed) for (const id of neededBy(node)) expect(chain.nodes.has(id)).toBe(true);
    const wanted = new Set(listed.flatMap(neededBy));
    expect([...chain.nodes.keys()].filter((id) => id !== trial.id && !wanted.has(id))).toEqual([]);
  }
  const sizes = plan.trials.map((trial) => chainOf(plan, trial).nodes.size);
  expect(Math.min(...sizes)).toBe(1); // from scratch
  expect(Math.max(...sizes)).toBeGreaterThan(1);
});
