import * as tf from '@tensorflow/tfjs-core';
import type { OnnxBuilder, Ref } from '../builder.ts';
import type { Form } from '../forms.ts';
import type { Lowering } from '../lowering.ts';
import type { TracedValue } from '../traced.ts';
import type { OpEntry } from './contract.ts';
import { define } from './define.ts';
import { poolingFlops } from './flops.ts';
import { tiledConvolution } from './tiled-convolution.ts';
import { type Geometry, padded, padsOf, sound, spreadTaps, tapOf, tapsOf } from './windows.ts';

type Attrs = Pick<tf.MaxPoolAttrs, 'filterSize' | 'strides' | 'pad' | 'dimRoundingMode'>;

/** Pooling over [batch, height, width, channels], and its gradients. */
export const pooling: readonly OpEntry[] = [
  pool(tf.MaxPool, 'MaxPool', {}),
  pool(tf.AvgPool, 'AveragePool', { count_include_pad: 0 }),
  define<Attrs>({
    kernel: tf.MaxPoolGrad,
    becomes: 'Slice, Equal, Where, Sub, Concat',
    outputs: ({ input }) => [input!],
    flops: ({ inputs }, attrs) => poolingFlops(geometryOf(inputs['input']!.shape, attrs)),
    lower: (lowering, { inputs, outputs }, attrs) => {
      const { dy, input, output } = inputs as Record<'dy' | 'input' | 'output', TracedValue>;
      const geometry = geometryOf(input.shape, attrs);
      const { onnx, get } = lowering;
      if (!tiles(geometry)) {
        const source = padded(onnx, get(input), geometry, 1, Number.NEGATIVE_INFINITY);
        const taps = tapsOf(geometry).map((tap) => tapOf(onnx, source, geometry, tap, 1));
        lowering.set(outputs[0]!, spreadTaps(onnx, firstWinners(onnx, taps, get(output), get(dy)), geometry));
        return;
      }
      const form = lowering.tiles.has(input) ? 'blocked' : tileForm(lowering, input);
      const taps =
        lowering.tiles.get(input) ?? tapsOf(geometry).map((tap) => tileTap(onnx, get(input, form), geometry, tap));
      const won = firstWinners(onnx, taps, get(output, form), get(dy, form));
      const { outHeight, outWidth, filterHeight, filterWidth, inHeight, inWidth } = geometry;
      const covered = outHeight * filterHeight === inHeight && outWidth * filterWidth === inWidth;
      if (form === 'blocked' && covered) lowering.tiles.set(outputs[0]!, won);
      lowering.set(outputs[0]!, joinTiles(onnx, won, get(input, form).shape, geometry), form);
    },
  }),
  define<Attrs>({
    kernel: tf.AvgPoolGrad,
    becomes: 'Mul, Pad, Sum',
    outputs: ({ input }) => [input!],
    flops: ({ inputs }, attrs) => poolingFlops(geometryOf(inputs['input']!.shape, attrs)),
    lower: ({ onnx, get, set }, { inputs, outputs }, attrs) => {
      const geometry = geometryOf(inputs['input']!.shape, attrs);
      const share = onnx.elementwise('Mul', [get(inputs['dy']!), sharesOf(onnx, geometry)]);
      set(
        outputs[0]!,
        spreadTaps(
          onnx,
          tapsOf(geometry).map(() => share),
          geometry,
        ),
      );
    },
  }),
];

function pool(kernel: string, type: string, extra: Readonly<Record<string, number>>): OpEntry {
  return define<Attrs>({
    kernel,
    becomes: type,
    outputs: ({ x }, attrs) => [{ shape: geometryOf(x!.shape, attrs).outShape, dtype: x!.dtype }],
    flops: ({ inputs }, attrs) => poolingFlops(geometryOf(inputs['x']!.shape, attrs)),
    lower: (lowering, { inputs, outputs }, attrs) => {
      const x = inputs['x']!;
      const geometry = geometryOf(x.shape, attrs);
      const { strideHeight, strideWidth, filterHeight, filterWidth } = geometry;
      const options = {
        kernel_shape: [filterHeight, filterWidth],
        strides: [strideHeight, strideWidth],
        pads: padsOf(geometry),
        ...extra,
      };
      const { block } = lowering.target;
      const [batch, height, width, channels] = outputs[0]!.shape as [number, number, number, number];
      const spec = { shape: [batch, channels, height, width], dtype: 'float32' as const };
      const apart = kernel === tf.MaxPool && tiles(geometry) ? tiledConvolution(lowering, x, geometry) : undefined;
      if (apart !== undefined) {
        lowering.tiles.set(x, apart);
        lowering.set(outputs[0]!, lowering.onnx.elementwise('Max', apart), 'blocked');
        return;
      }
      const form = poolForm(lowering, x);
      if (form !== 'blocked')
        return lowering.set(outputs[0]!, lowering.onnx.op(type, [lowering.get(x, 'first')], spec, options), 'first');
      const images = lowering.onnx.reshape(lowering.get(x, 'blocked'), [batch, channels, x.shape[1]!, x.shape[2]!]);
      const pooled = lowering.onnx.op(type, [images], spec, options, 'com.microsoft.nchwc');
      lowering.set(
        outputs[0]!,
        lowering.onnx.reshape(pooled, [batch, channels / block, height, width, block]),
        'blocked',
      );
    },
  });
}

