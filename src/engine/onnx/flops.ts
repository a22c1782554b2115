import { HeadstartError } from '../../base/errors.ts';
import type { FlopCount, Program } from '../contract.ts';
import { ops } from './ops/registry.ts';
import { trace } from './trace.ts';
import { liveCalls, type TracedProgram } from './traced.ts';

/**
 * Floating-point operations of one run of a traced program: of a training step forward and backward pass, through what
 * is trained only, and the update. Equal calls count once, and what no output needs or what is known beforehand not at
 * all: a frozen stage costs its forward pass. Rows that pad a batch are counted, since they are computed.
 */
export function flopsOf({ outputs }: TracedProgram): number {
  const calls = liveCalls(outputs.values());
  return calls.reduce((total, call) => total + ops.get(call.kernel)!.flops(call, call.attrs as never), 0);
}

/** Counts a program that nothing has traced. Nothing is computed, and no runtime is needed. */
export async function countFlops(program: Program): Promise<FlopCount> {
  try {
    return { status: 'counted', flops: flopsOf(await trace(program)) };
  } catch (error) {
    if (!(error instanceof HeadstartError)) throw error;
    return { status: 'unknown', reason: error.problems[0].message }; // an engine without compilation may run it all the same
  }
}
