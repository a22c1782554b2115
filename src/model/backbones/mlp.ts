import { z } from 'zod';
import type { BackboneEntry, Stage } from '../contract.ts';
import { denseStage } from '../layers.ts';

const schema = z.strictObject({
  hidden: z.array(z.int().min(1).max(8192)).min(1).max(16).default([128, 64]).describe('units of each dense stage'),
});

/** A multi-layer perceptron with ReLU. Stages: `layer1` … `layerN`. */
export const mlp = {
  name: 'mlp',
  title: 'dense stages with ReLU',
  schema,
  stages({ hidden }, inputShape) {
    const stages: Stage[] = [];
    let shape = inputShape;
    hidden.forEach((units, index) => {
      const stage = denseStage(`layer${index + 1}`, shape, units, 'relu');
      stages.push(stage);
      shape = stage.outputShape;
    });
    return stages;
  },
} as const satisfies BackboneEntry<'mlp', typeof schema>;
