import * as tf from '@tensorflow/tfjs-core';
import type { Ref } from '../builder.ts';
import type { Form } from '../forms.ts';
import type { Lowering } from '../lowering.ts';
import type { KernelCall, TracedValue } from '../traced.ts';
import type { OpEntry } from './contract.ts';
import { define } from './define.ts';
import { filterGradient } from './filter-gradient.ts';
import { convolutionFlops } from './flops.ts';
import { type Geometry, padsOf, sound } from './windows.ts';

const NCHWC = 'com.microsoft.nchwc';

/** Convolutions over [batch, height, width, channels] with filters [height, width, in, out], and their gradients. */
export const convolution: readonly OpEntry[] = [
  define<tf.Conv2DAttrs>({
    kernel: tf.Conv2D,
    becomes: 'Conv, on blocks of channels where they fit',
    outputs: ({ x, filter }, attrs) => [
      { shape: geometryOf(x!.shape, filter!.shape, attrs).outShape, dtype: 'float32' },
    ],
    flops: ({ inputs }, attrs) => convolutionFlops(geometryOf(inputs['x']!.shape, inputs['filter']!.shape, attrs)),
    lower: (lowering, call) => convolve(lowering, call, call.outputs[0]!),
  }),
  define<tf.Conv2DBackpropInputAttrs>({
    kernel: tf.Conv2DBackpropInput,
    becomes: 'Conv with the filter turned round; ConvTranspose where strided',
    outputs: (_inputs, { inputShape }) => [{ shape: inputShape, dtype: 'float32' }],
    flops: ({ inputs }, attrs) => convolutionFlops(geometryOf(attrs.inputShape, inputs['filter']!.shape, attrs)),
    lower: (lowering, { inputs, outputs }, attrs) => {
      const { dy, filter } = inputs as Record<'dy' | 'filter', TracedValue>;
      const geometry = geometryOf(attrs.inputShape, filter.shape, attrs);
      if (geometry.strideHeight === 1 && geometry.strideWidth === 1) {
        const { padInfo, filterHeight, filterWidth } = geometry;
        const pads = [
          filterHeight - 1 - padInfo.top,
          filterWidth - 1 - padInfo.left,
          filterHeight - 1 - padInfo.bottom,
          filterWidth - 1 - padInfo.right,
        ];
        if (pads.every((size) => size >= 0)) {
          return run(lowering, outputs[0]!, {
            x: dy,
            filter: turned(lowering, filter),
            size: [geometry.inHeight, geometry.inWidth],
            pads,
            strides: [1, 1],
            dilations: [1, 1],
          });
        }
      }
      transposedConvolution(
        lowering,
        dy,
        lowering.onnx.transpose(lowering.get(filter), [3, 2, 0, 1]),
        outputs[0]!,
        geometry,
        1,
      );
    },
  }),
  define<tf.Conv2DBackpropFilterAttrs>({
    kernel: tf.Conv2DBackpropFilter,
    becomes: 'Pad, Slice, and a Gemm for each offset of the filter',
    outputs: (_inputs, { filterShape }) => [{ shape: filterShape, dtype: 'float32' }],
    flops: ({ inputs }, attrs) => convolutionFlops(geometryOf(inputs['x']!.shape, attrs.filterShape, attrs)),
    lower: (lowering, { inputs, outputs }, attrs) => {
      const { x, dy } = inputs as Record<'x' | 'dy', TracedValue>;
      lowering.set(outputs[0]!, filterGradient(lowering, x, dy, geometryOf(x.shape, attrs.filterShape, attrs)));
    },
  }),
];

export function geometryOf(
  x: readonly number[],
  filter: readonly number[],
  {
    strides,
    pad,
    dilations,
    dataFormat,
    dimRoundingMode,
  }: Omit<tf.Conv2DAttrs, 'dilations'> & Partial<Pick<tf.Conv2DAttrs, 'dilations'>>,
): Geometry {
  if (dataFormat === 'NCHW') throw new Error('images must have their channels last');
  return sound(
    tf.backend_util.computeConv2DInfo(x as never, filter as never, strides, dilations ?? 1, pad, dimRoundingMode),
  );
}

/**
 * A convolution, with a bias for each channel if there is one.
 *
 * @param output what the result is: the convolution itself, or its sum with the bias.
 */
export function convolve(lowering: Lowering, call: KernelCall, output: TracedValue, bias?: TracedValue): void {
  const { x, filter } = call.inputs as Record<'x' | 'filter', TracedValue>;
  const geometry = geometryOf(x.shape, filter.shape, call.attrs as unknown as tf.Conv2DAttrs);
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  run(lowering, output, {
    x,
    filter: lowering.get(filter),
    size: [output.shape[1]!, output.shape[2]!],
    pads: padsOf(geometry),
    strides: [strideHeight, strideWidth],
    dilations: [dilationHeight, dilationWidth],
    ...(bias === undefined ? {} : { bias: lowering.get(bias) }),
  });
}

