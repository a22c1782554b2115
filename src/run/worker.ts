import { workerData } from 'node:worker_threads';
import type { Engine } from '../engine/contract.ts';
import { engines } from '../engine/registry.ts';
import { ChildHost } from './child-host.ts';
import { type Reply, Slot, type Task, type WorkerSetup } from './protocol.ts';
import { serve } from './serve.ts';
import { withPlugins } from './with-plugins.ts';

const setup = workerData as WorkerSetup;
let engine: Promise<Engine> | undefined;
let host: ChildHost | undefined;

/**
 * The entry of a worker thread: one task at a time. A CPU trial runs right here; on a GPU, or with `isolate`, in a
 * child process that this thread owns.
 */
export default async function runTask(task: Task): Promise<Reply> {
  const slot = new Slot(setup.board, task.slot);
  if (setup.isolate) {
    host ??= new ChildHost(setup);
    return host.run(task, slot);
  }
  engine ??= withPlugins(setup.plugins).then(() => engines[setup.engine].start(setup));
  return serve(task, await engine, setup.datasets, (step) => {
    slot.step = step;
    return slot.stopped;
  });
}
