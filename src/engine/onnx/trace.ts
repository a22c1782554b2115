import { enableProdMode, engine, getBackend, setBackend, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { NamedTensors, Program, TensorSpecs } from '../contract.ts';
import { checkOutput, checkReplacement, guarded } from '../eager-checks.ts';
import { registerGradients } from '../gradients/register.ts';
import { TRACE, tracing } from './recorder.ts';
import type { TracedProgram, TracedValue } from './traced.ts';

/** Names of a program's tensors in its graph: state and outputs may have equal ones. */
export const graphName = {
  state: (name: string): string => `state ${name}`,
  input: (name: string): string => `input ${name}`,
  next: (name: string): string => `next ${name}`,
  output: (name: string): string => `output ${name}`,
} as const;

/**
 * Runs a program once on tensors without numbers and writes down every kernel that it calls, gradients and optimizer
 * included.
 *
 * @throws {HeadstartError} `internal` if it reads a value, draws a random number, calls an op that cannot be compiled,
 *   or breaks its own specs.
 */
export async function trace(program: Program): Promise<TracedProgram> {
  enableProdMode(); // keeps TensorFlow.js from writing hints to the console
  registerGradients();
  const before = getBackend();
  void setBackend(TRACE); // at once: it has no start-up to wait for, and two programs may be compiled at a time
  try {
    let result: TracedProgram | undefined;
    tidy(() => {
      result = traced(program);
    });
    return result!;
  } finally {
    tracing.reset();
    if (before !== undefined && before !== TRACE) void setBackend(before);
  }
}

function traced(program: Program): TracedProgram {
  const sources = new Map<string, TracedValue>();
  const placeholders = (specs: TensorSpecs, rename: (name: string) => string): NamedTensors =>
    Object.fromEntries(
      Object.entries(specs).map(([name, spec]) => {
        const [value, handle] = placeholder(rename(name), spec);
        sources.set(rename(name), value);
        return [name, handle];
      }),
    );
  const state = guarded('state', program, placeholders(program.state, graphName.state));
  const inputs = guarded('input', program, placeholders(program.inputs, graphName.input));
  const result = program.apply(state, inputs);
  const outputs = new Map<string, TracedValue>();
  for (const [name, value] of Object.entries(result.state)) {
    checkReplacement(name, program.state[name], value);
    outputs.set(graphName.next(name), tracing.of(value.dataId));
  }
  for (const [name, value] of Object.entries(result.outputs)) {
    checkOutput(name, value);
    outputs.set(graphName.output(name), tracing.of(value.dataId));
  }
  return { sources, outputs };
}

function placeholder(name: string, spec: TensorSpecs[string]): [TracedValue, Tensor] {
  const value = tracing.make(spec, { kind: 'source', name });
  return [value, engine().makeTensorFromTensorInfo(tracing.info(value))];
}
