import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeptFeatures } from '../../src/run/kept-features.ts';
import type { Task } from '../../src/run/protocol.ts';
import { planOf } from '../plan/make-plan.ts';

const plan = planOf({
  arms: '{ scratch: scratch, features: { preset: feature-extraction, from: low-digits }, part: { preset: partial, from: low-digits, train-from: layer2 }, full: { preset: full, from: low-digits } }',
});
const features = new Map(plan.features.map(({ id }, index) => [id, Float32Array.of(index)]));
const tasks = [...plan.nodes.values()].map((node): Task => {
  const used = node.kind === 'trial' ? node.features : null;
  return {
    node,
    weights: null,
    features: used === null ? null : features.get(used)!,
    slot: 0,
    limitSeconds: 1,
    handOver: false,
  };
});

test('a child has the features of every task, and is sent none of the two it used last', () => {
  expect(features.size).toBe(4);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...tasks), { maxLength: 60 }), (sequence) => {
      const [parent, child] = [new KeptFeatures(), new KeptFeatures()];
      let latest: string[] = [];
      for (const task of sequence) {
        const sent = parent.pack(task);
        expect(child.unpack(sent)).toEqual(task);
        const used = task.node.kind === 'trial' ? task.node.features : null;
        if (used === null) continue;
        expect(sent.features === null).toBe(latest.includes(used));
        latest = [used, ...latest.filter((id) => id !== used)].slice(0, 2);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});
