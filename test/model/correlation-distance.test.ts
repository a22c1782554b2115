import { grads, reshape, type Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import type { Program } from '../../src/engine/contract.ts';
import { correlationDistance } from '../../src/model/losses/correlation-distance.ts';
import { testEngines } from '../engine/test-engines.ts';

const ROWS = 7;
const WIDTH = 4;

type Rows = readonly (readonly number[])[];

/** ‖C_S − C_T‖²_F / (4d²) in double precision, by C = (DᵀD − (1ᵀD)ᵀ(1ᵀD)/n) / (n − 1) (Sun & Saenko 2016, eq. 1–3). */
function oracle(source: Rows, target: Rows): number {
  const covariance = (rows: Rows, i: number, j: number): number => {
    const total = (of: (row: readonly number[]) => number) => rows.reduce((sum, row) => sum + of(row), 0);
    const product = total((row) => row[i]! * row[j]!);
    return (product - (total((row) => row[i]!) * total((row) => row[j]!)) / rows.length) / (rows.length - 1);
  };
  let distance = 0;
  for (let i = 0; i < WIDTH; i++) {
    for (let j = 0; j < WIDTH; j++) distance += (covariance(source, i, j) - covariance(target, i, j)) ** 2;
  }
  return distance / (4 * WIDTH ** 2);
}

const program: Program = {
  key: 'correlation distance',
  state: { unused: { shape: [1], dtype: 'float32' } },
  inputs: {
    source: { shape: [ROWS, 2, WIDTH / 2], dtype: 'float32' },
    target: { shape: [ROWS, 2, WIDTH / 2], dtype: 'float32' },
    sourceWeight: { shape: [ROWS], dtype: 'float32' },
    targetWeight: { shape: [ROWS], dtype: 'float32' },
  },
  apply: (_state, { source, target, sourceWeight, targetWeight }) => {
    const distance = (a: Tensor, b: Tensor) => correlationDistance(a, b, sourceWeight!, targetWeight!);
    const [toSource, toTarget] = grads(distance)([source!, target!]);
    return {
      state: {},
      outputs: { distance: reshape(distance(source!, target!), [1]), toSource: toSource!, toTarget: toTarget! },
    };
  },
};

function sample(count: number, seed: number): number[][] {
  const random = stream('covariances', { seed });
  return Array.from({ length: count }, () => {
    const common = random.normal();
    return Array.from({ length: WIDTH }, (_, column) =>
      Math.fround(2 * column + common + (0.2 + column) * random.normal()),
    );
  });
}

/** The rows, then padding of a value that must not matter. */
const padded = (rows: Rows) => Float32Array.from({ length: ROWS * WIDTH }, (_, index) => rows.flat()[index] ?? 1000);
const weights = (count: number) => Float32Array.from({ length: ROWS }, (_, row) => (row < count ? 1 : 0));

describe.each(testEngines)('on $name', ({ start }) => {
  async function run(source: Rows, target: Rows) {
    const engine = await start();
    const state = engine.createState(program.state, { unused: Float32Array.of(0) });
    const outputs = await (await engine.compile(program)).run(state, {
      source: padded(source),
      target: padded(target),
      sourceWeight: weights(source.length),
      targetWeight: weights(target.length),
    });
    state.dispose();
    return outputs;
  }

  test.each([
    [7, 7],
    [7, 4],
    [2, 5],
  ])('samples of %i and %i agree with double precision, value and slope', async (first, second) => {
    const source = sample(first, 1);
    const target = sample(second, 2);
    const { distance, toSource, toTarget } = await run(source, target);
    const expected = oracle(source, target);
    expect(Math.abs(distance![0]! - expected) / expected).toBeLessThan(1e-5);
    const slopes = (rows: number[][], value: () => number): number[] =>
      rows.flatMap((row) =>
        row.map((at, column) => {
          const to = (moved: number) => {
            row[column] = moved;
            const found = value();
            row[column] = at;
            return found;
          };
          return (to(at + 1e-4) - to(at - 1e-4)) / 2e-4; // central difference: error O(10⁻⁸)
        }),
      );
    for (const [found, rows] of [
      [toSource!, source],
      [toTarget!, target],
    ] as const) {
      const wanted = slopes(rows, () => oracle(source, target));
      const scale = Math.max(...wanted.map(Math.abs));
      wanted.forEach((slope, index) => {
        expect(Math.abs(found[index]! - slope) / scale).toBeLessThan(1e-4);
      });
      expect(found.subarray(wanted.length).every((value) => value === 0)).toBe(true);
    }
  });

  test('a single example has no covariance: nothing is pulled', async () => {
    const { distance, toSource, toTarget } = await run(sample(1, 1), sample(7, 2));
    expect([...distance!, ...toSource!, ...toTarget!].every((value) => value === 0)).toBe(true);
  });
});
