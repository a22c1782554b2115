import { setTimeout as sleep } from 'node:timers/promises';
import { HeadstartError } from '../../base/errors.ts';
import type { Batch, Shard, Ticket } from '../../plan/batches.ts';
import type { Plan } from '../../plan/plan.ts';
import type { DriveResult, RunEvent } from '../drive.ts';
import { Awaited } from './awaited.ts';
import type { Desk, Executor, ShardState } from './contract.ts';
import { describeStates } from './describe-states.ts';
import { divide } from './shards.ts';
import type { Speeds } from './speeds.ts';

export interface ConductOptions {
  readonly executor: Executor;
  readonly desk: Desk;
  /** Seconds that a shard should take. */
  readonly shardSeconds: number;
  /** Trainings at once in a shard. */
  readonly workers: number;
  readonly speeds: Speeds;
  /** How often jobs are asked after. */
  readonly pollMilliseconds: number;
  /** How long after the end of a job its files may come: network file systems show them late. */
  readonly graceMilliseconds: number;
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
  readonly say?: ((message: string) => void) | undefined;
  /** Aborting it cancels all jobs. */
  readonly signal?: AbortSignal | undefined;
}

/** A shard that may still give something, or has just ended. */
interface Running {
  readonly ticket: Ticket;
  readonly index: number;
  readonly shard: Shard;
  /** Nodes of it that have not come. */
  readonly left: Set<string>;
  hasBegun: boolean;
  /** When its job was first seen to be over, by this process's clock. */
  endedAt: number | null;
}

/** How long cancelled jobs may take to end. */
const CANCEL_MILLISECONDS = 60_000;

/**
 * Runs a plan through an executor: sends out what can run, in shards, waits for outcomes to appear, and sends out what
 * jobs were lost with again, a few times. Truth is the outcomes on disk; what the executor says is only whether more may
 * come. A process that goes on with the run of another one finds its batches at the desk.
 *
 * @throws {HeadstartError} `device` if a job plans otherwise than this process, which then knows nothing of its results.
 */
