import { Tensor } from 'onnxruntime-node';
import { HeadstartError } from '../../base/errors.ts';
import type { Engine, Executable, FlopCount, NamedValues, Program, State, Values } from '../contract.ts';
import { checkInputs, checkValues } from '../eager-checks.ts';
import { type Compiled, CompiledPrograms, type Placement, type Session } from './compiled.ts';
import { turnName } from './model.ts';
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
  readonly flops: FlopCount;
  readonly #program: Program;
  readonly #compiled: Compiled;
  readonly #owner: symbol;

  constructor(program: Program, compiled: Compiled, owner: symbol) {
    this.#program = program;
    this.#compiled = compiled;
    this.flops = compiled.flops;
    this.#owner = owner;
  }

  async run(state: State, inputs: NamedValues): Promise<Record<string, Float32Array>> {
    const { program } = this.#checked(state, inputs, 1);
    const feeds: Record<string, Tensor> = {};
    for (const name in program.inputs) feeds[graphName.input(name)] = tensorOf(program.inputs[name]!, inputs[name]!);
    return call(await this.#compiled.once(), state as HostState, feeds, graphName.output);
  }

  async runMany(state: State, inputs: NamedValues, turns: number): Promise<Record<string, Float32Array>> {
    const { program } = this.#checked(state, inputs, turns);
    const feeds: Record<string, Tensor> = {
      [turnName.count]: new Tensor('int64', BigInt64Array.of(BigInt(turns)), []),
    };
    for (const name in program.inputs) {
      const { dtype, shape } = program.inputs[name]!;
      feeds[turnName.all(graphName.input(name))] = tensorOf({ dtype, shape: [turns, ...shape] }, inputs[name]!);
    }
    const resultOf = (name: string): string => turnName.result(graphName.output(name));
    return call(await this.#compiled.inTurns(), state as HostState, feeds, resultOf);
  }

  #checked(state: State, inputs: NamedValues, turns: number): { readonly program: Program } {
    const program = this.#program;
    if (!(state instanceof HostState) || state.owner !== this.#owner) throw foreignState(program);
    checkInputs(program, inputs, turns);
    state.check(program.state);
    return { program };
  }
}

/** Feeds the state beside the inputs, and takes over what it is replaced by: the runtime hands out buffers of its own. */
async function call(
  { session, reads, writes, outputs }: Session,
  state: HostState,
  inputs: Readonly<Record<string, Tensor>>,
  nameOf: (output: string) => string,
): Promise<Record<string, Float32Array>> {
  const feeds: Record<string, Tensor> = { ...inputs };
  for (const view of reads) feeds[view.graph] = state.view(view);
  const results = await session.run(feeds);
  for (const view of writes) state.replace(view.state, results[view.graph]!.data as Values);
  return Object.fromEntries(outputs.map((name) => [name, results[nameOf(name)]!.data as Float32Array]));
}

/** What to throw for a state that another engine made. */
export function foreignState(program: Program): HeadstartError {
  return new HeadstartError('internal', {
    message: `program ${program.key} ran on a state of another engine`,
    remedy: 'create the state with the engine that compiled the program',
  });
}
