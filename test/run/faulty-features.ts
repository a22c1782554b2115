import type { Reply, Task } from '../../src/run/protocol.ts';
import runTask from '../../src/run/worker.ts';

/** A real worker that fails at features. */
export default async function faultyTask(task: Task): Promise<Reply> {
  if (task.node.kind === 'features') throw new Error('no features today');
  return runTask(task);
}
