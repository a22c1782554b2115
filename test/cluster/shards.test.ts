import fc from 'fast-check';
import { expect, test } from 'vitest';
import { divide } from '../../src/run/cluster/shards.ts';
import { arrays } from '../../src/run/cluster/slurm.ts';
import { arrayStates } from '../../src/run/cluster/squeue.ts';

const piece = fc.record({
  seconds: fc.double({ min: 0.01, max: 100, noNaN: true }),
  count: fc.integer({ min: 1, max: 3 }),
});

test('every node is in one shard, in order, and no shard is far from the best length', () => {
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 200 }), (all, seconds) => {
      const pieces = all.map(({ seconds: one, count }, index) => ({
        seconds: one,
        nodes: Array.from({ length: count }, (_, part) => `${index}.${part}`),
      }));
      const shards = divide(pieces, { seconds, workers: 2 });
      const nodes = shards.flatMap((shard) => shard.nodes);
      expect(new Set(nodes)).toEqual(new Set(pieces.flatMap((one) => one.nodes)));
      expect(nodes).toHaveLength(pieces.flatMap((one) => one.nodes).length);
      for (const shard of shards) {
        const places = shard.nodes.map((id) => Number(id.split('.')[0]));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        expect(shard.nodes.length).toBeGreaterThan(0);
      }
      // Graham's bound, from below by what no division can beat.
      const total = pieces.reduce((sum, one) => sum + one.seconds, 0);
      const count = shards.length;
      const sorted = pieces.map((one) => one.seconds).sort((a, b) => b - a);
      const least = Math.max(total / count, sorted[0]!, (sorted[count - 1] ?? 0) + (sorted[count] ?? 0));
      expect(shards[0]!.seconds).toBeLessThanOrEqual(least * (4 / 3) + 1e-9);
      expect(shards.map((shard) => shard.seconds)).toEqual(
        shards.map((shard) => shard.seconds).toSorted((a, b) => b - a),
      );
    }),
    { seed: 1 },
  );
});

test('arrays cover all shards, none beyond the largest that Slurm takes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 1001 }), (shards, largest) => {
      const all = arrays(shards, largest);
      expect(all.flatMap(({ first, count }) => Array.from({ length: count }, (_, index) => first + index))).toEqual([
        ...Array(shards).keys(),
      ]);
      expect(Math.max(...all.map(({ count }) => count))).toBeLessThanOrEqual(largest);
    }),
    { seed: 1 },
  );
});

test('what squeue prints', () => {
  const text = [
    '0|RUNNING|None|n1',
    '1|PENDING|Resources|',
    '2|PENDING|launch failed requeued held|',
    '3|COMPLETED|None|n2',
    '4|NODE_FAIL|NodeDown|n2',
    '5|REQUEUED|BeginTime|',
    '7|COMPLETING|None|n1',
    '99|RUNNING|None|n9',
    'N/A|RUNNING|None|n9',
    '',
  ].join('\n');
  expect(arrayStates(text, 9)).toEqual([
    { state: 'running', on: 'n1' },
    { state: 'waiting', reason: 'Resources' },
    { state: 'stuck', reason: 'launch failed requeued held' },
    { state: 'over' },
    { state: 'over' },
    { state: 'waiting', reason: 'BeginTime' },
    { state: 'over' }, // Slurm no longer knows it
    { state: 'running', on: 'n1' },
    { state: 'over' },
  ]);
});
