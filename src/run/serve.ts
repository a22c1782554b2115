import { messageOf } from '../base/errors.ts';
import type { Engine } from '../engine/contract.ts';
import type { Datasets } from '../plan/examples.ts';
import { failed, timedOut } from '../plan/outcome.ts';
import { executeNode } from './execute.ts';
import type { Reply, Task } from './protocol.ts';

/**
 * Answers one task, in a thread or in a child process. Whatever is thrown becomes a `failed` outcome: it costs this
 * node only.
 *
 * @param interrupted told the number of steps done, at each step boundary; true ends the task with nothing to record.
 */
export async function serve(
  task: Task,
  engine: Engine,
  datasets: Datasets,
  interrupted: (step: number) => boolean,
): Promise<Reply> {
  const { node, limitSeconds, handOver } = task;
  const deadline = performance.now() + 1000 * limitSeconds; // starting the engine does not count
  let late = false;
  const stopped = (step: number): boolean => {
    late = performance.now() > deadline;
    return interrupted(step) || late;
  };
  try {
    const execution = await executeNode(node, task, { engine, datasets, stopped, handOver });
    if (execution.status === 'outcome') {
      const { status: _, ...reply } = execution;
      return { type: 'outcome', ...reply };
    }
    if (!late) return { type: 'interrupted' };
    return { type: 'outcome', outcome: timedOut(node, limitSeconds, execution.step) };
  } catch (error) {
    return { type: 'outcome', outcome: failed(node, messageOf(error)) };
  }
}
