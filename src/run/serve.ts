import { messageOf } from '../base/errors.ts';
import type { Engine } from '../engine/contract.ts';
import type { Datasets } from '../plan/examples.ts';
import { executeNode } from './execute.ts';
import { type Reply, STOP_LATE, type Task } from './protocol.ts';

/**
 * Answers one task, in a thread or in a child process. Whatever is thrown becomes a `failed` outcome: it costs this
 * node only.
 *
 * @param stop the present stop flag, asked for at each step boundary.
 */
export async function serve(
  task: Task,
  engine: Engine,
  datasets: Datasets,
  stop: (step: number) => number,
): Promise<Reply> {
  const { node, weights, limitSeconds } = task;
  const identity = { kind: node.kind, node: node.id } as const;
  let flag = 0;
  const stopped = (step: number): boolean => {
    flag = stop(step);
    return flag !== 0;
  };
  try {
    const execution = await executeNode(node, weights, { engine, datasets, stopped });
    if (execution.status === 'outcome') {
      const { outcome, weights: trained } = execution;
      return trained === undefined ? { type: 'outcome', outcome } : { type: 'outcome', outcome, weights: trained };
    }
    if (flag !== STOP_LATE) return { type: 'interrupted' };
    return { type: 'outcome', outcome: { ...identity, status: 'timed-out', limitSeconds, step: execution.step } };
  } catch (error) {
    return { type: 'outcome', outcome: { ...identity, status: 'failed', reason: messageOf(error) } };
  }
}
