import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { nodeSeconds } from '../../src/plan/estimate.ts';
import type { PlanNode } from '../../src/plan/nodes.ts';
import type { Outcome } from '../../src/plan/outcome.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { type ConductOptions, conduct } from '../../src/run/cluster/conduct.ts';
import { Speeds } from '../../src/run/cluster/speeds.ts';
import { planOf } from '../plan/make-plan.ts';
import { completed, FAIR, SimulatedCluster, type Weather } from './simulated.ts';

const plan = planOf({
  arms: '{ scratch: scratch, features: { preset: feature-extraction, from: low-digits }, full: { preset: full, from: low-digits } }',
});
/** Everything that has an outcome of its own. */
const work = [...plan.nodes.values()].filter(({ kind }) => kind !== 'features');

function conducting(cluster: SimulatedCluster, more: Partial<ConductOptions> = {}, of: Plan = plan) {
  return conduct(of, {
    executor: cluster,
    desk: cluster,
    shardSeconds: 1e-3,
    workers: 1,
    speeds: new Speeds(nodeSeconds(of)),
    pollMilliseconds: 0,
    graceMilliseconds: 0,
    ...more,
  });
}

describe('a run on a cluster', () => {
  test('ends with every outcome, whatever happens to its jobs, and sends nothing out twice at once', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.nat(),
          lose: fc.double({ min: 0, max: 0.2, noNaN: true }),
          requeue: fc.double({ min: 0, max: 0.3, noNaN: true }),
          stick: fc.double({ min: 0, max: 0.2, noNaN: true }),
          shardSeconds: fc.constantFrom(1e-5, 1e-3, 1),
        }),
        async ({ seed, shardSeconds, ...weather }) => {
          const cluster = new SimulatedCluster(plan, stream('cluster', { seed }), weather);
          const finished: string[] = [];
          const { outcomes, interrupted, computed } = await conducting(cluster, {
            shardSeconds,
            onEvent: (event) => event.type === 'finished' && finished.push(event.node.id),
          });
          expect(interrupted).toBe(false);
          expect(new Set(finished).size).toBe(finished.length);
          expect(computed).toBe(finished.length);
          // With so few losses hardly anything is lost three times in a row without a single result.
          for (const { id } of work)
            if (!outcomes.has(id)) expect(cluster.sentOut.get(id) ?? 3).toBeGreaterThanOrEqual(3);
          expect([...cluster.tickets.keys()].every((name) => cluster.closed.has(name))).toBe(true);
        },
      ),
      { seed: 1, numRuns: 150 },
    ));

  test('in fair weather everything is sent out once: pre-training with what needs none, then the rest', async () => {
    const cluster = new SimulatedCluster(plan, stream('cluster', { seed: 1 }), FAIR);
    const { outcomes, computed } = await conducting(cluster);
    expect([outcomes.size, computed]).toEqual([work.length, work.length]);
    expect([...cluster.sentOut.values()].every((times) => times === 1)).toBe(true);
    expect(cluster.tickets.size).toBe(2);
    const again = await conducting(cluster);
    expect([again.outcomes.size, again.computed, cluster.tickets.size]).toEqual([work.length, 0, 2]);
  });

  test('what needs a source that failed is skipped, with its reason, and never sent out', async () => {
    const fails = (node: PlanNode): Outcome =>
      node.kind === 'pretrain'
        ? { kind: 'pretrain', node: node.id, status: 'failed', reason: 'the disk is full' }
        : completed(node);
    const cluster = new SimulatedCluster(plan, stream('cluster', { seed: 2 }), FAIR, fails);
    const { outcomes } = await conducting(cluster);
    for (const trial of plan.trials) {
      const outcome = outcomes.get(trial.id)!;
      if (trial.uses === null) expect(outcome.status).toBe('completed');
      else {
        expect(outcome).toMatchObject({
          status: 'skipped',
          reason: expect.stringMatching(/^pre-training low-digits.* failed: the disk is full$/),
        });
        expect(cluster.sentOut.has(trial.id)).toBe(false);
      }
    }
    expect(outcomes.size).toBe(work.length);
  });

  test('what comes to nothing three times is given up, and said', async () => {
    const cluster = new SimulatedCluster(plan, stream('cluster', { seed: 3 }), { ...FAIR, lose: 1 });
    const said: string[] = [];
    const { outcomes } = await conducting(cluster, { say: (message) => said.push(message) });
    expect(outcomes.size).toBe(0);
    expect(Math.max(...cluster.sentOut.values())).toBe(3);
    expect(said.some((line) => /results: \d+ are given up; its log: batch-\d+_\d+\.log$/.test(line))).toBe(true);
  });

  test('another process goes on with the batches of one that has ended, and with one that it could not say was submitted', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(), fc.boolean(), fc.nat({ max: 5 }), async (seed, wasSaid, looks) => {
        const weather: Weather = { lose: 0.05, requeue: 0.1, stick: 0 };
        const cluster = new SimulatedCluster(plan, stream('cluster', { seed }), weather);
        let left = looks;
        const poll = cluster.poll.bind(cluster);
        const killed = conducting(
          Object.assign(Object.create(cluster), {
            poll: async (ticket: Parameters<typeof poll>[0]) => {
              if (left-- === 0) throw new Error('killed');
              return poll(ticket);
            },
          }),
        );
        const ended = await killed.then(
          () => true,
          () => false,
        );
        if (!ended && !wasSaid)
          for (const { batch } of await cluster.open()) cluster.tickets.set(batch.name, { batch, jobs: [] });
        const { outcomes } = await conducting(cluster);
        expect(outcomes.size).toBe(work.length);
      }),
      { seed: 2, numRuns: 60 },
    ));

  test('asked to stop, it cancels its jobs and keeps what has come', async () => {
    const cluster = new SimulatedCluster(plan, stream('cluster', { seed: 4 }), FAIR);
    const { outcomes, interrupted } = await conducting(cluster, {
      onEvent: (event) => {
        if (event.type === 'finished') cluster.stop = true;
      },
    });
    expect(interrupted).toBe(true);
    expect(outcomes.size).toBeGreaterThan(0);
    expect(outcomes.size).toBeLessThan(work.length);
    expect(await cluster.open()).toEqual([]);
  });
});
