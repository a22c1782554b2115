import { describe, expect, test } from 'vitest';
import { stream } from '../../../src/base/random.ts';
import type { Engine, NamedValues, Program, Values } from '../../../src/engine/contract.ts';
import { startOnnx } from '../../../src/engine/onnx/start.ts';
import { graphName, trace } from '../../../src/engine/onnx/trace.ts';
import { startWasm } from '../../../src/engine/wasm/start.ts';
import { type Host, volume } from '../support.ts';
import { compileFor, targets } from './compare.ts';
import { descent, type Model, models } from './models.ts';

const STEPS = 20;
const RATE = 0.3;

/** The same values every time. */
function valuesOf({ name, parameters }: Model): NamedValues {
  const draws = stream('models', { name });
  return Object.fromEntries(
    Object.entries(parameters).map(([key, shape]) => {
      const size = key.startsWith('scale') ? 1 : 1 / Math.sqrt(shape.length > 1 ? volume(shape.slice(0, -1)) : 100);
      return [key, Float32Array.from({ length: volume(shape) }, () => size * draws.normal())];
    }),
  );
}

/** The same batch for the same step; they come back, so that there is something to learn. */
function batchOf({ name, inputs }: Model, step: number): Record<string, Values> {
  const draws = stream('models', { name, batch: step % 4 });
  return Object.fromEntries(
    Object.entries(inputs).map(([key, { shape, below = 0 }]) => [
      key,
      below > 0
        ? Int32Array.from({ length: volume(shape) }, () => draws.integer(below))
        : Float32Array.from({ length: volume(shape) }, () => draws.normal()),
    ]),
  );
}

async function lossesOn(start: () => Promise<Engine>, model: Model) {
  const engine = await start();
  const program = descent(model, RATE);
  const executable = await engine.compile(program);
  const state = engine.createState(program.state, valuesOf(model));
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) losses.push((await executable.run(state, batchOf(model, step))).loss![0]!);
  state.dispose();
  return losses;
}

/** As on a device without blocks and without operators of the runtime's own. */
async function lossesByStandardOperators(model: Model): Promise<number[]> {
  const program: Program = descent(model, RATE);
  const compiled = await compileFor(await trace(program), (await targets()).standard);
  let weights = valuesOf(model);
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const given = { ...weights, ...batchOf(model, step) };
    const hosts = Object.entries({ ...program.state, ...program.inputs }).map(
      ([name, { shape }]): Host => ({ shape: [...shape], values: given[name]! }),
    );
    const results = await compiled.run(hosts);
    weights = Object.fromEntries(Object.keys(weights).map((name) => [name, results[graphName.next(name)]!.values]));
    losses.push(results[graphName.output('loss')]!.values[0]!);
  }
  await compiled.release();
  return losses;
}

describe('whole models train as on the engine that runs ops one by one', () => {
  test.each(models)('$name', async (model) => {
    const expected = await lossesOn(() => startWasm(), model);
    expect(expected.at(-1)! / expected[0]!).toBeLessThan(0.95); // it learns, or there would be little to compare
    for (const losses of [
      await lossesOn(() => startOnnx({ device: 'cpu', threads: 1 }), model),
      await lossesByStandardOperators(model),
    ]) {
      expect(losses).toHaveLength(STEPS);
      losses.forEach((loss, step) => {
        expect(Math.abs(loss - expected[step]!) / expected[step]!, `step ${step}`).toBeLessThan(1e-4);
      });
    }
  });
});
