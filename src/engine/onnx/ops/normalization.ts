import * as tf from '@tensorflow/tfjs-core';
import { alongChannels } from '../forms.ts';
import { elements, type TracedValue } from '../traced.ts';
import type { OpEntry } from './contract.ts';
import { define } from './define.ts';

export const normalization: readonly OpEntry[] = [
  define<tf.FusedBatchNormAttrs>({
    kernel: tf.FusedBatchNorm,
    becomes: 'Sqrt, Div, Mul, Sub, Add',
    outputs: ({ x }) => [x!],
    // Each element is centred, scaled and, with an offset, shifted; each channel's factor is a sum, a root and a quotient.
    flops: ({ inputs }) => {
      const { x, variance, offset } = inputs as Record<string, TracedValue>;
      return (offset === undefined ? 2 : 3) * elements(x!.shape) + 3 * elements(variance!.shape);
    },
    lower: (lowering, { inputs, outputs }, { varianceEpsilon }) => {
      const { onnx, target } = lowering;
      const { x, mean, variance, scale, offset } = inputs as Record<string, TracedValue>;
      const deviation = onnx.elementwise('Sqrt', [
        onnx.elementwise('Add', [lowering.get(variance!), onnx.scalar(varianceEpsilon)]),
      ]);
      const factor =
        scale === undefined
          ? onnx.elementwise('Reciprocal', [deviation])
          : onnx.elementwise('Div', [lowering.get(scale), deviation]);
      const channelwise = x!.shape.length === 4 && factor.shape.length === 1;
      const form = channelwise ? lowering.formOf(x!) : 'plain';
      const along = (ref: typeof factor): typeof factor =>
        form === 'plain' ? ref : alongChannels(onnx, ref, form, target.block);
      const centred = onnx.elementwise('Sub', [lowering.get(x!, form), along(lowering.get(mean!))]);
      const scaled = onnx.elementwise('Mul', [centred, along(factor)]);
      const shifted = offset === undefined ? scaled : onnx.elementwise('Add', [scaled, along(lowering.get(offset))]);
      lowering.set(outputs[0]!, shifted, form);
    },
  }),
];
