import '@tensorflow/tfjs-backend-cpu';
import { env, scalar, setBackend, sub, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { optimizers } from '../../src/model/registry.ts';

beforeAll(() => {
  env().set('IS_TEST', true); // no advertisement on the console
  return setBackend('cpu');
});

/**
 * Five steps on f(p) = Σ a(p−b)² + 0.1 Σ p⁴ with a = (1, 2, 3), b = (0.3, −0.1, 0.7), from p = (1, −2, 0.5), lr 0.1.
 * Computed with PyTorch 1.13.1 on CPU: `torch.optim.SGD([p], lr=0.1, momentum=0.9)` and
 * `torch.optim.Adam([p], lr=0.1)`, printing p after each `step()`.
 */
const TORCH = {
  sgd: [
    [0.82, -0.92, 0.615],
    [0.5319453, 0.4111476, 0.7601957],
    [0.2202861, 1.4019413, 0.8371817],
    [-0.044692, 1.5826617, 0.8006898],
    [-0.2142302, 0.9136743, 0.6869001],
  ],
  adam: [
    [0.9, -1.9, 0.6],
    [0.8009224, -1.8003001, 0.691534],
    [0.7035538, -1.7011111, 0.758014],
    [0.6088235, -1.6026492, 0.7860734],
    [0.5178038, -1.5051351, 0.7818918],
  ],
} as const;

const A = [1, 2, 3];
const B = [0.3, -0.1, 0.7];
const gradient = (p: readonly number[]): number[] =>
  p.map((value, index) => 2 * A[index]! * (value - B[index]!) + 0.4 * value ** 3);

describe.each(Object.keys(optimizers) as (keyof typeof optimizers)[])('optimizer %s', (name) => {
  const entry = optimizers[name];
  const create = entry.create as (options: object) => ReturnType<typeof entry.create>;

  test('is registered under its name and needs no options', () => {
    expect(entry.name).toBe(name);
    expect(entry.schema.safeParse({}).success).toBe(true);
    expect(entry.schema.safeParse({ unknown: 1 }).success).toBe(false);
  });

  test('agrees with PyTorch', () => {
    const optimizer = create(entry.schema.parse({}));
    let parameter: number[] = [1, -2, 0.5];
    let slots: Record<string, number[]> = Object.fromEntries(optimizer.slots.map((slot) => [slot, [0, 0, 0]]));
    TORCH[name].forEach((expected, index) => {
      tidy(() => {
        const scalars = optimizer.scalars(index + 1, 0.1);
        expect(Object.keys(scalars)).toEqual(optimizer.scalarNames);
        const tensors = (values: Record<string, number[]>): Record<string, Tensor> =>
          Object.fromEntries(Object.entries(values).map(([slot, list]) => [slot, tensor1d(list)]));
        const updated = optimizer.update(
          tensor1d(gradient(parameter)),
          tensors(slots),
          Object.fromEntries(Object.entries(scalars).map(([scalarName, value]) => [scalarName, scalar(value)])),
        );
        parameter = [...sub(tensor1d(parameter), updated.change).dataSync()];
        slots = Object.fromEntries(
          Object.entries(updated.slots).map(([slot, value]) => [slot, [...(value as Tensor).dataSync()]]),
        );
      });
      for (const [position, value] of parameter.entries()) expect(value).toBeCloseTo(expected[position]!, 5);
    });
  });

  test('equal options give equal keys, others do not', () => {
    const option = Object.keys(entry.schema.shape)[0]!;
    const key = (options: object): string => create(entry.schema.parse(options)).key;
    expect(key({})).toBe(key({}));
    expect(key({ [option]: 0.5 })).not.toBe(key({}));
  });
});

test('sgd without momentum keeps no slots and is plain descent', () => {
  const optimizer = optimizers.sgd.create({ momentum: 0 });
  expect(optimizer.slots).toEqual([]);
  const { change } = optimizer.update(tensor1d([2]), {}, { learningRate: scalar(0.25) });
  expect(change.dataSync()[0]).toBe(0.5);
});
