import type { Tensor } from '@tensorflow/tfjs-core';
import { add } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../../../engine/contract.ts';
import type { Initializer, ParameterSpec } from '../../contract.ts';
import type { LayerDescription } from '../description.ts';
import { activationOf } from './activation.ts';

/**
 * A kernel that starts as its layer's configuration says, where that is one of ours; Glorot's distribution otherwise, the
 * default of Keras. It matters only to arms that start from scratch.
 *
 * @param key of the initializer, such as `kernel_initializer`.
 */
export function kernelSpec(
  description: LayerDescription,
  key: string,
  shape: readonly number[],
  fanIn: number,
  fanOut: number,
): ParameterSpec {
  const init: Initializer = isHe(description.raw(key))
    ? { kind: 'he-normal', fanIn }
    : { kind: 'glorot-uniform', fanIn, fanOut };
  return { shape, init };
}

function isHe(initializer: unknown): boolean {
  const { class_name: name, config } = (initializer ?? {}) as { class_name?: unknown; config?: unknown };
  const { scale, mode } = (config ?? {}) as { scale?: unknown; mode?: unknown };
  return (typeof name === 'string' && /^He[NU]/.test(name)) || (scale === 2 && mode === 'fan_in');
}

/** What follows a product with a kernel: a bias for each unit if there is one, then the activation. */
export function finish(
  description: LayerDescription,
  units: number,
): {
  readonly bias: Readonly<Record<string, ParameterSpec>>;
  apply(parameters: NamedTensors, product: Tensor): Tensor;
} {
  const activate = activationOf(description);
  const biased = description.flag('use_bias', true);
  return {
    bias: biased ? { bias: { shape: [units], init: { kind: 'zeros' } } } : {},
    apply: ({ bias }, product) => activate(biased ? add(product, bias!) : product),
  };
}
