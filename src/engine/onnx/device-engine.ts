import type { Tensor } from 'onnxruntime-node';
import type { Engine, Executable, FlopCount, NamedValues, Program, State } from '../contract.ts';
import { checkInputs, checkValues } from '../eager-checks.ts';
import { runInTurns } from '../turns.ts';
import { type Compiled, CompiledPrograms } from './compiled.ts';
import { DeviceState, Transfers } from './device-state.ts';
import { foreignState } from './engine.ts';
import { tensorOf } from './state.ts';
import { graphName } from './trace.ts';

/** Compiles programs for a GPU through WebGPU. State stays in its memory; only batches and outputs travel. */
export function deviceEngine(provider: 'webgpu'): Engine {
  const owner = Symbol('onnx');
  const transfers = new Transfers(provider);
  const target = { block: 0, contrib: false };
  const programs = new CompiledPrograms({ target, provider, threads: 1, stateLocation: 'gpu-buffer' });
  return {
    name: 'onnx',
    device: provider,
    compile: async (program) => new DeviceExecutable(program, await programs.get(program), owner),
    createState(specs, values) {
      for (const [name, spec] of Object.entries(specs)) checkValues(`state ${name}`, spec, values[name]);
      return new DeviceState(specs, values, transfers, owner);
    },
  };
}

class DeviceExecutable implements Executable {
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

  runMany(state: State, inputs: NamedValues, turns: number): Promise<Record<string, Float32Array>> {
    return runInTurns((held, part) => this.run(held, part), this.#program, state, inputs, turns);
  }

  async run(state: State, inputs: NamedValues): Promise<Record<string, Float32Array>> {
    const program = this.#program;
    const { session, reads, writes, outputs } = await this.#compiled.once();
    if (!(state instanceof DeviceState) || state.owner !== this.#owner) throw foreignState(program);
    checkInputs(program, inputs);
    const feeds: Record<string, Tensor> = {};
    for (const view of reads) feeds[view.graph] = await state.onDevice(view.state, program.state[view.state]!);
    for (const [name, spec] of Object.entries(program.inputs))
      feeds[graphName.input(name)] = tensorOf(spec, inputs[name]!);
    const results = await session.run(feeds);
    for (const view of writes) state.replace(view.state, results[view.graph] as Tensor);
    return Object.fromEntries(outputs.map((name) => [name, results[graphName.output(name)]!.data as Float32Array]));
  }
}
