import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { messageOf } from '../base/errors.ts';
import type { Device, EngineName } from '../engine/contract.ts';
import type { Datasets } from '../plan/examples.ts';
import { trainingsOf } from '../plan/node-work.ts';
import type { PlanNode } from '../plan/nodes.ts';
import { failed, timedOut } from '../plan/outcome.ts';
import type { PluginModule } from '../suite/plugin-module.ts';
import { newBoard, type Reply, Slot, type Task, type WorkerSetup } from './protocol.ts';
import type { NodeInputs } from './workbench.ts';

export interface PoolOptions {
  readonly workers: number;
  readonly engine: EngineName;
  readonly device: Device;
  /** Threads that one program may use on the processor. */
  readonly threads: number;
  readonly datasets: Datasets;
  /** The suite's; none if absent. */
  readonly plugins?: readonly PluginModule[];
  /** Run each task in a child process, which can be killed. */
  readonly isolate: boolean;
  /** Seconds a training may take before it ends itself at its next step. */
  readonly limitSeconds: number;
  /** Seconds more until a thread that has not answered is given up, starting its engine included. */
  readonly graceSeconds: number;
  /** Bytes that each child process, or without them the whole run, may come to use; null for no limit. */
  readonly memoryLimit: number | null;
  /** Told whenever a worker, counted from 0, begins with a node. */
  readonly onTask?: (node: PlanNode, worker: number) => void;
  /** The modules that threads (a URL) and child processes (a path) run. */
  readonly workerFile?: string;
  readonly childFile?: string;
}

/** Threads that may be given up in one run before it makes no sense to go on. */
const SPARE_THREADS = 16;

/**
 * A piscina pool of worker threads, one task each. A thread is never ended by force while it works: native code may be
 * running in it, and would take the whole process down. A task that does not stop when told to is given up together
 * with its thread, and a spare thread takes its place.
 */
export class Pool {
  readonly #piscina: Piscina<Task, Reply>;
  readonly #options: PoolOptions;
  readonly #board: Int32Array<SharedArrayBuffer>;
  readonly #free: number[];
  readonly #busy = new Map<number, PlanNode>();
  #lost = 0;
  #interrupted = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    const slots = options.workers + SPARE_THREADS;
    this.#board = newBoard(slots);
    this.#free = Array.from({ length: slots }, (_, index) => slots - 1 - index);
    const { engine, device, threads, datasets, plugins = [], isolate, memoryLimit } = options;
    const board = this.#board;
    const workerFile = options.workerFile ?? new URL('./worker.ts', import.meta.url).href;
    const childFile = options.childFile ?? fileURLToPath(new URL('./child.ts', import.meta.url));
    this.#piscina = new Piscina({
      filename: new URL('./thread.mjs', import.meta.url).href,
      minThreads: options.workers,
      maxThreads: slots,
      idleTimeout: 2 ** 31 - 1,
      atomics: 'disabled', // a thread that owns a child process must keep its event loop running
      workerData: {
        engine,
        device,
        threads,
        datasets,
        plugins,
        isolate,
        workerFile,
        childFile,
        memoryLimit,
        board,
      } satisfies WorkerSetup,
    });
  }

  /** Tasks that can still run at once. */
  get capacity(): number {
    return this.#lost > SPARE_THREADS ? 0 : this.#options.workers;
  }

  /** What runs at present, with the training steps done. */
  running(): { readonly node: PlanNode; readonly step: number }[] {
    return [...this.#busy].map(([slot, node]) => ({ node, step: new Slot(this.#board, slot).step }));
  }

  /**
   * Runs one node; never rejects. The caller keeps to `capacity`.
   *
   * @param handOver whether something waits for the weights of a trial.
   */
  async run(node: PlanNode, inputs: NodeInputs, handOver: boolean): Promise<Reply> {
    const index = this.#free.pop()!;
    const slot = new Slot(this.#board, index);
    slot.reset();
    if (this.#interrupted) slot.stop();
    this.#busy.set(index, node);
    const started = now();
    const worked = (reply: Reply): Reply =>
      reply.type === 'outcome'
        ? { ...reply, outcome: { ...reply.outcome, worked: { worker: index, started, ended: now() } } }
        : reply;
    this.#options.onTask?.(node, index);
    const { graceSeconds } = this.#options;
    const limitSeconds = this.#options.limitSeconds * trainingsOf(node);
    let giveUp: NodeJS.Timeout | undefined;
    const lost = new Promise<'lost'>((resolve) => {
      giveUp = setTimeout(() => resolve('lost'), (limitSeconds + graceSeconds) * 1000);
    });
    try {
      const reply = await Promise.race([
        this.#piscina.run({ node, ...inputs, slot: index, limitSeconds, handOver }),
        lost,
      ]);
      if (reply !== 'lost') {
        this.#free.push(index);
        return worked(reply);
      }
      this.#lost++; // its slot is not used again either: the thread may still write to it
      return worked({ type: 'outcome', outcome: timedOut(node, limitSeconds, slot.step) });
    } catch (error) {
      this.#free.push(index);
      const reason = `its worker thread ended: ${messageOf(error)}`;
      return worked(isExit(error) ? { type: 'lost', reason } : { type: 'outcome', outcome: failed(node, reason) });
    } finally {
      clearTimeout(giveUp);
      this.#busy.delete(index);
    }
  }

  /** Tells all tasks, present and future, to stop at the next step. */
  interrupt(): void {
    this.#interrupted = true;
    for (const index of this.#busy.keys()) new Slot(this.#board, index).stop();
  }

  /** Ends the threads, all idle by now. Threads that were given up are left to the end of the process. */
  async close(): Promise<void> {
    if (this.#lost === 0) return this.#piscina.destroy();
    for (const thread of this.#piscina.threads) thread.unref();
  }
}

/** A thread that ended, as the pool tells it, and not a task that threw. */
function isExit(error: unknown): boolean {
  return (
    (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY' ||
    messageOf(error).startsWith('worker exited with code')
  );
}

/** Milliseconds since 1970, by a clock that does not jump while the process runs. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
