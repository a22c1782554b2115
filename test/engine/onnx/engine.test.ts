import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Program, TensorSpec } from '../../../src/engine/contract.ts';
import { startOnnx } from '../../../src/engine/onnx/start.ts';
import { startWasm } from '../../../src/engine/wasm/start.ts';
import { batch, initialState, train, trainedBits } from '../small-cnn.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx({ device: 'cpu', threads: 1 });
});

const pair = { shape: [2], dtype: 'float32' } as const;
const x = { x: Float32Array.of(10, 20) };
let programs = 0;
/** A program over a state of a, b and an input x, all [2]. No two have the same key. */
const program = (apply: Program['apply'], more: Partial<Program> = {}): Program => ({
  key: `test ${programs++}`,
  state: { a: pair, b: pair },
  inputs: { x: pair },
  apply,
  ...more,
});
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

  test('may exchange, share and return what it was given, and constants', async () => {
    const executable = await engine.compile(
      program(({ a, b }, inputs) => ({
        state: { a: b!, b: a! },
        outputs: {
          old: a!,
          x: inputs.x!,
          again: inputs.x!,
          seven: tf.fill([2], 7),
          sum: tf.add(a!, 1),
          twice: tf.add(a!, 1),
        },
      })),
    );
    const state = ab();
    expect(rows(await executable.run(state, x))).toEqual({
      old: [1, 2],
      x: [10, 20],
      again: [10, 20],
      seven: [7, 7],
      sum: [2, 3],
      twice: [2, 3],
    });
    expect(rows(await state.read(['a', 'b']))).toEqual({ a: [3, 4], b: [1, 2] });
    await (
      await engine.compile(program((_state, inputs) => ({ state: { a: inputs.x!, b: inputs.x! }, outputs: {} })))
    ).run(state, x);
    await (await engine.compile(program(({ a }) => ({ state: { a: a! }, outputs: {} })))).run(state, x);
    expect(rows(await state.read(['a', 'b']))).toEqual({ a: [10, 20], b: [10, 20] });
    state.dispose();
  });

  test('many turns in one call do what as many calls do, to the bit, on every engine', async () => {
    for (const on of [engine, await startWasm()]) {
      const step = program(
        ({ a, b }, inputs) => {
          const next = tf.add(tf.mul(a!, inputs.rate!), tf.mul(b!, inputs.x!));
          return { state: { a: next }, outputs: { next, sum: tf.reshape(tf.sum(next), [1]), old: a! } };
        },
        { inputs: { x: pair, rate: { shape: [1], dtype: 'float32' } } },
      );
      const executable = await on.compile(step);
      const start = () => on.createState({ a: pair, b: pair }, { a: Float32Array.of(1, 2), b: Float32Array.of(3, 4) });
      const [apart, together] = [start(), start()];
      const inputs = { x: Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6), rate: Float32Array.of(0.9, 0.8, 0.7) };
      const found: Record<string, number[]> = { next: [], sum: [], old: [] };
      for (let turn = 0; turn < 3; turn++) {
        const part = { x: inputs.x.subarray(2 * turn, 2 * turn + 2), rate: inputs.rate.subarray(turn, turn + 1) };
        for (const [name, values] of Object.entries(await executable.run(apart, part))) found[name]!.push(...values);
      }
      expect(rows(await executable.runMany(together, inputs, 3))).toEqual(found);
      expect(await together.read(['a', 'b'])).toEqual(await apart.read(['a', 'b']));
      await executable.runMany(together, { x: inputs.x.subarray(0, 2), rate: inputs.rate.subarray(0, 1) }, 1);
      await expect(executable.runMany(together, inputs, 2)).rejects.toThrow(/input x needs 4 values/);
    }
  });

  test('slices of a vector are read where they lie, whole or in parts, overlapping or not', async () => {
    const vector: TensorSpec = { shape: [6], dtype: 'float32' };
    const executable = await engine.compile(
      program(
        ({ v, w }) => {
          const [head, tail] = [tf.slice(v as tf.Tensor1D, 0, 4), tf.slice(v as tf.Tensor1D, 2, 4)];
          return {
            state: { v: tf.concat([tf.add(tail, 1), tf.slice(w as tf.Tensor1D, 4, 2)]) },
            outputs: { product: tf.mul(head, tail), whole: tf.reshape(tf.sum(w!), [1]) },
          };
        },
        { state: { v: vector, w: vector }, inputs: {} },
      ),
    );
    const values = Float32Array.of(1, 2, 3, 4, 5, 6);
    const state = engine.createState({ v: vector, w: vector }, { v: values, w: values });
    expect(rows(await executable.run(state, {}))).toEqual({ product: [3, 8, 15, 24], whole: [21] });
    expect(rows(await state.read(['v']))).toEqual({ v: [4, 5, 6, 7, 5, 6] });
    expect(rows(await executable.run(state, {})).product).toEqual([24, 35, 30, 42]);
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

  test('holds on to none of the caller’s arrays, and hands out none of its own', async () => {
    const [a, given] = [Float32Array.of(1, 2), Float32Array.of(10, 20)];
    const state = engine.createState({ a: pair, b: pair }, { a, b: a });
    const executable = await engine.compile(
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

  test('equal keys are compiled once; more programs than are kept still run', async () => {
    let applied = 0;
    const counted = program(({ a }) => {
      applied++;
      return { state: {}, outputs: { a: a! } };
    });
    const state = ab();
    const first = await engine.compile(counted);
    await engine.compile(counted);
    expect(applied).toBe(1);
    for (let other = 0; other < 40; other++)
      await engine.compile(program(() => ({ state: {}, outputs: { one: tf.fill([1], 1) } })));
    const again = await engine.compile(counted);
    expect(applied).toBe(2);
    expect(rows(await again.run(state, x))).toEqual({ a: [1, 2] });
    await expect(first.run(state, x)).rejects.toThrow(); // its session was released long ago
    state.dispose();
  });
});

describe('refusing', () => {
  const unchanged: Program['apply'] = () => ({ state: {}, outputs: { one: tf.fill([1], 1) } });
  const cases: [string, Partial<Program>, Program['apply'], RegExp][] = [
    ['a state that lacks a name', { state: { c: pair } }, unchanged, /holds no tensor c/],
    [
      'a state of another shape',
      { state: { a: { ...pair, shape: [3] } } },
      unchanged,
      /state a is held as float32 \[2\]/,
    ],
    ['a missing input', { inputs: { y: pair } }, unchanged, /input y needs 2 values/],
    ['an input of the wrong length', { inputs: { x: { ...pair, shape: [3] } } }, unchanged, /input x needs 3 values/],
    [
      'an input of the wrong type',
      { inputs: { x: { ...pair, dtype: 'int32' } } },
      unchanged,
      /needs 2 values of int32/,
    ],
    ['an input too many', { inputs: {} }, unchanged, /no input of this name, received \["x"\]/],
    ['reading an undeclared state', {}, ({ c }) => ({ state: {}, outputs: { c: c! } }), /reads the state c/],
    ['reading an undeclared input', {}, (_state, { z }) => ({ state: {}, outputs: { z: z! } }), /reads the input z/],
    ['replacing an undeclared state', {}, ({ a }) => ({ state: { c: a! }, outputs: {} }), /replaces c/],
    [
      'a new state of another shape',
      {},
      ({ a }) => ({ state: { a: tf.sum(a!) }, outputs: {} }),
      /declared as float32 \[2\]/,
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
      /n must be float32/,
    ],
  ];
  test.each(cases)('%s, and leaves the state as it was', async (_name, more, apply, message) => {
    const state = ab();
    const run = async () => (await engine.compile(program(apply, more))).run(state, x);
    await expect(run()).rejects.toThrow(message);
    expect(rows(await state.read(['a', 'b']))).toEqual({ a: [1, 2], b: [3, 4] });
    state.dispose();
  });

  test('a program that computes nothing', async () => {
    await expect(engine.compile(program(() => ({ state: {}, outputs: {} })))).rejects.toThrow(
      /returns neither state nor outputs/,
    );
  });

  test('a disposed state, an unknown name, integers where floats are read, a state of another engine', async () => {
    const state = ab();
    await expect(state.read(['a', 'q'])).rejects.toThrow(/holds no tensor q/);
    state.dispose();
    state.dispose(); // twice is fine
    await expect(state.read(['a'])).rejects.toThrow(/after it was disposed/);
    const executable = await engine.compile(program(unchanged));
    await expect(executable.run(state, x)).rejects.toThrow(/after it was disposed/);
    const integers = engine.createState({ n: { shape: [1], dtype: 'int32' } }, { n: Int32Array.of(1) });
    await expect(integers.read(['n'])).rejects.toThrow(/state n is int32/);
    const other = await startOnnx({ device: 'cpu', threads: 1 });
    const foreign = other.createState({ a: pair, b: pair }, { a: new Float32Array(2), b: new Float32Array(2) });
    await expect(executable.run(foreign, x)).rejects.toThrow(/another engine/);
  });
});

describe('training', () => {
  test('has the losses of the WebAssembly engine over 50 steps', async () => {
    const losses = async (on: Engine): Promise<number[]> => {
      const executable = await on.compile(train);
      const state = initialState(on);
      const all: number[] = [];
      for (let step = 0; step < 50; step++) all.push((await executable.run(state, batch(step % 5))).loss![0]!);
      state.dispose();
      return all;
    };
    const [ours, theirs] = [await losses(engine), await losses(await startWasm())];
    ours.forEach((loss, step) => {
      expect(Math.abs(loss - theirs[step]!)).toBeLessThan(1e-4);
    });
    expect(ours.at(-1)).toBeLessThan(ours[0]!);
  });

  test('has the same bits again, and with more threads within an operator', async () => {
    const bits = await trainedBits(engine, 5);
    expect(await trainedBits(engine, 5)).toBe(bits);
    expect(await trainedBits(await startOnnx({ device: 'cpu', threads: 2 }), 5)).toBe(bits);
  });

  test('compiles several programs at a time', async () => {
    const factors = [2, 3, 4];
    const executables = await Promise.all(
      factors.map((factor) => engine.compile(program(({ a }) => ({ state: {}, outputs: { y: tf.mul(a!, factor) } })))),
    );
    const state = ab();
    for (const [index, executable] of executables.entries()) {
      expect(rows(await executable.run(state, x))).toEqual({ y: [factors[index], 2 * factors[index]!] });
    }
    state.dispose();
  });

  test('leaves the backend of TensorFlow.js as it was', async () => {
    await startWasm();
    await tf.setBackend('wasm');
    await engine.compile(program(({ a }) => ({ state: { a: tf.mul(a!, 2) }, outputs: {} })));
    await expect(
      engine.compile(program(({ a }) => ({ state: {}, outputs: { a: tf.tensor(a!.dataSync()) } }))),
    ).rejects.toThrow(/read inside/);
    expect(tf.getBackend()).toBe('wasm');
    expect(Array.from(tf.add(tf.tensor1d([1]), 1).dataSync())).toEqual([2]);
  });
});
