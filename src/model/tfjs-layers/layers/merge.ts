import * as tf from '@tensorflow/tfjs-core';
import type { LayerKind } from './contract.ts';

/** Element by element over inputs of one shape, or of shapes that are broadcast against each other. */
function elementwise(combine: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): LayerKind {
  return (description, shapes) => {
    if (shapes.length < 2) description.refuse('it takes at least two inputs', undefined, shapes.length);
    const sound = shapes.every(
      (shape) =>
        shape.length === shapes[0]!.length &&
        shape.every((size, axis) => size === 1 || size === Math.max(...shapes.map((other) => other[axis]!))),
    );
    if (!sound) description.refuse('its inputs differ in shape', 'use images of another size', shapes);
    return {
      outputShape: shapes[0]!.map((_, axis) => Math.max(...shapes.map((shape) => shape[axis]!))),
      apply: (_parameters, inputs) => inputs.reduce(combine),
    };
  };
}

export const add = elementwise((a, b) => tf.add(a, b));
export const multiply = elementwise((a, b) => tf.mul(a, b));

/** Along one axis, by default the last. Axes count the batch dimension. */
export const concatenate: LayerKind = (description, shapes) => {
  const rank = shapes[0]!.length + 1;
  const given = description.number('axis', -1);
  const axis = given < 0 ? given + rank : given;
  if (!Number.isInteger(axis) || axis < 1 || axis >= rank) description.refuse('it has no such axis', undefined, given);
  const others = (shape: readonly number[]) => shape.filter((_, index) => index !== axis - 1).join();
  if (shapes.some((shape) => shape.length !== rank - 1 || others(shape) !== others(shapes[0]!))) {
    description.refuse('its inputs differ in shape', 'use images of another size', shapes);
  }
  const total = shapes.reduce((sum, shape) => sum + shape[axis - 1]!, 0);
  return {
    outputShape: shapes[0]!.map((size, index) => (index === axis - 1 ? total : size)),
    apply: (_parameters, inputs) => tf.concat([...inputs], axis),
  };
};
