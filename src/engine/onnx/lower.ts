import { HeadstartError } from '../../base/errors.ts';
import type { Ref } from './builder.ts';
import { Lowering, type Target } from './lowering.ts';
import { type OnnxModel, type Turns, writeModel, writeTurns } from './model.ts';
import { ops } from './ops/registry.ts';
import { type KernelCall, liveCalls, type TracedProgram } from './traced.ts';

/**
 * Turns a traced program into an ONNX model. What no output needs is not in it: a frozen stage has no backward nodes.
 *
 * @param turns to run it many times in one call; once unless given.
 * @throws {HeadstartError} `internal` with the op and its stage, if one cannot be lowered.
 */
export function lowerProgram(program: TracedProgram, target: Target, turns?: Turns): OnnxModel {
  const lowering = new Lowering(target);
  for (const [name, value] of program.sources) lowering.set(value, lowering.onnx.input(name, value));
  const calls = liveCalls(program.outputs.values());
  for (const { inputs } of calls) for (const value of Object.values(inputs)) lowering.use(value);
  for (const value of program.outputs.values()) lowering.use(value);
  for (const call of calls) lowerCall(lowering, call);
  const outputs = new Map<string, Ref>([...program.outputs].map(([name, value]) => [name, lowering.get(value)]));
  return turns === undefined ? writeModel(lowering.onnx, outputs) : writeTurns(lowering.onnx, outputs, turns);
}

function lowerCall(lowering: Lowering, call: KernelCall): void {
  try {
    ops.get(call.kernel)!.lower(lowering, call, call.attrs as never);
  } catch (error) {
    if (error instanceof HeadstartError) throw error;
    const stage = call.stage === undefined ? '' : ` in stage ${call.stage}`;
    const message = `the op ${call.kernel}${stage} cannot be compiled: ${(error as Error).message}`;
    throw new HeadstartError(
      'internal',
      { message, remedy: 'use another op, or run with --engine wasm' },
      { cause: error },
    );
  }
}
