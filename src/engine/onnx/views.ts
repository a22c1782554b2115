import * as tf from '@tensorflow/tfjs-core';
import { graphName } from './trace.ts';
import { elements, type KernelCall, liveCalls, type TracedProgram, type TracedValue } from './traced.ts';

/** A run of a state tensor's values that is a tensor of the graph by itself. */
export interface View {
  /** Name in the graph. */
  readonly graph: string;
  /** Name in the state. */
  readonly state: string;
  readonly start: number;
  readonly shape: readonly number[];
}

/** A program whose state is read in place, part by part, where it can be. */
export interface ViewedProgram extends TracedProgram {
  readonly reads: readonly View[];
  readonly writes: readonly View[];
}

/**
 * Vectors that a program cuts up become one graph input for each part: over host memory these are views, and nothing
 * is copied.
 *
 * @param state names of the program's state.
 */
export function viewed(program: TracedProgram, state: readonly string[]): ViewedProgram {
  const calls = liveCalls(program.outputs.values());
  const sources = new Map(program.sources);
  const reads: View[] = [];
  const parts = new Map<TracedValue, TracedValue>(); // what a slice is replaced by
  for (const name of state) {
    const graph = graphName.state(name);
    const source = program.sources.get(graph)!;
    const uses = calls.filter((call) => Object.values(call.inputs).includes(source));
    const isOutput = [...program.outputs.values()].includes(source);
    const cuts = uses.flatMap((call) => cutOf(call, source) ?? []);
    if (cuts.length < uses.length || isOutput || uses.length === 0) reads.push(wholeView(graph, name, source));
    else sources.delete(graph);
    for (const { start, output } of cuts) {
      const part = `${graph} from ${start} to ${start + elements(output.shape)}`;
      const value: TracedValue = { ...output, maker: { kind: 'source', name: part } };
      sources.set(part, value);
      parts.set(output, value);
      reads.push({ graph: part, state: name, start, shape: output.shape });
    }
  }
  return { sources, outputs: replacedIn(program.outputs, parts), reads, writes: writesOf(program, state) };
}

/** The program as it is: state is read as whole tensors. */
export function whole(program: TracedProgram, state: readonly string[]): ViewedProgram {
  const reads = state.map((name) =>
    wholeView(graphName.state(name), name, program.sources.get(graphName.state(name))!),
  );
  return { ...program, reads, writes: writesOf(program, state) };
}

function writesOf({ outputs }: TracedProgram, state: readonly string[]): View[] {
  return state.flatMap((name) => {
    const value = outputs.get(graphName.next(name));
    return value === undefined ? [] : wholeView(graphName.next(name), name, value);
  });
}

function wholeView(graph: string, state: string, { shape }: TracedValue): View {
  return { graph, state, start: 0, shape };
}

/** The run of a vector that a call cuts out. */
function cutOf(call: KernelCall, source: TracedValue): { start: number; output: TracedValue } | undefined {
  if (call.kernel !== tf.Slice || source.shape.length !== 1) return undefined;
  const [start] = tf.slice_util.parseSliceParams(
    source as never,
    call.attrs['begin'] as number[],
    call.attrs['size'] as number[],
  )[0] as [number];
  return { start, output: call.outputs[0]! };
}

/** The same graph with some values replaced. */
function replacedIn(
  outputs: ReadonlyMap<string, TracedValue>,
  parts: ReadonlyMap<TracedValue, TracedValue>,
): Map<string, TracedValue> {
  const replaced = new Map<TracedValue, TracedValue>(parts);
  for (const call of liveCalls(outputs.values())) {
    const inputs = Object.fromEntries(
      Object.entries(call.inputs).map(([name, value]) => [name, replaced.get(value) ?? value]),
    );
    if (Object.entries(call.inputs).every(([name, value]) => inputs[name] === value)) continue;
    const made: TracedValue[] = [];
    const copy: KernelCall = { ...call, inputs, outputs: made };
    for (const output of call.outputs) {
      const value = { ...output, maker: copy };
      made.push(value);
      if (!parts.has(output)) replaced.set(output, value);
    }
  }
  return new Map([...outputs].map(([name, value]) => [name, replaced.get(value) ?? value]));
}
