import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { Program } from '../../../src/engine/contract.ts';
import { trace } from '../../../src/engine/onnx/trace.ts';
import { inStage } from '../../../src/engine/stage.ts';

type Tensor = tf.Tensor;

/** A program that applies something to a matrix of [2, 3]. */
const applying = (apply: (x: Tensor) => Tensor): Program => ({
  key: 'applying',
  state: {},
  inputs: { x: { shape: [2, 3], dtype: 'float32' } },
  apply: (_state, { x }) => ({ state: {}, outputs: { y: apply(x!) } }),
});

const compiling = (apply: (x: Tensor) => Tensor) => trace(applying(apply));

describe('an op that draws random numbers', () => {
  const ones = () => tf.ones([2, 3]) as tf.Tensor2D;
  test.each<[string, string, (x: Tensor) => Tensor]>([
    ['randomNormal', 'unseeded', (x) => tf.add(x, tf.randomNormal([2, 3]))],
    ['randomNormal', 'seeded', (x) => tf.add(x, tf.randomNormal([2, 3], 0, 1, 'float32', 1))],
    ['randomNormal', 'in a gradient', (x) => tf.grad((y) => tf.mul(y, tf.randomNormal([2, 3])))(x)],
    ['randomStandardNormal', 'seeded', (x) => tf.add(x, tf.randomStandardNormal([2, 3], 'float32', 1))],
    ['randomUniform', 'unseeded', (x) => tf.add(x, tf.randomUniform([2, 3]))],
    ['randomUniform', 'seeded', (x) => tf.add(x, tf.randomUniform([2, 3], 0, 1, 'float32', 1))],
    ['randomUniform', 'of no width', (x) => tf.add(x, tf.randomUniform([2, 3], 0, 0))],
    ['randomUniform', 'of booleans', (x) => tf.add(x, tf.cast(tf.randomUniform([2, 3], 0, 1, 'bool'), 'float32'))],
    ['randomUniformInt', 'seeded', (x) => tf.add(x, tf.cast(tf.randomUniformInt([2, 3], 0, 4, 1), 'float32'))],
    ['randomGamma', 'seeded', (x) => tf.add(x, tf.randomGamma([2, 3], 1, 1, 'float32', 1))],
    [
      'rand',
      'by a function',
      (x) =>
        tf.add(
          x,
          tf.rand([2, 3], () => 0.5),
        ),
    ],
    ['truncatedNormal', 'unseeded', (x) => tf.add(x, tf.truncatedNormal([2, 3]))],
    ['truncatedNormal', 'seeded', (x) => tf.add(x, tf.truncatedNormal([2, 3], 0, 1, 'float32', 1))],
    ['dropout', 'unseeded', (x) => tf.dropout(x, 0.5)],
    ['dropout', 'seeded', (x) => tf.dropout(x, 0.5, undefined, 1)],
    ['dropout', 'of a constant', (x) => tf.add(x, tf.dropout(ones(), 0.5, undefined, 1))],
  ])('%s, %s, is named', async (op, _how, apply) => {
    await expect(compiling(apply)).rejects.toThrow(new RegExp(`^${op} draws random numbers inside a program`));
    await expect(compiling((x) => inStage('head', () => apply(x)))).rejects.toThrow(
      `${op} draws random numbers inside a program in stage head`,
    );
  });

  test.each<[string, (x: Tensor) => Tensor]>([
    ['of what is computed', (x) => tf.cast(tf.multinomial(x as tf.Tensor2D, 3), 'float32')],
    ['seeded', (x) => tf.cast(tf.multinomial(x as tf.Tensor2D, 3, 4), 'float32')],
    ['of a constant', (x) => tf.add(x, tf.cast(tf.multinomial(ones(), 3, 4), 'float32'))],
  ])('multinomial, %s, is an op without a compiled form', async (_how, apply) => {
    await expect(compiling(apply)).rejects.toThrow('the op Multinomial cannot be compiled');
  });
});

describe('reading a value', () => {
  test.each<[string, (x: Tensor) => unknown]>([
    ['dataSync', (x) => x.dataSync()],
    ['arraySync', (x) => x.arraySync()],
    ['bufferSync', (x) => x.bufferSync()],
    ['dataSync of a constant', () => tf.scalar(2).dataSync()],
    ['print', (x) => x.print()],
  ])('%s is refused', async (_how, read) => {
    const reading = (x: Tensor) => {
      read(x);
      return x;
    };
    await expect(compiling(reading)).rejects.toThrow('a value is read inside a program');
    await expect(compiling((x) => inStage('stem', () => reading(x)))).rejects.toThrow('in stage stem');
  });
});

