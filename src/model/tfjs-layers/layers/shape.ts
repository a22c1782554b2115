import * as tf from '@tensorflow/tfjs-core';
import { volume } from '../../layers.ts';
import type { LayerDescription } from '../description.ts';
import type { LayerKind } from './contract.ts';

/** Zeros around an image: one number, [vertical, horizontal], or [[top, bottom], [left, right]]. */
export const zeroPadding2d: LayerKind = (description, shapes) => {
  const [height, width, channels] = description.image(shapes);
  description.channelsLast();
  const [[top, bottom], [left, right]] = paddingOf(description);
  const around: [number, number][] = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  return {
    outputShape: [height + top + bottom, width + left + right, channels],
    apply: (_parameters, [x]) => tf.pad(x!, around),
  };
};

function paddingOf(description: LayerDescription): [[number, number], [number, number]] {
  const value = description.raw('padding') ?? 1;
  const sides = (Array.isArray(value) ? value : [value, value]).map((side: unknown) =>
    Array.isArray(side) ? (side as unknown[]) : [side, side],
  );
  const sound = sides.length === 2 && sides.every((side) => side.length === 2 && side.every(isWidth));
  if (!sound) return description.refuse('padding must be whole numbers from 0', 'save the model again', value);
  return sides as [[number, number], [number, number]];
}

function isWidth(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 16;
}

export const flatten: LayerKind = (description, shapes) => {
  const size = volume(description.only(shapes));
  return { outputShape: [size], apply: (_parameters, [x]) => tf.reshape(x!, [x!.shape[0]!, size]) };
};

/** To `target_shape`, in which one −1 or null stands for what is left. */
export const reshape: LayerKind = (description, shapes) => {
  const size = volume(description.only(shapes));
  const given = description.raw('target_shape');
  const target = Array.isArray(given) ? given.map((side: unknown) => side ?? -1) : [];
  if (target.length === 0 || !target.every(isSide) || target.filter((side) => side === -1).length > 1) {
    return description.refuse('target_shape must be whole numbers', 'save the model again', given);
  }
  const known = volume(target.filter((side) => side !== -1));
  const outputShape = target.map((side) => (side === -1 ? size / known : side));
  if (volume(outputShape) !== size || !outputShape.every(Number.isInteger)) {
    return description.refuse(
      `${size} values do not make ${JSON.stringify(target)}`,
      'use images of the size that the model was made for, or end the backbone before this layer with `until`',
    );
  }
  return { outputShape, apply: (_parameters, [x]) => tf.reshape(x!, [x!.shape[0]!, ...outputShape]) };
};

function isSide(side: unknown): side is number {
  return Number.isSafeInteger(side) && (side === -1 || (side as number) >= 1);
}
