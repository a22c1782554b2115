import { expect, test } from 'vitest';
import type { Values } from '../../../src/engine/contract.ts';
import { startOnnx } from '../../../src/engine/onnx/start.ts';
import type { HostState } from '../../../src/engine/onnx/state.ts';
import { stageNames, training, valuesFor } from './classifier.ts';

test('nothing of an older value is left in the buffer that the next one is written to', async () => {
  const engine = await startOnnx({ threads: 1 });
  const program = training(stageNames);
  const executable = await engine.compile(program);
  const given = valuesFor(program);
  const named = (names: readonly string[]): Record<string, Values> =>
    Object.fromEntries(names.map((name) => [name, given.get(name)!.values as Values]));
  const names = Object.keys(program.state);
  const inputs = named(Object.keys(program.inputs));

  const steps = async (poisoned: boolean) => {
    const state = engine.createState(program.state, named(names)) as HostState;
    const losses: number[] = [];
    for (let step = 0; step < 4; step++) {
      if (poisoned) for (const name of names) (state.spare(name).data as Float32Array).fill(Number.NaN);
      losses.push((await executable.run(state, inputs)).loss![0]!);
    }
    const weights = await state.read(names);
    state.dispose();
    return { losses, weights };
  };

  const clean = await steps(false);
  expect(clean.losses.every(Number.isFinite)).toBe(true);
  expect(await steps(true)).toEqual(clean);
});
