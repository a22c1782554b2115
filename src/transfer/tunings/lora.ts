import { add, matMul, mul, type Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { NamedTensors } from '../../engine/contract.ts';
import type { ParameterSpec } from '../../model/contract.ts';
import type { TuningEntry } from './contract.ts';

const schema = z.strictObject({
  rank: z.int().min(1).max(256).default(4).describe('of the change of each dense kernel'),
  alpha: z.number().positive().max(1000).default(8).describe('the change is multiplied by alpha / rank'),
});

/**
 * Low-rank adaptation: each dense kernel W [inputs, units] becomes W + (α/r)·A·B with A [inputs, r] at random and
 * B [r, units] at zero. Stages without a dense kernel stay as they are.
 */
export const lora = {
  name: 'lora',
  title: 'a low-rank change of each dense kernel',
  reference: 'Hu et al. 2022 (LoRA), eq. 3',
  schema,
  place: 'a dense kernel',
  insert: ({ rank, alpha }, stage) => {
    const kernels = Object.entries(stage.parameters).filter(([, { shape }]) => shape.length === 2);
    if (kernels.length === 0) return null;
    const inserted = kernels.flatMap(([name, { shape }]): [string, ParameterSpec][] => {
      const [inputs, units] = shape as [number, number];
      return [
        [`${name}-lora-a`, { shape: [inputs, rank], init: { kind: 'he-normal', fanIn: inputs } }],
        [`${name}-lora-b`, { shape: [rank, units], init: { kind: 'zeros' } }],
      ];
    });
    return {
      ...stage,
      parameters: { ...stage.parameters, ...Object.fromEntries(inserted) },
      apply: (parameters, x, pass) => {
        const changed = kernels.map(([name]) => [name, changedKernel(parameters, name, alpha / rank)] as const);
        return stage.apply({ ...parameters, ...Object.fromEntries(changed) }, x, pass);
      },
    };
  },
} as const satisfies TuningEntry<'lora', typeof schema>;

function changedKernel(parameters: NamedTensors, name: string, scale: number) {
  const change = matMul(parameters[`${name}-lora-a`] as Tensor2D, parameters[`${name}-lora-b`] as Tensor2D);
  return add(parameters[name]!, mul(change, scale));
}