/** A convolution to be emitted. */
export interface Request {
  readonly x: TracedValue;
  /** [height, width, in, out] */
  readonly filter: Ref;
  readonly bias?: Ref;
  /** Height and width of the output. */
  readonly size: readonly [number, number];
  readonly pads: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

function run(lowering: Lowering, output: TracedValue, request: Request): void {
  const { ref, form } = emitConvolution(lowering, request);
  lowering.set(output, ref, form);
}

/** Emits a convolution in the best form there is for its channels. */
export function emitConvolution(lowering: Lowering, request: Request): { readonly ref: Ref; readonly form: Form } {
  const { x, filter, bias, size, pads, strides, dilations } = request;
  const { onnx, target } = lowering;
  const [height, width, inputs, outputs] = filter.shape as readonly [number, number, number, number];
  const batch = x.shape[0]!;
  const attrs = { kernel_shape: [height, width], pads, strides, dilations };
  const spec = { shape: [batch, outputs, ...size], dtype: 'float32' as const };
  const biases = bias === undefined ? [] : [bias];
  const { block } = target;
  if (block === 0 || outputs % block !== 0 || (inputs >= block && inputs % block !== 0)) {
    const operands = [lowering.get(x, 'first'), onnx.transpose(filter, [3, 2, 0, 1]), ...biases];
    return { ref: onnx.op('Conv', operands, spec, attrs), form: 'first' };
  }
  // Few input channels are read one by one, and then only the filter's outputs are in blocks.
  const few = inputs < block;
  const images = onnx.reshape(lowering.get(x, few ? 'first' : 'blocked'), [batch, inputs, x.shape[1]!, x.shape[2]!]);
  const blocks = few
    ? onnx.transpose(onnx.reshape(filter, [height, width, inputs, outputs / block, block]), [3, 2, 0, 1, 4])
    : onnx.transpose(
        onnx.reshape(filter, [height, width, inputs / block, block, outputs / block, block]),
        [4, 2, 0, 1, 3, 5],
      );
  const operands = [images, onnx.reshape(blocks, [outputs, inputs, height, width]), ...biases];
  const result = onnx.op('Conv', operands, spec, attrs, NCHWC);
  return { ref: onnx.reshape(result, [batch, outputs / block, ...size, block]), form: 'blocked' };
}

/** A filter rotated by 180 degrees, with inputs and outputs exchanged. */
function turned({ onnx, get }: Lowering, filter: TracedValue): Ref {
  const [height, width, inputs, outputs] = filter.shape as readonly [number, number, number, number];
  const flipped = onnx.slice(
    get(filter),
    [height - 1, width - 1, 0, 0],
    [height, width, inputs, outputs],
    [-1, -1, 1, 1],
  );
  return onnx.transpose(flipped, [0, 1, 3, 2]);
}

/**
 * The gradient of a convolution with respect to its input, for any stride.
 *
 * @param weights in ONNX's order: [channels of dy, channels of the output / group, height, width].
 */
export function transposedConvolution(
  lowering: Lowering,
  dy: TracedValue,
  weights: Ref,
  output: TracedValue,
  geometry: Geometry,
  group: number,
): void {
  const { strideHeight, strideWidth, filterHeight, filterWidth, outHeight, outWidth, padInfo } = geometry;
  const [batch, height, width, channels] = output.shape as readonly [number, number, number, number];
  // What the windows reach in each direction, padding included, and how much of that lies after the image. Rows and
  // columns that no window reaches get zeros.
  const after = [
    (outHeight - 1) * strideHeight + filterHeight - padInfo.top - height,
    (outWidth - 1) * strideWidth + filterWidth - padInfo.left - width,
  ] as const;
  const [cut, rest] = [after.map((size) => Math.max(0, size)), after.map((size) => Math.max(0, -size))];
  const attrs = {
    kernel_shape: [filterHeight, filterWidth],
    strides: [strideHeight, strideWidth],
    pads: [padInfo.top, padInfo.left, ...cut],
    group,
  };
  const shape = [batch, channels, height - rest[0]!, width - rest[1]!];
  const reached = lowering.onnx.op(
    'ConvTranspose',
    [lowering.get(dy, 'first'), weights],
    { shape, dtype: 'float32' },
    attrs,
  );
  lowering.set(output, lowering.onnx.pad(reached, [0, 0, 0, 0], [0, 0, rest[0]!, rest[1]!]), 'first');
}
