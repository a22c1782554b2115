import { keep, tidy } from '@tensorflow/tfjs-core';
import { HeadstartError } from '../base/errors.ts';
import type { Engine, Executable, FlopCount, NamedValues, Program, State } from './contract.ts';
import { checkInputs, checkOutput, checkReplacement, checkValues, guarded } from './eager-checks.ts';
import { type EagerOptions, EagerState, requireBackend, toDevice, toHost } from './eager-state.ts';
import { countFlops } from './onnx/flops.ts';
import { runInTurns } from './turns.ts';

/** Runs programs operator by operator on a TensorFlow.js backend that is ready. */
export function eagerEngine(options: EagerOptions): Engine {
  const owner = Symbol(options.name);
  const counts = new Map<string, Promise<FlopCount>>();
  const counted = (program: Program): Promise<FlopCount> => {
    const known = counts.get(program.key) ?? countFlops(program);
    counts.set(program.key, known);
    return known;
  };
  return {
    name: options.name,
    device: options.device,
    compile: async (program) => new EagerExecutable(program, await counted(program), options, owner),
    createState(specs, values) {
      requireBackend(options);
      for (const [name, spec] of Object.entries(specs)) checkValues(`state ${name}`, spec, values[name]);
      const tensors = Object.entries(specs).map(
        ([name, spec]) => [name, keep(toDevice(values[name]!, spec, options))] as const,
      );
      return new EagerState(new Map(tensors), options, owner);
    },
  };
}

class EagerExecutable implements Executable {
  readonly flops: FlopCount;
  readonly #program: Program;
  readonly #options: EagerOptions;
  readonly #owner: symbol;

  constructor(program: Program, flops: FlopCount, options: EagerOptions, owner: symbol) {
    this.flops = flops;
    this.#program = program;
    this.#options = options;
    this.#owner = owner;
  }

  runMany(state: State, inputs: NamedValues, turns: number): Promise<Record<string, Float32Array>> {
    return runInTurns((held, part) => this.run(held, part), this.#program, state, inputs, turns);
  }

  async run(state: State, inputs: NamedValues): Promise<Record<string, Float32Array>> {
    const program = this.#program;
    requireBackend(this.#options);
    if (!(state instanceof EagerState) || state.owner !== this.#owner) {
      throw new HeadstartError('internal', {
        message: `program ${program.key} ran on a state of another engine`,
        remedy: 'create the state with the engine that compiled the program',
      });
    }
    checkInputs(program, inputs);
    const outputs: Record<string, Float32Array> = {};
    tidy(() => {
      const given = Object.entries(program.inputs).map(
        ([name, spec]) => [name, toDevice(inputs[name]!, spec, this.#options)] as const,
      );
      const result = program.apply(
        guarded('state', program, state.pick(program.state)),
        guarded('input', program, Object.fromEntries(given)),
      );
      for (const [name, value] of Object.entries(result.state)) checkReplacement(name, program.state[name], value);
      for (const [name, value] of Object.entries(result.outputs)) {
        checkOutput(name, value);
        outputs[name] = toHost(`output ${name}`, value, this.#options);
      }
      state.replace(result.state);
    });
    return outputs;
  }
}
