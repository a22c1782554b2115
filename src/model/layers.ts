import {
  add,
  conv2d,
  matMul,
  maxPool,
  relu,
  reshape,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../engine/contract.ts';
import type { Stage } from './contract.ts';

/** Product of a shape: the number of values. */
export function volume(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/**
 * A dense stage: flattens its input, then x·kernel + bias, with ReLU if asked for.
 * Parameters: `kernel` [inputs, units], `bias` [units].
 */
export function denseStage(
  name: string,
  inputShape: readonly number[],
  units: number,
  activation: 'relu' | 'none',
): Stage {
  const inputs = volume(inputShape);
  return {
    name,
    inputShape,
    outputShape: [units],
    parameters: {
      kernel: {
        shape: [inputs, units],
        init:
          activation === 'relu'
            ? { kind: 'he-normal', fanIn: inputs }
            : { kind: 'glorot-uniform', fanIn: inputs, fanOut: units },
      },
      bias: { shape: [units], init: { kind: 'zeros' } },
    },
    multiplyAdds: inputs * units,
    apply: (parameters: NamedTensors, x: Tensor) => {
      const flat = reshape(x, [x.shape[0]!, inputs]) as Tensor2D; // [batch, inputs]
      const sum = add(matMul(flat, parameters.kernel as Tensor2D), parameters.bias!); // [batch, units]
      return activation === 'relu' ? relu(sum) : sum;
    },
  };
}

/**
 * A convolutional stage: kernel×kernel convolution (stride 1, same padding), bias, ReLU, 2×2 max-pooling.
 * Parameters: `kernel` [k, k, in, out], `bias` [out]. Odd heights and widths lose their last row or column.
 */
export function convStage(
  name: string,
  inputShape: readonly [number, number, number],
  channels: number,
  kernel: number,
): Stage {
  const [height, width, inputs] = inputShape;
  return {
    name,
    inputShape,
    outputShape: [Math.floor(height / 2), Math.floor(width / 2), channels],
    parameters: {
      kernel: {
        shape: [kernel, kernel, inputs, channels],
        init: { kind: 'he-normal', fanIn: kernel * kernel * inputs },
      },
      bias: { shape: [channels], init: { kind: 'zeros' } },
    },
    multiplyAdds: height * width * kernel * kernel * inputs * channels,
    apply: (parameters: NamedTensors, x: Tensor) => {
      const sum = add(conv2d(x as Tensor4D, parameters.kernel as Tensor4D, 1, 'same'), parameters.bias!);
      return maxPool(relu(sum) as Tensor4D, 2, 2, 'valid'); // [batch, height/2, width/2, channels]
    },
  };
}

/**
 * A stage without masks that is run on each place of a sequence: [places, …inputShape] → [places, …outputShape]. It takes
 * fewer places too, and then makes as many.
 */
export function onEachPlace(stage: Stage, places: number): Stage {
  const { inputShape, outputShape, multiplyAdds, apply } = stage;
  return {
    ...stage,
    inputShape: [places, ...inputShape],
    outputShape: [places, ...outputShape],
    multiplyAdds: places * multiplyAdds,
    apply: (parameters, x, pass) => {
      const [rows, some] = x.shape as [number, number];
      const made = apply(parameters, reshape(x, [rows * some, ...inputShape]), pass);
      return reshape(made, [rows, some, ...outputShape]);
    },
  };
}
