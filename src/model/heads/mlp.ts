import { add, matMul, relu, reshape, type Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { HeadEntry } from '../contract.ts';
import { volume } from '../layers.ts';

const schema = z.strictObject({
  hidden: z.int().min(1).max(8192).default(64).describe('units of the layer before the logits'),
});

/**
 * A dense layer with ReLU, then one to the logits. Stage: `head`, with `hidden-kernel` [inputs, hidden], `hidden-bias`
 * [hidden], `kernel` [hidden, outputs], `bias` [outputs].
 */
export const mlpHead = {
  name: 'mlp',
  title: 'a dense layer with ReLU before the logits',
  schema,
  stage: ({ hidden }, inputShape, outputs) => {
    const inputs = volume(inputShape);
    return {
      name: 'head',
      inputShape,
      outputShape: [outputs],
      parameters: {
        'hidden-kernel': { shape: [inputs, hidden], init: { kind: 'he-normal', fanIn: inputs } },
        'hidden-bias': { shape: [hidden], init: { kind: 'zeros' } },
        kernel: { shape: [hidden, outputs], init: { kind: 'glorot-uniform', fanIn: hidden, fanOut: outputs } },
        bias: { shape: [outputs], init: { kind: 'zeros' } },
      },
      multiplyAdds: inputs * hidden + hidden * outputs,
      apply: (parameters, x) => {
        const flat = reshape(x, [x.shape[0]!, inputs]) as Tensor2D; // [batch, inputs]
        const first = relu(add(matMul(flat, parameters['hidden-kernel'] as Tensor2D), parameters['hidden-bias']!));
        return add(matMul(first as Tensor2D, parameters['kernel'] as Tensor2D), parameters['bias']!);
      },
    };
  },
} as const satisfies HeadEntry<'mlp', typeof schema>;
