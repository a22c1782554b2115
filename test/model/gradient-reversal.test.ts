import { add, grad, mul, reshape, square, sum, type Tensor, tanh } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { Program } from '../../src/engine/contract.ts';
import { reverseGradient } from '../../src/model/gradient-reversal.ts';
import { testEngines } from '../engine/test-engines.ts';

const SHAPE = [3, 2];

/** f(x) = Σ tanh(R(x))² and its gradient; with a second way round the reversal: f(x) + 3 Σ x. */
const program: Program = {
  key: 'gradient reversal',
  state: { unused: { shape: [1], dtype: 'float32' } },
  inputs: { x: { shape: SHAPE, dtype: 'float32' }, strength: { shape: [1], dtype: 'float32' } },
  apply: (_state, { x, strength }) => {
    const reversed = (value: Tensor) => sum(square(tanh(reverseGradient(value, strength!))));
    const both = (value: Tensor) => add(reversed(value), sum(mul(value, 3)));
    return {
      state: {},
      outputs: {
        forward: reverseGradient(x!, strength!),
        loss: reshape(reversed(x!), [1]),
        gradient: grad(reversed)(x!),
        twoWays: grad(both)(x!),
      },
    };
  },
};

/** d/dx tanh(x)² = 2 tanh(x) (1 − tanh(x)²) in double precision, times −λ. */
test.each(testEngines)(
  'on $name the gradient is −λ times the true one, for each λ of one program',
  async ({ start }) => {
    const engine = await start();
    const executable = await engine.compile(program);
    const state = engine.createState(program.state, { unused: Float32Array.of(0) });
    const x = Float32Array.of(-1.5, -0.4, 0, 0.1, 0.7, 2);
    const slopes = Array.from(x, (value) => 2 * Math.tanh(value) * (1 - Math.tanh(value) ** 2));
    for (const strength of [0, 0.5, 1, 7]) {
      const { forward, loss, gradient, twoWays } = await executable.run(state, {
        x,
        strength: Float32Array.of(strength),
      });
      expect(forward).toEqual(x);
      expect(loss![0]).toBeCloseTo(
        Array.from(x, (value) => Math.tanh(value) ** 2).reduce((a, b) => a + b),
        5,
      );
      slopes.forEach((slope, index) => {
        expect(gradient![index]).toBeCloseTo(-strength * slope, 5);
        expect(twoWays![index]).toBeCloseTo(3 - strength * slope, 5);
      });
    }
    state.dispose();
  },
);
