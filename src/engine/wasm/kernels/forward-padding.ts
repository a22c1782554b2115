import { backend_util, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { HeadstartError } from '../../../base/errors.ts';

type Shape4D = [number, number, number, number];
type Conv2DInfo = backend_util.Conv2DInfo;

/** The attributes of the forward convolutions, fused or not. */
interface ConvolutionAttrs {
  readonly strides: number | [number, number];
  readonly dilations?: number | [number, number] | null;
  readonly pad: 'same' | 'valid' | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** The attributes of max- and average-pooling. */
interface PoolingAttrs extends ConvolutionAttrs {
  readonly filterSize: number | [number, number];
}

/**
 * A stock forward convolution with its padding spelled out. XNNPACK's own "same" padding underflows where the stride
 * is larger than the filter, as in a 1×1 convolution with stride 2, and then reads other memory.
 */
export function convolution(stock: KernelConfig, depthwise: boolean): KernelConfig {
  return {
    ...stock,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x, filter } = inputs as { x: TensorInfo; filter: TensorInfo };
      const { strides, dilations, pad, dimRoundingMode } = attrs as unknown as ConvolutionAttrs;
      const [input, weights] = [x.shape as Shape4D, filter.shape as Shape4D];
      const conv = backend_util.computeConv2DInfo(
        input,
        weights,
        strides,
        dilations ?? 1,
        pad,
        dimRoundingMode,
        depthwise,
      );
      refuseUnsafe(stock.kernelName, conv);
      const { top, bottom, left, right } = conv.padInfo;
      const explicit = [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ];
      return stock.kernelFunc({ inputs, backend, attrs: { ...attrs, pad: explicit as unknown as number[] } });
    },
  };
}

/** A stock pooling kernel behind the check that it lacks. */
export function pooling(stock: KernelConfig): KernelConfig {
  return {
    ...stock,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x } = inputs as { x: TensorInfo };
      const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as PoolingAttrs;
      const conv = backend_util.computePool2DInfo(x.shape as Shape4D, filterSize, strides, 1, pad, dimRoundingMode);
      refuseUnsafe(stock.kernelName, conv);
      return attrs === undefined ? stock.kernelFunc({ inputs, backend }) : stock.kernelFunc({ inputs, attrs, backend });
    },
  };
}

/**
 * XNNPACK writes past the end of a buffer, and later calls crash, where a window fits into the padding, and where it
 * arrives at a larger output than TensorFlow.js: a single number as padding makes that take filter
 * and stride for square ones, and XNNPACK always rounds down.
 */
function refuseUnsafe(kernelName: string, conv: Conv2DInfo): void {
  const { padInfo, effectiveFilterHeight: height, effectiveFilterWidth: width } = conv;
  const narrow = Math.max(padInfo.top, padInfo.bottom) < height && Math.max(padInfo.left, padInfo.right) < width;
  const rows = outputs(conv.inHeight + padInfo.top + padInfo.bottom, height, conv.strideHeight);
  const columns = outputs(conv.inWidth + padInfo.left + padInfo.right, width, conv.strideWidth);
  if (narrow && conv.outHeight === rows && conv.outWidth === columns) return;
  const { top, bottom, left, right } = padInfo;
  throw new HeadstartError('internal', {
    message: `${kernelName} cannot pad like this for a window of ${height} × ${width}`,
    received: { top, bottom, left, right },
    remedy: 'pad the input with tf.pad and convolve or pool with padding valid',
  });
}

const outputs = (padded: number, window: number, stride: number) => Math.floor((padded - window) / stride) + 1;
