import { add, div, mul, sqrt, square } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { OptimizerEntry } from '../contract.ts';

const schema = z.strictObject({
  beta1: z.number().min(0).lt(1).default(0.9).describe('decay of the mean of gradients'),
  beta2: z.number().min(0).lt(1).default(0.999).describe('decay of the mean of squared gradients'),
  epsilon: z.number().positive().default(1e-8).describe('keeps the division finite'),
});

/**
 * Adam (Kingma & Ba 2015, algorithm 1), with as few passes over the parameters as it takes. The slots hold m/(1−β1) and
 * v/(1−β2), so that a step is m ← β1·m + g, v ← β2·v + g². These factors and both bias corrections are folded into two
 * scalars of the step, made on the host in double precision: p ← p − a·m / (√v + e) with
 * a = lr·(1−β1)/(1−β1ᵗ)·√((1−β2ᵗ)/(1−β2)) and e = ε·√((1−β2ᵗ)/(1−β2)).
 */
export const adam = {
  name: 'adam',
  title: 'Adam',
  schema,
  create: ({ beta1, beta2, epsilon }) => ({
    key: `adam(${beta1},${beta2},${epsilon})`,
    slots: ['mean', 'square'],
    scalarNames: ['rate', 'floor'],
    scalars: (step, learningRate) => {
      const correction = Math.sqrt((1 - beta2 ** step) / (1 - beta2));
      return { rate: (learningRate * (1 - beta1) * correction) / (1 - beta1 ** step), floor: epsilon * correction };
    },
    update: (gradient, slots, scalars) => {
      const mean = add(mul(slots.mean!, beta1), gradient);
      const squared = add(mul(slots.square!, beta2), square(gradient));
      const change = div(mul(mean, scalars.rate!), add(sqrt(squared), scalars.floor!));
      return { change, slots: { mean, square: squared } };
    },
  }),
} as const satisfies OptimizerEntry<'adam', typeof schema>;
