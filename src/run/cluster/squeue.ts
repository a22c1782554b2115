import type { ShardState } from './contract.ts';

/** What is asked of `squeue`: array task, state, reason and nodes of each task in a line of its own. */
export const SQUEUE_FORMAT = '%K|%T|%r|%N';

/** States after which nothing more comes of a task, by Slurm's names of job states. */
const OVER = new Set([
  'BOOT_FAIL',
  'CANCELLED',
  'COMPLETED',
  'DEADLINE',
  'FAILED',
  'NODE_FAIL',
  'OUT_OF_MEMORY',
  'PREEMPTED',
  'REVOKED',
  'TIMEOUT',
]);
const RUNNING = new Set(['COMPLETING', 'RESIZING', 'RUNNING', 'SIGNALING', 'STAGE_OUT', 'STOPPED', 'SUSPENDED']);

/** Reasons of pending tasks that never start unless somebody does something. */
const STUCK = [/^launch failed requeued held$/i, /^BadConstraints$/i, /^DependencyNeverSatisfied$/i, /^JobHeldAdmin$/i];

/**
 * The states of an array's tasks, from what `squeue` prints for `SQUEUE_FORMAT`. A task that is not listed is over: Slurm
 * forgets jobs some minutes after their end.
 *
 * @param tasks how many the array has.
 */
export function arrayStates(text: string, tasks: number): ShardState[] {
  const states = Array.from({ length: tasks }, (): ShardState => ({ state: 'over' }));
  for (const line of text.split('\n')) {
    const [task, word, reason, nodes] = line.trim().split('|');
    const index = Number(task);
    if (word === undefined || !/^\d+$/.test(task!) || index >= tasks) continue;
    states[index] = stateOf(word, reason ?? '', nodes ?? '');
  }
  return states;
}

/** Unknown words are taken for waiting: what still lives must not be submitted again. */
function stateOf(word: string, reason: string, nodes: string): ShardState {
  if (OVER.has(word)) return { state: 'over' };
  if (RUNNING.has(word)) return { state: 'running', on: nodes };
  if (STUCK.some((pattern) => pattern.test(reason))) return { state: 'stuck', reason };
  return { state: 'waiting', reason: reason === 'None' || reason === '' ? word.toLowerCase() : reason };
}
