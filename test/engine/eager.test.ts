import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Program } from '../../src/engine/contract.ts';
import { eagerEngine } from '../../src/engine/eager.ts';
import { startWasm } from '../../src/engine/wasm/start.ts';
import { batch, initialState, specs, train, trainedBits } from './small-cnn.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startWasm();
});
afterEach(async () => {
  await tf.setBackend('wasm');
});

const pair = { shape: [2], dtype: 'float32' } as const;
/** A program over a state of a, b and an input x, all [2]. */
const program = (apply: Program['apply'], more: Partial<Program> = {}): Program => ({
  key: 'test',
  state: { a: pair, b: pair },
  inputs: { x: pair },
  apply,
  ...more,
});
const x = { x: Float32Array.of(10, 20) };
const ab = () => engine.createState({ a: pair, b: pair }, { a: Float32Array.of(1, 2), b: Float32Array.of(3, 4) });
const rows = (values: Record<string, Float32Array>) =>
  Object.fromEntries(Object.entries(values).map(([name, list]) => [name, Array.from(list)]));

describe('running', () => {
  test('reads state and inputs, replaces state, returns outputs', async () => {
    const executable = await engine.compile(
      program(({ a, b }, inputs) => ({ state: { a: tf.add(a!, inputs.x!) }, outputs: { sum: tf.add(a!, b!) } })),
    );
    const state = ab();
    expect(rows(await executable.run(state, x))).toEqual({ sum: [4, 6] });
    expect(rows(await executable.run(state, x))).toEqual({ sum: [14, 26] });
    expect(rows(await state.read(['b', 'a']))).toEqual({ b: [3, 4], a: [21, 42] });
    state.dispose();
  });

  test('may exchange, share and return what it was given', async () => {
    const executable = await engine.compile(
      program(({ a, b }, inputs) => ({
        state: { a: b!, b: a! },
        outputs: { old: a!, x: inputs.x!, again: inputs.x! },
      })),
    );
    const state = ab();
    expect(rows(await executable.run(state, x))).toEqual({ old: [1, 2], x: [10, 20], again: [10, 20] });
    expect(rows(await state.read(['a', 'b']))).toEqual({ a: [3, 4], b: [1, 2] });
    const keepInput = await engine.compile(
      program((_state, inputs) => ({ state: { a: inputs.x!, b: inputs.x! }, outputs: {} })),
    );
    await keepInput.run(state, x);
    await (await engine.compile(program(({ a }) => ({ state: { a: a! }, outputs: {} })))).run(state, x);
    expect(rows(await state.read(['a', 'b']))).toEqual({ a: [10, 20], b: [10, 20] });
    state.dispose();
  });

  test('several programs share a state, and a program needs only a part of it', async () => {
    const state = ab();
    const onlyB = await engine.compile(
      program(({ b }) => ({ state: { b: tf.mul(b!, 2) }, outputs: {} }), { state: { b: pair }, inputs: {} }),
    );
    await onlyB.run(state, {});
    expect(rows(await state.read(['a', 'b']))).toEqual({ a: [1, 2], b: [6, 8] });
    state.dispose();
  });

  test('trains: the loss falls', async () => {
    const executable = await engine.compile(train);
    const state = initialState(engine);
    const losses: number[] = [];
    for (let step = 0; step < 40; step++) losses.push((await executable.run(state, batch(0))).loss![0]!);
    expect(losses[39]).toBeLessThan(0.5 * losses[0]!);
    state.dispose();
  });

  test('does not hold on to the caller’s arrays, nor hand out its own, on a backend that shares memory', async () => {
    await tf.setBackend('cpu');
    const shared = eagerEngine({ name: 'tensorflow', device: 'cpu', backend: 'cpu', sharesHostMemory: true });
    const [a, given] = [Float32Array.of(1, 2), Float32Array.of(10, 20)];
    const state = shared.createState({ a: pair, b: pair }, { a, b: a });
    const executable = await shared.compile(
      program((_state, inputs) => ({ state: { b: inputs.x! }, outputs: { x: inputs.x! } })),
    );
    const outputs = await executable.run(state, { x: given });
    outputs.x![0] = -1;
    a[0] = -1;
    given[0] = -1;
    (await state.read(['a'])).a![0] = -1;
    expect(rows(await state.read(['a', 'b']))).toEqual({ a: [1, 2], b: [10, 20] });
    state.dispose();
  });
});