export async function conduct(plan: Plan, options: ConductOptions): Promise<DriveResult> {
  const { executor, desk, speeds, signal, say, onEvent } = options;
  const known = await desk.recall(plan.nodes.values());
  for (const outcome of known.outcomes) speeds.learn(plan.nodes.get(outcome.node)!, outcome);
  const awaited = new Awaited(
    plan,
    known.outcomes,
    (id) => known.stored.has(id),
    (node) => speeds.seconds(node),
  );
  for (const [id, outcome] of awaited.outcomes) {
    const node = plan.nodes.get(id)!;
    onEvent?.({ type: 'finished', node, outcome, recalled: true });
  }
  const running = new Set<Running>();
  const owner = new Map<string, Running>();
  const tickets = new Set<Ticket>();
  let [computed, told, stopped] = [0, '', false];

  for (const ticket of await desk.open()) await adopt(ticket);
  for (;;) {
    await collect();
    if (awaited.waited.size === 0) break;
    stopped = signal?.aborted || (await desk.isStopped());
    if (stopped) {
      await cancelAll();
      break;
    }
    await settle();
    if (!awaited.hasSources) await sendOut();
    if (running.size === 0) break;
    await sleep(options.pollMilliseconds, undefined, signal && { signal }).catch(() => {}); // aborted
  }
  for (const ticket of tickets) await desk.close(ticket);
  return { outcomes: awaited.outcomes, interrupted: stopped, computed };

  /** Goes on with a batch that another process had sent out. */
  async function adopt(ticket: Ticket): Promise<void> {
    const jobs = ticket.jobs.length > 0 ? ticket.jobs : await executor.find(ticket.batch);
    if (jobs.length === 0) return desk.close(ticket); // it ended before the batch was submitted
    const found = { ...ticket, jobs };
    if (ticket.jobs.length === 0) await desk.submitted(found);
    say?.(`goes on with ${jobs.map(({ id }) => `job ${id}`).join(', ')}`);
    follow(found);
  }

  function follow(ticket: Ticket): void {
    tickets.add(ticket);
    ticket.batch.shards.forEach((shard, index) => {
      const left = new Set(shard.nodes.filter((id) => awaited.waited.has(id)));
      const one: Running = { ticket, index, shard, left, hasBegun: false, endedAt: null };
      if (left.size === 0) return;
      running.add(one);
      for (const id of left) owner.set(id, one);
      awaited.send(left);
    });
  }

  /** Takes in what has come. */
  async function collect(): Promise<void> {
    for (const outcome of await desk.arrived(awaited.waited)) {
      for (const arrival of awaited.accept(outcome)) {
        computed++;
        speeds.learn(arrival.node, arrival.outcome);
        onEvent?.({ type: 'finished', ...arrival, recalled: false });
        const shard = owner.get(arrival.node.id);
        shard?.left.delete(arrival.node.id);
        if (shard?.left.size === 0) running.delete(shard);
      }
    }
    for (const ticket of tickets) for (const note of await desk.notes(ticket)) say?.(note);
  }

  /** Asks after jobs, and takes back what was lost with those that are over. */
  async function settle(): Promise<void> {
    const states: ShardState[] = [];
    for (const ticket of tickets) {
      const refusal = await desk.refusal(ticket);
      if (refusal !== undefined) {
        await cancelAll();
        throw new HeadstartError('device', {
          message: `a job of ${executor.name} plans another run than this one: ${refusal}`,
          remedy: 'give jobs the same code, packages and data as this machine, or start the run there',
        });
      }
      const own = [...running].filter((one) => one.ticket === ticket);
      if (own.length === 0) {
        tickets.delete(ticket);
        await desk.close(ticket);
        continue;
      }
      const reported = await executor.poll(ticket);
      for (const one of own) {
        const state = reported[one.index] ?? { state: 'over' };
        states.push(state);
        await attend(one, state);
      }
    }
    const now = describeStates(states);
    if (now !== told && states.length > 0) say?.(`${executor.name}: ${now}`);
    told = now;
  }

  async function attend(one: Running, state: ShardState): Promise<void> {
    if (state.state === 'running' && !one.hasBegun) {
      one.hasBegun = true;
      for (const id of one.left) onEvent?.({ type: 'started', node: plan.nodes.get(id)! });
    }
    if (state.state === 'stuck') {
      say?.(
        `${executor.name}: shard ${one.index} of ${one.ticket.batch.name} will not run (${state.reason}): it is submitted again`,
      );
      await executor.cancel(one.ticket, [one.index]);
      return takeBack(one);
    }
    if (state.state !== 'over') {
      one.endedAt = null; // it was requeued
      return;
    }
    if (one.endedAt === null) {
      one.endedAt = performance.now(); // its last results may have come since they were looked for
      return;
    }
    if (performance.now() - one.endedAt >= options.graceMilliseconds) takeBack(one);
  }

  function takeBack(one: Running): void {
    const { lost, givenUp } = awaited.return([...one.left], one.left.size === one.shard.nodes.length);
    running.delete(one);
    const where = `shard ${one.index} of ${one.ticket.batch.name}`;
    const then = givenUp > 0 ? `${givenUp} are given up` : 'they are sent out again';
    const log = desk.log(one.ticket, one.index);
    say?.(
      `${executor.name}: ${where} has ended without ${lost} of its ${one.shard.nodes.length} results: ${then}; its log: ${log}`,
    );
  }

  async function sendOut(): Promise<void> {
    const { shardSeconds, workers } = options;
    const { pieces, finer } = awaited.ready(shardSeconds);
    const sizing = { seconds: shardSeconds, workers };
    const shards = [
      ...divide(pieces, sizing),
      ...divide(finer, { ...sizing, seconds: Awaited.finerThan(shardSeconds) }),
    ];
    if (shards.length === 0) return;
    const batch: Batch = { name: await desk.newName(), shards };
    await desk.prepare(batch);
    const ticket = { batch, jobs: await executor.submit(batch) };
    await desk.submitted(ticket);
    follow(ticket);
  }

  async function cancelAll(): Promise<void> {
    for (const ticket of tickets) await executor.cancel(ticket);
    const last = performance.now() + CANCEL_MILLISECONDS;
    for (const ticket of tickets) {
      while (performance.now() < last && (await executor.poll(ticket)).some(({ state }) => state === 'running'))
        await sleep(Math.min(options.pollMilliseconds, 1000));
    }
    await collect();
  }
}
