import { matMul, reshape, type Tensor2D } from '@tensorflow/tfjs-core';
import { volume } from '../../layers.ts';
import type { LayerKind } from './contract.ts';
import { finish, kernelSpec } from './kernel.ts';

/** x·kernel + bias over the last dimension: [batch, …, inputs] → [batch, …, units]. Kernel: [inputs, units]. */
export const dense: LayerKind = (description, given) => {
  const shape = description.only(given);
  const inputs = shape.at(-1);
  if (inputs === undefined) return description.refuse('it needs inputs of at least one dimension');
  const units = description.count('units');
  const outputShape = [...shape.slice(0, -1), units];
  const { bias, apply } = finish(description, units);
  return {
    outputShape,
    parameters: { kernel: kernelSpec(description, 'kernel_initializer', [inputs, units], inputs, units), ...bias },
    multiplyAdds: volume(shape) * units,
    apply: (parameters, [x]) => {
      const rows = reshape(x!, [-1, inputs]) as Tensor2D; // [batch · …, inputs]
      const product = reshape(matMul(rows, parameters.kernel as Tensor2D), [x!.shape[0]!, ...outputShape]);
      return apply(parameters, product);
    },
  };
};
