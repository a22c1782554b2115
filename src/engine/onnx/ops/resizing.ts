import * as tf from '@tensorflow/tfjs-core';
import type { OnnxBuilder, Ref } from '../builder.ts';
import { elements } from '../traced.ts';
import type { OpEntry } from './contract.ts';
import { define } from './define.ts';
import { perOutput } from './flops.ts';

interface Attrs {
  readonly alignCorners: boolean;
  readonly halfPixelCenters?: boolean;
}

/** Weights of the old rows in each new row: [new, old]. Resizing is a product with one for height and one for width. */
type Weights = (old: number, size: number, attrs: Attrs) => Float32Array;

/** Resizing of [batch, height, width, channels], as products with constant matrices, and its gradients. */
export const resizing: readonly OpEntry[] = [
  ...resize(tf.ResizeBilinear, tf.ResizeBilinearGrad, linearWeights, 8), // four neighbours, each a multiply-add
  ...resize(tf.ResizeNearestNeighbor, tf.ResizeNearestNeighborGrad, nearestWeights, 0, 1), // picked; gradients are added
];

/**
 * @param steps floating-point operations for each element of the resized image.
 * @param back the same of the gradient.
 */
function resize(kernel: string, gradient: string, weights: Weights, steps: number, back = steps): OpEntry[] {
  return [
    define<Attrs & { readonly size: readonly [number, number] }>({
      kernel,
      becomes: 'MatMul with constants',
      outputs: ({ images }, { size }) => [{ shape: [images!.shape[0]!, ...size, images!.shape[3]!], dtype: 'float32' }],
      flops: perOutput(steps),
      lower: ({ onnx, get, set }, { inputs, outputs }, attrs) => {
        const [, height, width] = inputs['images']!.shape as [number, number, number, number];
        const [rows, columns] = attrs.size;
        const down = onnx.floats(weights(height, rows, attrs), [rows, height]);
        const across = onnx.floats(weights(width, columns, attrs), [columns, width]);
        set(outputs[0]!, both(onnx, get(inputs['images']!), down, across));
      },
    }),
    define<Attrs>({
      kernel: gradient,
      becomes: 'MatMul with constants',
      outputs: ({ images }) => [images!],
      flops: ({ inputs }) => back * elements(inputs['dy']!.shape),
      lower: ({ onnx, get, set }, { inputs, outputs }, attrs) => {
        const [, height, width] = inputs['images']!.shape as [number, number, number, number];
        const [, rows, columns] = inputs['dy']!.shape as [number, number, number, number];
        const down = onnx.floats(turned(weights(height, rows, attrs), rows, height), [height, rows]);
        const across = onnx.floats(turned(weights(width, columns, attrs), columns, width), [width, columns]);
        set(outputs[0]!, both(onnx, get(inputs['dy']!), down, across));
      },
    }),
  ];
}

/** down · x · acrossᵀ for each channel of each image. */
function both(onnx: OnnxBuilder, x: Ref, down: Ref, across: Ref): Ref {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [rows, columns] = [down.shape[0]!, across.shape[0]!];
  const dtype = 'float32' as const;
  const wide = onnx.op('MatMul', [across, onnx.reshape(x, [batch * height, width, channels])], {
    shape: [batch * height, columns, channels],
    dtype,
  });
  const flat = onnx.reshape(wide, [batch, height, columns * channels]);
  const tall = onnx.op('MatMul', [down, flat], { shape: [batch, rows, columns * channels], dtype });
  return onnx.reshape(tall, [batch, rows, columns, channels]);
}

function scaleOf(old: number, size: number, { alignCorners }: Attrs): number {
  return alignCorners && size > 1 ? (old - 1) / (size - 1) : old / size;
}

function linearWeights(old: number, size: number, attrs: Attrs): Float32Array {
  const weights = new Float32Array(size * old);
  const scale = scaleOf(old, size, attrs);
  for (let row = 0; row < size; row++) {
    const source = Math.max(0, attrs.halfPixelCenters ? (row + 0.5) * scale - 0.5 : row * scale);
    const low = Math.min(old - 1, Math.floor(source));
    const high = Math.min(old - 1, Math.ceil(source));
    const part = source - low;
    weights[row * old + low]! += 1 - part;
    weights[row * old + high]! += part;
  }
  return weights;
}

function nearestWeights(old: number, size: number, attrs: Attrs): Float32Array {
  const weights = new Float32Array(size * old);
  const scale = scaleOf(old, size, attrs);
  for (let row = 0; row < size; row++) {
    const source = attrs.halfPixelCenters ? (row + 0.5) * scale : row * scale;
    const nearest = Math.min(old - 1, attrs.alignCorners ? Math.round(source) : Math.floor(source));
    weights[row * old + Math.max(0, nearest)] = 1;
  }
  return weights;
}

/** [rows, columns] → [columns, rows] */
function turned(matrix: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(matrix, (_, index) => matrix[(index % rows) * columns + Math.floor(index / rows)]!);
}
