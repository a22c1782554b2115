import { reshape, type Tensor, valueAndGrad } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Program } from '../../../src/engine/contract.ts';
import type { Outputs } from '../../../src/model/contract.ts';
import { contrastCriterion } from '../../../src/transfer/contrast.ts';
import { testEngines } from '../../engine/test-engines.ts';

/** Three pairs in three dimensions: row i and row i + 3. */
const Z = [1, 2, -1, 0.5, -1, 0.25, -2, 0.5, 1, 1.5, 1, 0, 1, 1.5, 0.5, 0.5, -1, 2];

/** Loss, its gradient by z, and measure. */
function contrastProgram(pairs: number, temperature: number): Program {
  const { loss, measure } = contrastCriterion('projection', temperature, pairs);
  const outputs = (z: Tensor): Outputs => ({ body: z, branch: () => z, at: () => z, parameter: () => z });
  return {
    key: `contrast ${pairs} ${temperature}`,
    state: {},
    inputs: {
      z: { shape: [2 * pairs, 3], dtype: 'float32' },
      weight: { shape: [2 * pairs], dtype: 'float32' },
    },
    apply: (_state, inputs) => {
      const { value, grad } = valueAndGrad((z: Tensor) => loss(outputs(z), inputs))(inputs['z']!);
      return {
        state: {},
        outputs: {
          loss: reshape(value, [1]),
          gradient: grad,
          measure: reshape(measure.value(outputs(inputs['z']!), inputs), [1]),
        },
      };
    },
  };
}

/**
 * PyTorch 1.13 in float64: `u = normalize(z); s = (u @ u.T / t).masked_fill(eye(n, dtype=bool), -inf)`, then
 * `cross_entropy(s, partner)`, its gradient by z, and the share of `s.argmax(1) == partner`.
 */
const ORACLE = {
  loss: 1.7271887303203537,
  gradient: [
    -0.0643847035810376, 0.0449725475687406, 0.025560391556443567, -0.3872752492163581, -0.1729233775674686,
    0.08285698816284182, -0.03857715082743002, 0.1475544095674508, -0.15093150643858538, 0.039470011138131575,
    -0.059205016707197355, 0.1820601797534913, -0.19192560421548732, 0.18742878078973835, -0.1784351339382405,
    0.28375957482036873, -0.10996799748789474, -0.1259238924490396,
  ],
  accuracy: 1 / 3,
  /** At temperature 0.1, of [[1, 2, -1], [.5, -1, .25]] and [[1.5, 1, 0], [1, -.5, .5]]. */
  ofTwoPairs: 0.01583648694583264,
};

const ones = (count: number) => new Float32Array(count).fill(1);

describe.each(testEngines)('NT-Xent on $name', ({ start }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
  });

  async function contrast(z: readonly number[], weight: Float32Array, temperature: number) {
    const program = contrastProgram(weight.length / 2, temperature);
    const state = engine.createState({}, {});
    const outputs = await (await engine.compile(program)).run(state, { z: Float32Array.from(z), weight });
    state.dispose();
    return { loss: outputs['loss']![0]!, gradient: outputs['gradient']!, accuracy: outputs['measure']![0]! };
  }

  test('agrees with PyTorch', async () => {
    const { loss, gradient, accuracy } = await contrast(Z, ones(6), 0.5);
    expect(loss).toBeCloseTo(ORACLE.loss, 5);
    expect(accuracy).toBeCloseTo(ORACLE.accuracy, 6);
    gradient.forEach((value, index) => {
      expect(value).toBeCloseTo(ORACLE.gradient[index]!, 5);
    });
    const two = await contrast([1, 2, -1, 0.5, -1, 0.25, 1.5, 1, 0, 1, -0.5, 0.5], ones(4), 0.1);
    expect(two.loss).toBeCloseTo(ORACLE.ofTwoPairs, 5);
  });

  test('takes no notice of padding, whatever is in it', async () => {
    const rest = [9, 9, 9, 0, 0, 0];
    const padded = await contrast(
      [...Z.slice(0, 9), ...rest, ...Z.slice(9), ...rest],
      Float32Array.of(1, 1, 1, 0, 0, 1, 1, 1, 0, 0),
      0.5,
    );
    expect(padded.loss).toBeCloseTo(ORACLE.loss, 5);
    expect(padded.accuracy).toBeCloseTo(ORACLE.accuracy, 6);
    const expected = [
      ...ORACLE.gradient.slice(0, 9),
      ...new Array<number>(6).fill(0),
      ...ORACLE.gradient.slice(9),
      ...new Array<number>(6).fill(0),
    ];
    padded.gradient.forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index]!, 5);
    });
  });

  test('of one pair is nothing: there is no other view to mistake', async () => {
    const { loss, accuracy } = await contrast([1, 2, 3, -1, 0, 1], ones(2), 0.5);
    expect(Math.abs(loss)).toBe(0);
    expect(accuracy).toBe(1);
  });
});