describe('an op without a compiled form', () => {
  test.each<[string, (x: Tensor) => Tensor]>([
    ['TopK', (x) => tf.topk(x, 1).values],
    ['Unique', (x) => tf.unique(tf.reshape(x, [6])).values],
    ['Complex', (x) => tf.real(tf.spectral.rfft(x))],
    ['Conv3D', (x) => tf.conv3d(tf.reshape(x, [1, 1, 2, 3, 1]) as tf.Tensor5D, tf.ones([1, 1, 1, 1, 1]), 1, 'same')],
  ])('%s is named with its stage', async (op, apply) => {
    await expect(compiling(apply)).rejects.toThrow(`the op ${op} cannot be compiled`);
    await expect(compiling((x) => inStage('body', () => apply(x)))).rejects.toThrow(
      `the op ${op} in stage body cannot be compiled`,
    );
  });

  test('a use of an op that is not compiled is named with its stage too', async () => {
    const first = (x: Tensor) =>
      tf.conv2d(tf.reshape(x, [1, 1, 2, 3]) as tf.Tensor4D, tf.ones([1, 1, 1, 1]), 1, 'same', 'NCHW');
    await expect(compiling((x) => inStage('stem', () => first(x)))).rejects.toThrow(
      'the op Conv2D in stage stem cannot be compiled: images must have their channels last',
    );
    const uneven = (x: Tensor) => tf.maxPool(tf.reshape(x, [1, 2, 3, 1]) as tf.Tensor4D, [2, 3], 1, 1);
    await expect(compiling(uneven)).rejects.toThrow('the op MaxPool cannot be compiled: its padding must be');
  });

  test('in the backward pass, an op belongs to the stage of what it is computed from', async () => {
    const unsorted = tf.customGrad((x) => ({
      value: tf.mul(x as Tensor, 2),
      gradFunc: (dy) => tf.topk(dy as Tensor, 3).values,
    }));
    const loss = (x: Tensor) => tf.sum(tf.square(inStage('tail', () => unsorted(tf.add(x, 1)))));
    await expect(compiling((x) => tf.grad(loss)(x))).rejects.toThrow('the op TopK in stage tail');
  });
});

describe('what a program returns', () => {
  const returning = (state: Record<string, Tensor>, outputs: Record<string, Tensor> = {}): Promise<unknown> =>
    trace({
      key: 'returning',
      state: { w: { shape: [2, 3], dtype: 'float32' } },
      inputs: {},
      apply: () => ({ state, outputs }),
    });
  const made = (make: () => Tensor): Tensor => tf.tidy(make);

  test.each<[string, () => Tensor, string]>([
    ['another shape', () => tf.ones([3, 2]), 'state w is declared as float32 [2, 3]'],
    ['another type', () => tf.ones([2, 3], 'int32'), 'state w is declared as float32 [2, 3]'],
  ])('%s than the state has is refused', async (_what, make, message) => {
    await expect(
      trace({
        key: 'replacing',
        state: { w: { shape: [2, 3], dtype: 'float32' } },
        inputs: {},
        apply: () => ({ state: { w: make() }, outputs: {} }),
      }),
    ).rejects.toThrow(message);
  });

  test('state that is not declared, and outputs that are not float32, are refused', async () => {
    await tf.setBackend('cpu');
    const stray = made(() => tf.ones([2]));
    await expect(returning({ v: stray })).rejects.toThrow('the program replaces v, which its state does not declare');
    await expect(returning({}, { y: made(() => tf.ones([2], 'int32')) })).rejects.toThrow('output y must be float32');
  });

  test('a name that is not declared is refused when it is read', async () => {
    const program = applying((x) => x);
    await expect(
      trace({ ...program, apply: (state) => ({ state: {}, outputs: { y: state.missing! } }) }),
    ).rejects.toThrow('reads the state missing, which it does not declare');
  });
});

test('after an error the next program compiles', async () => {
  await expect(compiling((x) => tf.topk(x, 1).values)).rejects.toThrow('TopK');
  expect((await compiling((x) => tf.mul(x, 2))).outputs.get('output y')?.shape).toEqual([2, 3]);
});
