import { mul } from '@tensorflow/tfjs-core';
import type { LayerDescription, Shape } from '../description.ts';
import type { LayerKind } from './contract.ts';

/** A layer that multiplies by a mask that the training step hands over; without one, nothing happens. */
function masked(maskShape: (description: LayerDescription, inputs: readonly Shape[]) => Shape): LayerKind {
  return (description, inputs) => {
    const shape = description.only(inputs);
    const rate = description.number('rate');
    if (rate < 0 || rate >= 1) description.refuse('its rate must be from 0 to below 1', 'save the model again', rate);
    return {
      outputShape: shape,
      ...(rate > 0 ? { mask: { shape: maskShape(description, inputs), rate } } : {}),
      apply: (_parameters, [x], { mask }) => (mask === null ? x! : mul(x!, mask)),
    };
  };
}

export const dropout = masked((description, inputs) => {
  if (description.raw('noise_shape') !== undefined) description.refuse('it has a noise shape');
  return description.only(inputs);
});

/** Drops whole channels of an image. */
export const spatialDropout2d = masked((description, inputs) => {
  description.channelsLast();
  return [1, 1, description.image(inputs)[2]];
});
