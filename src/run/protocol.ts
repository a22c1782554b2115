import type { EngineName } from '../engine/contract.ts';
import type { Datasets } from '../plan/examples.ts';
import type { PlanNode } from '../plan/nodes.ts';
import type { Outcome } from '../plan/outcome.ts';

/**
 * What driver, worker threads and child processes say to each other, all in this file.
 */

/** Given to each worker thread once. Data sets lie over shared memory: nothing is copied. */
export interface WorkerSetup {
  readonly engine: EngineName;
  readonly datasets: Datasets;
  /** Whether each trial runs in a child process that the thread owns. */
  readonly isolate: boolean;
  /** URL of the module that the thread runs. */
  readonly workerFile: string;
  /** The module that a child process runs. */
  readonly childFile: string;
  /** Flags and progress of all slots, shared with the driver. */
  readonly board: Int32Array<SharedArrayBuffer>;
}

/** One node to run. */
export interface Task {
  readonly node: PlanNode;
  /** The encoded checkpoint that a trial loads. */
  readonly weights: Uint8Array | null;
  /** Which pair of words on the board belongs to this task. */
  readonly slot: number;
  /** Seconds after which it is stopped. */
  readonly limitSeconds: number;
}

/** What a worker answers. `weights` is an encoded checkpoint, for a completed pre-training. */
export type Reply =
  | { readonly type: 'outcome'; readonly outcome: Outcome; readonly weights?: Uint8Array }
  /** It was told to stop: there is nothing to record. */
  | { readonly type: 'interrupted' };

/** Driver-side words of one slot on the board. */
export const BOARD_WORDS = 2;
const STOP_WORD = 0;
const STEP_WORD = 1;

export const RUN_ON = 0;
/** The time limit is over. */
export const STOP_LATE = 1;
/** The whole run is interrupted. */
export const STOP_ALL = 2;

export function newBoard(slots: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(slots * BOARD_WORDS * Int32Array.BYTES_PER_ELEMENT));
}

/** One task's words on the board. */
export class Slot {
  readonly #board: Int32Array<SharedArrayBuffer>;
  readonly #start: number;

  constructor(board: Int32Array<SharedArrayBuffer>, slot: number) {
    this.#board = board;
    this.#start = slot * BOARD_WORDS;
  }

  reset(): void {
    Atomics.store(this.#board, this.#start + STOP_WORD, RUN_ON);
    this.step = 0;
  }

  get stop(): number {
    return Atomics.load(this.#board, this.#start + STOP_WORD);
  }

  set stop(value: number) {
    Atomics.store(this.#board, this.#start + STOP_WORD, value);
  }

  /** Training steps done so far. */
  get step(): number {
    return Atomics.load(this.#board, this.#start + STEP_WORD);
  }

  set step(value: number) {
    Atomics.store(this.#board, this.#start + STEP_WORD, value);
  }
}

/** Driver's thread → child process. */
export interface ChildRequest {
  readonly task: Task;
}

/** Child process → its thread. */
export type ChildReply =
  | { readonly type: 'step'; readonly step: number }
  | { readonly type: 'reply'; readonly reply: Reply };