/** The form that the values have, if pooling has an operator for it. */
function poolForm({ target, formOf }: Lowering, x: TracedValue): Form {
  const form = formOf(x);
  if (form !== 'plain') return form;
  return target.block > 0 && x.shape[3]! % target.block === 0 ? 'blocked' : 'first';
}

function geometryOf(shape: readonly number[], { filterSize, strides, pad, dimRoundingMode }: Attrs): Geometry {
  return sound(tf.backend_util.computePool2DInfo(shape as never, filterSize, strides, 1, pad, dimRoundingMode));
}

/** Windows that lie side by side: every element is in one of them at most. */
function tiles({ strideHeight, strideWidth, filterHeight, filterWidth, padInfo }: Geometry): boolean {
  const { top, left, bottom, right } = padInfo;
  return strideHeight === filterHeight && strideWidth === filterWidth && Math.max(top, left, bottom, right) === 0;
}

/** Tiles are cut out of what lies together in memory: any form that has channels last. */
function tileForm({ formOf }: Lowering, input: TracedValue): Form {
  return formOf(input) === 'blocked' ? 'blocked' : 'plain';
}

/**
 * dy for the first element of each window that equals its maximum, zero for the others: each element takes what those
 * before it have left, and the last one the rest.
 */
function firstWinners(onnx: OnnxBuilder, taps: readonly Ref[], maximum: Ref, dy: Ref): Ref[] {
  const zero = onnx.scalar(0);
  const won: Ref[] = [];
  let left = dy;
  for (const tap of taps.slice(0, -1)) {
    const share = onnx.elementwise('Where', [onnx.elementwise('Equal', [tap, maximum], 'bool'), left, zero], 'float32');
    won.push(share);
    left = onnx.elementwise('Sub', [left, share]);
  }
  return [...won, left];
}

/** Where height is in a form with the channels, or a block of them, last. */
const heightAxis = (shape: readonly number[]): number => shape.length - 3;

function tileTap(
  onnx: OnnxBuilder,
  x: Ref,
  { outHeight, outWidth, filterHeight, filterWidth }: Geometry,
  tap: readonly [number, number],
): Ref {
  const at = heightAxis(x.shape);
  const lead = x.shape.slice(0, at);
  const inner = x.shape.at(-1)!;
  const whole = onnx.slice(
    x,
    x.shape.map(() => 0),
    [...lead, outHeight * filterHeight, outWidth * filterWidth, inner],
  );
  const windows = onnx.reshape(whole, [...lead, outHeight, filterHeight, outWidth, filterWidth, inner]);
  const starts = [...lead.map(() => 0), 0, tap[0], 0, tap[1], 0];
  return onnx.reshape(onnx.slice(windows, starts, [...lead, outHeight, 1, outWidth, 1, inner]), [
    ...lead,
    outHeight,
    outWidth,
    inner,
  ]);
}

/** The reverse of `tileTap` for all taps together. */
function joinTiles(
  onnx: OnnxBuilder,
  parts: readonly Ref[],
  shape: readonly number[],
  { outHeight, outWidth, filterHeight, filterWidth }: Geometry,
): Ref {
  const at = heightAxis(shape);
  const lead = shape.slice(0, at);
  const inner = shape.at(-1)!;
  const rows = Array.from({ length: filterHeight }, (_, row) => {
    const line = parts
      .slice(row * filterWidth, (row + 1) * filterWidth)
      .map((part) => onnx.reshape(part, [...lead, outHeight, 1, outWidth, 1, inner]));
    return onnx.concat(line, at + 3);
  });
  const joined = onnx.reshape(onnx.concat(rows, at + 1), [
    ...lead,
    outHeight * filterHeight,
    outWidth * filterWidth,
    inner,
  ]);
  const after = shape.map((size, axis) => size - joined.shape[axis]!); // rows and columns that are in no window
  return onnx.pad(
    joined,
    shape.map(() => 0),
    after,
  );
}

/** One by the number of elements that each window has inside the image: [1, outHeight, outWidth, 1]. */
function sharesOf(
  onnx: OnnxBuilder,
  { inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth, padInfo }: Geometry,
): Ref {
  const inside = (index: number, stride: number, before: number, filter: number, size: number): number =>
    Math.min(index * stride - before + filter, size) - Math.max(index * stride - before, 0);
  const shares = Array.from({ length: outHeight * outWidth }, (_, index) => {
    const rows = inside(Math.floor(index / outWidth), strideHeight, padInfo.top, filterHeight, inHeight);
    const columns = inside(index % outWidth, strideWidth, padInfo.left, filterWidth, inWidth);
    return 1 / (rows * columns);
  });
  return onnx.floats(shares, [1, outHeight, outWidth, 1]);
}