describe('refusing', () => {
  const unchanged: Program['apply'] = () => ({ state: {}, outputs: {} });
  const cases: [string, Partial<Program>, Program['apply'], RegExp][] = [
    ['a state that lacks a name', { state: { c: pair } }, unchanged, /holds no tensor c/],
    [
      'a state of another shape',
      { state: { a: { ...pair, shape: [3] } } },
      unchanged,
      /state a is declared as float32 \[3\], received "float32 \[2\]"/,
    ],
    ['a missing input', { inputs: { y: pair } }, unchanged, /input y needs 2 values/],
    [
      'an input of the wrong length',
      { inputs: { x: { ...pair, shape: [3] } } },
      unchanged,
      /input x needs 3 values of float32, shape \[3\], received "2 in Float32Array"/,
    ],
    [
      'an input of the wrong type',
      { inputs: { x: { ...pair, dtype: 'int32' } } },
      unchanged,
      /input x needs 2 values of int32/,
    ],
    ['an input too many', { inputs: {} }, unchanged, /no input of this name, received \["x"\]/],
    ['reading an undeclared state', {}, ({ c }) => ({ state: {}, outputs: { c: c! } }), /reads the state c/],
    ['reading an undeclared input', {}, (_state, { z }) => ({ state: {}, outputs: { z: z! } }), /reads the input z/],
    ['replacing an undeclared state', {}, ({ a }) => ({ state: { c: a! }, outputs: {} }), /replaces c/],
    [
      'a new state of another shape',
      {},
      ({ a }) => ({ state: { a: tf.sum(a!) }, outputs: {} }),
      /state a is declared as float32 \[2\]/,
    ],
    [
      'a new state of another type',
      {},
      ({ a }) => ({ state: { a: tf.cast(a!, 'int32') }, outputs: {} }),
      /received "int32 \[2\]"/,
    ],
    [
      'an output that is not float32',
      {},
      ({ a }) => ({ state: {}, outputs: { n: tf.cast(a!, 'int32') } }),
      /output n must be float32/,
    ],
  ];
  test.each(cases)('%s, without a change of the state or a leak', async (_name, more, apply, message) => {
    const state = ab();
    const before = tf.memory().numTensors;
    const executable = await engine.compile(program(apply, more));
    await expect(executable.run(state, x)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
    expect(rows(await state.read(['a', 'b']))).toEqual({ a: [1, 2], b: [3, 4] });
    state.dispose();
  });

  test('values that do not fit their spec', () => {
    expect(() => engine.createState({ a: pair }, { a: new Float32Array(3) })).toThrow(/state a needs 2 values/);
    expect(() => engine.createState({ a: pair }, {})).toThrow(/state a needs 2 values/);
  });

  test('a disposed state, an unknown name, and integers where floats are read', async () => {
    const state = ab();
    await expect(state.read(['a', 'q'])).rejects.toThrow(/holds no tensor q/);
    state.dispose();
    state.dispose(); // twice is fine
    await expect(state.read(['a'])).rejects.toThrow(/after it was disposed/);
    await expect((await engine.compile(program(unchanged))).run(state, x)).rejects.toThrow(/after it was disposed/);
    const integers = engine.createState({ n: { shape: [1], dtype: 'int32' } }, { n: Int32Array.of(1) });
    await expect(integers.read(['n'])).rejects.toThrow(/state n is int32/);
    integers.dispose();
  });

  test('a state of another engine, and another backend', async () => {
    const other = eagerEngine({ name: 'wasm', device: 'cpu', backend: 'wasm', sharesHostMemory: false });
    const state = other.createState({ a: pair, b: pair }, { a: new Float32Array(2), b: new Float32Array(2) });
    await expect((await engine.compile(program(unchanged))).run(state, x)).rejects.toThrow(/another engine/);
    state.dispose();
    await tf.setBackend('cpu');
    expect(() => ab()).toThrow(/needs the TensorFlow.js backend wasm, received "cpu"/);
  });
});

describe('memory', () => {
  test('hundreds of steps leave no tensors, no buffers and no larger heap', async () => {
    const backend = () => tf.backend() as unknown as { numDataIds(): number; wasm: { HEAPU8: Uint8Array } };
    const executable = await engine.compile(train);
    const state = initialState(engine);
    const usage = () => [tf.memory().numTensors, backend().numDataIds(), backend().wasm.HEAPU8.length];
    for (let step = 0; step < 20; step++) await executable.run(state, batch(step));
    const before = usage();
    expect(before.slice(0, 2)).toEqual([Object.keys(specs).length, Object.keys(specs).length]);
    for (let step = 0; step < 400; step++) await executable.run(state, batch(step % 7));
    expect(usage()).toEqual(before);
    state.dispose();
    expect(usage().slice(0, 2)).toEqual([0, 0]);
  });

  test('equal programs on equal states give equal bits', async () => {
    expect(await trainedBits(engine, 3)).toBe(await trainedBits(engine, 3));
  });
});
