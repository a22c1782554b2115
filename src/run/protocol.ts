import type { Device, EngineName } from '../engine/contract.ts';
import type { Datasets } from '../plan/examples.ts';
import type { PlanNode } from '../plan/nodes.ts';
import type { Outcome } from '../plan/outcome.ts';
import type { PluginModule } from '../suite/plugin-module.ts';
import type { NodeInputs, NodeResult } from './workbench.ts';

/**
 * What driver, worker threads and child processes say to each other, all in this file.
 */

/** Given to each worker thread once. Data sets lie over shared memory: nothing is copied. */
export interface WorkerSetup {
  readonly engine: EngineName;
  readonly device: Device;
  /** Threads that one program may use on the processor. */
  readonly threads: number;
  readonly datasets: Datasets;
  /** Whose entries nodes may name. */
  readonly plugins: readonly PluginModule[];
  /** Whether each trial runs in a child process that the thread owns. */
  readonly isolate: boolean;
  /** URL of the module that the thread runs. */
  readonly workerFile: string;
  /** The module that a child process runs. */
  readonly childFile: string;
  /** Bytes that a child process may come to use before another takes its place. */
  readonly memoryLimit: number | null;
  /** Flags and progress of all slots, shared with the driver. */
  readonly board: Int32Array<SharedArrayBuffer>;
}

/** One node to run. Its inputs lie over shared memory, except on the way to a child process. */
export interface Task extends NodeInputs {
  readonly node: PlanNode;
  /** Which pair of words on the board belongs to this task. */
  readonly slot: number;
  /** Whether something waits for the weights of a trial. */
  readonly handOver: boolean;
  /** Seconds after which it ends itself at the next step. */
  readonly limitSeconds: number;
}

/** What a worker answers. */
export type Reply =
  | ({ readonly type: 'outcome'; readonly outcome: Outcome } & NodeResult)
  /** It was told to stop: there is nothing to record. */
  | { readonly type: 'interrupted' }
  /** What it ran in is gone: that says nothing about the node, which may be tried again. */
  | { readonly type: 'lost'; readonly reason: string };

/** Words of one slot on the board: whether to stop, and the training steps done. */
const BOARD_WORDS = 2;

export function newBoard(slots: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(slots * BOARD_WORDS * Int32Array.BYTES_PER_ELEMENT));
}

/** One task's words on the board, seen alike by the driver and by the thread. */
export class Slot {
  readonly #board: Int32Array<SharedArrayBuffer>;
  readonly #stop: number;
  readonly #step: number;

  constructor(board: Int32Array<SharedArrayBuffer>, slot: number) {
    this.#board = board;
    this.#stop = slot * BOARD_WORDS;
    this.#step = this.#stop + 1;
  }

  /** Makes it ready for another task. */
  reset(): void {
    Atomics.store(this.#board, this.#stop, 0);
    this.step = 0;
  }

  /** The whole run is interrupted: the task is to end at its next step. */
  get stopped(): boolean {
    return Atomics.load(this.#board, this.#stop) === 1;
  }

  stop(): void {
    Atomics.store(this.#board, this.#stop, 1);
  }

  /** Training steps done so far. */
  get step(): number {
    return Atomics.load(this.#board, this.#step);
  }

  set step(value: number) {
    Atomics.store(this.#board, this.#step, value);
  }
}

/** Driver's thread → child process. */
export interface ChildRequest {
  readonly task: Task;
}

/** Child process → its thread. */
export type ChildReply =
  /** Engine and data are ready: the time limit counts from here. */
  | { readonly type: 'ready' }
  /** How far it is, and the bytes of memory that it uses. */
  | { readonly type: 'progress'; readonly step: number; readonly memory: number }
  | { readonly type: 'reply'; readonly reply: Reply; readonly memory: number };
