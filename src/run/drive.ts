import { setTimeout as sleep } from 'node:timers/promises';
import { nodeLabel } from '../plan/node-names.ts';
import type { PlanNode, PretrainNode } from '../plan/nodes.ts';
import { type Outcome, skipped } from '../plan/outcome.ts';
import type { Plan } from '../plan/plan.ts';
import { Agenda } from './agenda.ts';
import { attempt } from './attempts.ts';
import { lackOf } from './lack.ts';
import { Pool, type PoolOptions } from './pool.ts';
import { type Recollection, recallWork } from './recall.ts';
import { showMemory } from './show-memory.ts';
import type { NodeResult } from './workbench.ts';

/** How soon a node is asked for again that another run computes. */
const ELSEWHERE_MILLISECONDS = 200;

/** Where outcomes come from and go to. The run knows no files. */
export interface Memory extends Recollection {
  /** Keeps an outcome. Resolves when it is safe. */
  publish(outcome: Outcome, weights?: Uint8Array): Promise<void>;
}

/** Which run computes what, of those that share a memory. */
export interface Sharing {
  /** Asks to compute a node; false while another run is at it. */
  take(id: string): Promise<boolean>;
  /** Ends what was granted. */
  release(id: string): Promise<void>;
}

export type RunEvent =
  | { readonly type: 'started'; readonly node: PlanNode }
  | { readonly type: 'finished'; readonly node: PlanNode; readonly outcome: Outcome; readonly recalled: boolean };

export interface DriveOptions extends PoolOptions {
  readonly memory: Memory;
  /** Absent where nothing is shared. */
  readonly sharing?: Sharing | undefined;
  readonly onEvent?: (event: RunEvent) => void;
  /** Told of what a person should know. */
  readonly say?: (message: string) => void;
  /** Given a function that tells what runs at present, for a live display. */
  readonly onPool?: (running: Pool['running']) => void;
  /** Aborting it stops the run at the next step of each trial. */
  readonly signal?: AbortSignal;
  /** Nodes whose weights something waits for that is no part of the plan; none if absent. */
  readonly handOver?: ReadonlySet<string>;
}

export interface DriveResult {
  /** By node id. Nodes that were interrupted, or never started, are absent. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly interrupted: boolean;
  /** Nodes that were computed now, not recalled. */
  readonly computed: number;
}

/**
 * Runs all of a plan that is not known yet: pre-training as soon as possible, trials repeat by repeat as soon as what
 * they use is there. A node that fails costs itself and what depends on it; the rest goes on. One whose process or thread
 * ends under it is tried again, a few times. What another run is computing at present is waited for.
 */
