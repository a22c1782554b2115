import type { Executable, NamedValues, Program, State } from './contract.ts';
import { checkInputs } from './eager-checks.ts';

/** Runs a program several times by as many calls, for engines that have nothing better. */
export async function runInTurns(
  run: Executable['run'],
  program: Program,
  state: State,
  inputs: NamedValues,
  turns: number,
): Promise<Record<string, Float32Array>> {
  checkInputs(program, inputs, turns);
  const collected: Record<string, number[]> = {};
  for (let turn = 0; turn < turns; turn++) {
    const part = Object.fromEntries(
      Object.entries(inputs).map(([name, values]) => {
        const size = values.length / turns;
        return [name, values.subarray(turn * size, (turn + 1) * size)] as const;
      }),
    );
    for (const [name, values] of Object.entries(await run(state, part))) {
      collected[name] ??= [];
      for (const value of values) collected[name].push(value);
    }
  }
  return Object.fromEntries(Object.entries(collected).map(([name, values]) => [name, Float32Array.from(values)]));
}
