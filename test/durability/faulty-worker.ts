import type { Reply, Task } from '../../src/run/protocol.ts';
import runTask from '../../src/run/worker.ts';

/** A real worker in which arms of certain names go wrong in real ways. */
export default async function faultyTask(task: Task): Promise<Reply> {
  switch (task.node.kind === 'trial' ? task.node.arm : '') {
    case 'throws':
      throw new Error('this arm throws');
    case 'exits':
      process.exit(9); // ends the thread
      break;
    case 'hangs':
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); // never comes back, and asks no flag
  }
  return runTask(task);
}
