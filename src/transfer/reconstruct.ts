import { add, div, mul, type Scalar, square, sub, sum } from '@tensorflow/tfjs-core';
import { exampleMoments } from '../data/example-moments.ts';
import type { View } from '../data/view.ts';
import type { NamedTensors, NamedValues } from '../engine/contract.ts';
import type { Criterion, Outputs } from '../model/contract.ts';
import { volume } from '../model/layers.ts';

interface Reconstruction {
  readonly branch: string;
  readonly rows: number;
  readonly inputShape: readonly number[];
  /** Where what is to be rebuilt comes from: the input itself, or what it was made from. */
  readonly target: 'x' | 'clean';
  /** Whether only places where `mask` [rows, …, 1] is 1 count, and how many values of each example do. */
  readonly masked: number | null;
}

/**
 * Mean squared error of `mean` + a branch's output against the input, over all places or those under a mask. `mean`
 * [1, …] is the mean example: the branch learns how an example differs from it. Measured by R² = 1 − error / `variance`
 * [1], the variance about the mean example, which is that of hidden places too as each is hidden equally often. 0 is as
 * good as the mean example, 1 is perfect. It is linear in the error, so that its mean over batches is that over examples.
 */
export function reconstructCriterion({ branch, rows, inputShape, target, masked }: Reconstruction): Criterion {
  const image = { shape: [rows, ...inputShape], dtype: 'float32' } as const;
  const values = masked ?? volume(inputShape);
  const loss = (outputs: Outputs, inputs: NamedTensors) => {
    const wrong = sub(add(outputs.branch(branch), inputs['mean']!), inputs[target]!);
    const counted = masked === null ? wrong : mul(wrong, inputs['mask']!);
    const each = sum(square(counted), counted.shape.map((_, axis) => axis).slice(1)); // [rows]
    return div(sum(mul(each, inputs['weight']!)), mul(sum(inputs['weight']!), values)) as Scalar;
  };
  return {
    key: `reconstruct(${[branch, target, masked].join()})`,
    inputs: {
      mean: { shape: [1, ...inputShape], dtype: 'float32' },
      variance: { shape: [1], dtype: 'float32' },
      ...(target === 'clean' ? { clean: image } : {}),
      ...(masked === null ? {} : { mask: { ...image, shape: [...image.shape.slice(0, -1), 1] } }),
    },
    scalarNames: [],
    scalars: () => ({}),
    loss,
    measure: {
      name: 'R²',
      better: 'higher',
      value: (outputs, inputs) => sub(1, div(loss(outputs, inputs), sum(inputs['variance']!))) as Scalar,
    },
  };
}

/** The criterion's inputs `mean` and `variance`; examples that are all the same have next to none. */
export function referenceInputs(view: View): NamedValues {
  const { mean, variance } = exampleMoments(view);
  return { mean, variance: Float32Array.of(Math.max(1e-12, variance)) };
}