export async function drive(plan: Plan, options: DriveOptions): Promise<DriveResult> {
  const { memory, sharing, onEvent, say, signal, isolate, memoryLimit } = options;
  const isWanted = (id: string): boolean => agenda.isNeeded(id) || (options.handOver?.has(id) ?? false);
  const outcomes = new Map<string, Outcome>();
  let computed = 0;
  const { open, known, settled } = await recallWork(plan, memory);
  const report = (node: PlanNode, result: Outcome, recalled: boolean): void => {
    const outcome = settled.get(node.id) ?? result; // its first outcome stays
    outcomes.set(node.id, outcome);
    if (!recalled) computed++;
    onEvent?.({ type: 'finished', node, outcome, recalled });
  };

  const agenda = new Agenda(plan, open);
  for (const { node, outcome, ...result } of known) {
    report(node, outcome, true);
    if (agenda.isNeeded(node.id)) await release(node, outcome, result);
  }
  for (const node of plan.features) {
    const outcome = agenda.isNeeded(node.id) ? undefined : await memory.recall(node.id);
    if (outcome !== undefined) report(node, outcome, true);
  }
  // What starts from another checkpoint first: whether that one is needed hangs on it.
  const later = (node: PretrainNode): number =>
    node.uses === null ? 0 : 1 + later(plan.nodes.get(node.uses) as PretrainNode);
  for (const node of plan.pretraining.toSorted((a, b) => later(b) - later(a))) {
    const needed = isWanted(node.id);
    const outcome = await memory.recall(node.id);
    const weights = needed && outcome !== undefined ? await memory.recallWeights(node.id) : undefined;
    if (outcome !== undefined && (!needed || weights !== undefined || outcome.status !== 'completed')) {
      report(node, outcome, true);
      await release(node, outcome, weights === undefined ? {} : { weights });
    } else if (needed) agenda.enter(node);
  }
  if (agenda.isEmpty) return { outcomes, interrupted: false, computed };

  const pool = new Pool(options);
  options.onPool?.(() => pool.running());
  const interrupt = (): void => pool.interrupt();
  signal?.addEventListener('abort', interrupt);
  if (signal?.aborted) interrupt();
  const running = new Set<Promise<void>>();
  /** What other runs are computing. */
  const elsewhere = new Set<PlanNode>();
  let waiting: Promise<void> | undefined;
  let hasWaited = false;
  let isFull = false;
  try {
    for (;;) {
      while (running.size < pool.capacity && !signal?.aborted && !isFull) {
        isFull = !isolate && isOverMemory();
        const node = isFull ? undefined : agenda.next();
        if (node === undefined) break;
        const promise: Promise<void> = runNode(node).finally(() => running.delete(promise));
        running.add(promise);
      }
      const isWaiting = elsewhere.size > 0 && !signal?.aborted && !isFull;
      if (isWaiting) waiting ??= askAgain();
      if (running.size === 0 && !isWaiting) break;
      await Promise.race(isWaiting ? [...running, waiting] : running);
    }
  } catch (error) {
    pool.interrupt(); // an outcome could not be kept: what still runs would be lost as well
    throw error;
  } finally {
    signal?.removeEventListener('abort', interrupt);
    await Promise.allSettled(running);
    await pool.close();
  }
  if (signal?.aborted) {
    for (const node of open) {
      const outcome = outcomes.has(node.id) ? undefined : await memory.recall(node.id);
      if (outcome !== undefined) report(node, outcome, true); // known before, or another run was quicker
    }
  } else if (!isFull) {
    for (let node = agenda.next(); node !== undefined; node = agenda.next()) {
      await skip(node, 'too many worker threads had to be given up');
    }
  }
  return { outcomes, interrupted: signal?.aborted ?? false, computed };

  async function runNode(node: PlanNode): Promise<void> {
    // Features are kept nowhere, so that each run has its own.
    if (sharing === undefined || node.kind === 'features') return compute(node);
    if (!(await sharing.take(node.id))) {
      if (!hasWaited)
        say?.(`${nodeLabel(node)}: another run is computing it; this one goes on with the rest, then waits`);
      hasWaited = true;
      elsewhere.add(node);
      return;
    }
    try {
      if (!(await takeOver(node))) await compute(node);
    } finally {
      await sharing.release(node.id);
    }
  }

  /** Whether another run has computed it since this one began. */
  async function takeOver(node: PlanNode): Promise<boolean> {
    const outcome = settled.has(node.id) ? undefined : await memory.recall(node.id);
    if (outcome === undefined) return false;
    const handsOver = (node.kind === 'pretrain' || node.kind === 'trial') && isWanted(node.id);
    const weights = handsOver && outcome.status === 'completed' ? await memory.recallWeights(node.id) : undefined;
    if (handsOver && outcome.status === 'completed' && weights === undefined) return false;
    agenda.finish(node);
    report(node, outcome, true);
    await release(node, outcome, weights === undefined ? {} : { weights });
    return true;
  }

  async function compute(node: PlanNode): Promise<void> {
    onEvent?.({ type: 'started', node });
    const reply = await attempt(node, {
      run: () => pool.run(node, agenda.inputs(node), isWanted(node.id)),
      publish: (outcome) => memory.publish(outcome),
      say,
      signal,
    });
    agenda.finish(node);
    if (reply.type === 'interrupted') return;
    await memory.publish(reply.outcome, reply.weights);
    report(node, reply.outcome, false);
    await release(node, reply.outcome, reply);
  }

  async function askAgain(): Promise<void> {
    await sleep(ELSEWHERE_MILLISECONDS, undefined, signal && { signal }).catch(() => {}); // aborted
    for (const node of elsewhere) agenda.add(node);
    elsewhere.clear();
    waiting = undefined;
  }

  /** Threads share the memory of this process: it can be taken from none of them, but nothing more need be begun. */
  function isOverMemory(): boolean {
    const used = process.memoryUsage.rss();
    if (memoryLimit === null || used <= memoryLimit) return false;
    say?.(
      `this run uses ${showMemory(used)} of memory, above the limit of ${showMemory(memoryLimit)}: it begins nothing more. ` +
        'What is finished is kept; run again to go on, with fewer workers, a higher --memory-limit or --isolate process',
    );
    return true;
  }

  /** Lets the nodes go that waited for a result, or skips them if there is none. */
  async function release(node: PlanNode, outcome: Outcome, result: NodeResult): Promise<void> {
    if (outcome.status === 'completed') return agenda.provide(node, { ...result, ...choiceOf(node, outcome) });
    await skipDependants(node, lackOf(node, outcome));
  }

  async function skip(node: PlanNode, reason: string): Promise<void> {
    agenda.finish(node);
    const outcome = skipped(node, reason);
    if (!settled.has(node.id)) await memory.publish(outcome);
    report(node, outcome, false);
    await skipDependants(node, reason);
  }

  /** The reason is that of the first node that went wrong. */
  async function skipDependants(node: PlanNode, reason: string): Promise<void> {
    for (const dependant of agenda.dependants(node)) await skip(dependant, reason);
  }
}

/** What a trial is trained with, by the outcome that chose it. */
function choiceOf(node: PlanNode, outcome: Outcome): Pick<NodeResult, 'configuration'> {
  if (node.kind !== 'tune' || outcome.kind !== 'tune' || outcome.status !== 'completed') return {};
  return { configuration: node.spec.configurations[outcome.chosen]! };
}
