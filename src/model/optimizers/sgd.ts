import { add, mul } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { OptimizerEntry } from '../contract.ts';

const schema = z.strictObject({
  momentum: z.number().min(0).lt(1).default(0.9).describe('share of the last update that carries on'),
});

/**
 * Stochastic gradient descent with heavy-ball momentum (Polyak 1964), in the form v ← m·v + g, p ← p − lr·v
 * (Sutskever et al. 2013, eq. 1–2, with the learning rate outside the velocity).
 */
export const sgd = {
  name: 'sgd',
  title: 'stochastic gradient descent with momentum',
  schema,
  create: ({ momentum }) => ({
    key: `sgd(${momentum})`,
    slots: momentum === 0 ? [] : ['velocity'],
    scalarNames: ['learningRate'],
    scalars: (_step, learningRate) => ({ learningRate }),
    update: (gradient, slots, scalars) => {
      const velocity = slots.velocity === undefined ? gradient : add(mul(slots.velocity, momentum), gradient);
      return {
        change: mul(velocity, scalars.learningRate!),
        slots: slots.velocity === undefined ? {} : { velocity },
      };
    },
  }),
} as const satisfies OptimizerEntry<'sgd', typeof schema>;
