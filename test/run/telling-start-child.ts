import { failed } from '../../src/plan/outcome.ts';
import type { ChildReply, ChildRequest } from '../../src/run/protocol.ts';

/** A child process that answers a task with what it was started with, as the reason of a failure. */
process.on('disconnect', () => process.exit());
process.on('message', ({ task }: ChildRequest) => {
  const { CUDA_VISIBLE_DEVICES, CUDA_DEVICE_ORDER } = process.env;
  const told = JSON.stringify({ words: process.argv.slice(2), CUDA_VISIBLE_DEVICES, CUDA_DEVICE_ORDER });
  process.send!({ type: 'ready' } satisfies ChildReply);
  process.send!({
    type: 'reply',
    reply: { type: 'outcome', outcome: failed(task.node, told) },
    memory: 0,
  } satisfies ChildReply);
});
