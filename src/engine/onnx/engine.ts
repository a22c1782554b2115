import type { OnnxValue, Tensor } from 'onnxruntime-node';
import { HeadstartError } from '../../base/errors.ts';
import type { Engine, Executable, NamedValues, Program, State } from '../contract.ts';
import { checkInputs, checkValues } from '../eager-checks.ts';
import { type Compiled, CompiledPrograms, type Placement } from './compiled.ts';
import { HostState, tensorOf } from './state.ts';
import { graphName } from './trace.ts';

/** Compiles programs for a provider of the runtime, with their state in host memory. */
export function hostEngine(placement: Omit<Placement, 'stateLocation'>): Engine {
  const owner = Symbol('onnx');
  const programs = new CompiledPrograms({ ...placement, stateLocation: 'cpu' });
  return {
    name: 'onnx',
    device: placement.provider,
    compile: async (program) => new HostExecutable(program, await programs.get(program), owner),
    createState(specs, values) {
      for (const [name, spec] of Object.entries(specs)) checkValues(`state ${name}`, spec, values[name]);
      return new HostState(specs, values, owner);
    },
  };
}

class HostExecutable implements Executable {
  readonly #program: Program;
  readonly #compiled: Compiled;
  readonly #owner: symbol;

  constructor(program: Program, compiled: Compiled, owner: symbol) {
    this.#program = program;
    this.#compiled = compiled;
    this.#owner = owner;
  }

  async run(state: State, inputs: NamedValues): Promise<Record<string, Float32Array>> {
    const program = this.#program;
    const { session, reads, writes, outputs } = this.#compiled;
    if (!(state instanceof HostState) || state.owner !== this.#owner) throw foreignState(program);
    checkInputs(program, inputs);
    state.check(program.state);
    const feeds: Record<string, Tensor> = {};
    for (const view of reads) feeds[view.graph] = state.current(view);
    for (const name in program.inputs) feeds[graphName.input(name)] = tensorOf(program.inputs[name]!, inputs[name]!);
    const fetches: Record<string, OnnxValue | null> = {};
    for (const view of writes) fetches[view.graph] = state.spare(view);
    for (const name of outputs) fetches[graphName.output(name)] = null;
    const results = await session.run(feeds, fetches);
    state.swap(new Set(writes.map((view) => view.state)));
    return Object.fromEntries(outputs.map((name) => [name, results[graphName.output(name)]!.data as Float32Array]));
  }
}

/** What to throw for a state that another engine made. */
export function foreignState(program: Program): HeadstartError {
  return new HeadstartError('internal', {
    message: `program ${program.key} ran on a state of another engine`,
    remedy: 'create the state with the engine that compiled the program',
  });
}
