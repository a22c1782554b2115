import { add, matMul, relu, reshape, type Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { TuningEntry } from './contract.ts';

const schema = z.strictObject({
  width: z.int().min(1).max(1024).default(8).describe('units of the bottleneck'),
});

/**
 * A residual bottleneck behind each stage, over the last axis of its output h: h + ReLU(h·D + d)·U + u, with U and u at
 * zero. Over feature maps that is a pair of 1 × 1 convolutions.
 */
export const adapter = {
  name: 'adapter',
  title: 'a residual bottleneck behind each stage',
  reference: 'Houlsby et al. 2019 (adapters), section 2.1; Rebuffi et al. 2017 for feature maps',
  schema,
  place: 'an output with channels',
  insert: ({ width }, stage) => {
    const channels = stage.outputShape.at(-1);
    // An output that carries more than a representation, such as a graph with its edges, has no channels.
    if (channels === undefined || stage.represent !== undefined) return null;
    const positions = stage.outputShape.slice(0, -1).reduce((product, dimension) => product * dimension, 1);
    return {
      ...stage,
      parameters: {
        ...stage.parameters,
        'adapter-down': { shape: [channels, width], init: { kind: 'he-normal', fanIn: channels } },
        'adapter-down-bias': { shape: [width], init: { kind: 'zeros' } },
        'adapter-up': { shape: [width, channels], init: { kind: 'zeros' } },
        'adapter-up-bias': { shape: [channels], init: { kind: 'zeros' } },
      },
      multiplyAdds: stage.multiplyAdds + 2 * positions * channels * width,
      apply: (parameters, x, pass) => {
        const output = stage.apply(parameters, x, pass);
        const flat = reshape(output, [-1, channels]) as Tensor2D; // [batch × positions, channels]
        const down = relu(
          add(matMul(flat, parameters['adapter-down'] as Tensor2D), parameters['adapter-down-bias']!),
        ) as Tensor2D;
        const up = add(matMul(down, parameters['adapter-up'] as Tensor2D), parameters['adapter-up-bias']!);
        return add(output, reshape(up, output.shape));
      },
    };
  },
} as const satisfies TuningEntry<'adapter', typeof schema>;
