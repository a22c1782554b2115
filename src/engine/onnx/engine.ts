import { InferenceSession, type OnnxValue, type Tensor } from 'onnxruntime-node';
import { HeadstartError } from '../../base/errors.ts';
import type { Engine, Executable, NamedValues, Program, State } from '../contract.ts';
import { checkInputs, checkValues } from '../eager-checks.ts';
import { lowerProgram } from './lower.ts';
import type { Target } from './lowering.ts';
import { HostState, tensorOf } from './state.ts';
import { graphName, trace } from './trace.ts';

/** Compiled programs that are kept: more than the trials of a worker alternate between. */
const KEPT = 32;

/** Compiles programs for the processor, and keeps the compiled ones by key; the least recently used are released. */
export function hostEngine(target: Target, threads: number): Engine {
  const owner = Symbol('onnx');
  const compiled = new Map<string, Promise<HostExecutable>>();
  return {
    name: 'onnx',
    device: 'cpu',
    compile(program) {
      const known = compiled.get(program.key) ?? HostExecutable.compile(program, target, threads, owner);
      compiled.delete(program.key);
      compiled.set(program.key, known); // the youngest is last
      known.catch(() => compiled.delete(program.key)); // the caller hears of it
      for (const [key, executable] of compiled) {
        if (compiled.size <= KEPT) break;
        compiled.delete(key);
        void executable.then((old) => old.release());
      }
      return known;
    },
    createState(specs, values) {
      for (const [name, spec] of Object.entries(specs)) checkValues(`state ${name}`, spec, values[name]);
      return new HostState(specs, values, owner);
    },
  };
}

class HostExecutable implements Executable {
  readonly #program: Program;
  readonly #session: InferenceSession;
  readonly #replaced: readonly string[];
  readonly #outputs: readonly string[];
  readonly #owner: symbol;

  static async compile(program: Program, target: Target, threads: number, owner: symbol): Promise<HostExecutable> {
    const traced = await trace(program);
    const { bytes } = lowerProgram(traced, target);
    const session = await InferenceSession.create(bytes, {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3, // errors: its hints are about models that people write
    });
    return new HostExecutable(program, session, [...traced.outputs.keys()], owner);
  }

  private constructor(program: Program, session: InferenceSession, outputs: readonly string[], owner: symbol) {
    this.#program = program;
    this.#session = session;
    this.#replaced = Object.keys(program.state).filter((name) => outputs.includes(graphName.next(name)));
    this.#outputs = outputs.filter((name) => !name.startsWith(graphName.next('')));
    this.#owner = owner;
  }

  async run(state: State, inputs: NamedValues): Promise<Record<string, Float32Array>> {
    const program = this.#program;
    if (!(state instanceof HostState) || state.owner !== this.#owner) {
      throw new HeadstartError('internal', {
        message: `program ${program.key} ran on a state of another engine`,
        remedy: 'create the state with the engine that compiled the program',
      });
    }
    checkInputs(program, inputs);
    const feeds: Record<string, Tensor> = {};
    for (const name in program.state) feeds[graphName.state(name)] = state.current(name, program.state[name]!);
    for (const name in program.inputs) feeds[graphName.input(name)] = tensorOf(program.inputs[name]!, inputs[name]!);
    const fetches: Record<string, OnnxValue | null> = {};
    for (const name of this.#replaced) fetches[graphName.next(name)] = state.spare(name);
    for (const name of this.#outputs) fetches[name] = null;
    const results = await this.#session.run(feeds, fetches);
    for (const name of this.#replaced) state.swap(name);
    const outputs: Record<string, Float32Array> = {};
    for (const name of this.#outputs)
      outputs[name.slice(graphName.output('').length)] = results[name]!.data as Float32Array;
    return outputs;
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
