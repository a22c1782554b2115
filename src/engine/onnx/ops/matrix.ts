import * as tf from '@tensorflow/tfjs-core';
import { broadcast, type Ref } from '../builder.ts';
import type { Lowering } from '../lowering.ts';
import { elements, type KernelCall, type TracedValue } from '../traced.ts';
import type { Inputs, OpEntry } from './contract.ts';
import { define } from './define.ts';

/** Matrix products. */
export const matrix: readonly OpEntry[] = [
  define<tf.BatchMatMulAttrs>({
    kernel: tf.BatchMatMul,
    becomes: 'Gemm; FusedMatMul or MatMul for several matrices',
    outputs: ({ a, b }, { transposeA, transposeB }) => {
      const lead = broadcast([a!.shape.slice(0, -2), b!.shape.slice(0, -2)]);
      const rows = a!.shape.at(transposeA ? -1 : -2)!;
      const columns = b!.shape.at(transposeB ? -2 : -1)!;
      return [{ shape: [...lead, rows, columns], dtype: 'float32' }];
    },
    flops: ({ inputs, outputs }, { transposeA }) =>
      2 * elements(outputs[0]!.shape) * inputs['a']!.shape.at(transposeA ? -2 : -1)!,
    lower: (lowering, call) => multiply(lowering, call, call.outputs[0]!),
  }),
  define<tf.EinsumAttrs>({
    kernel: tf.Einsum,
    becomes: 'Einsum',
    outputs: (inputs, { equation }) => {
      const sizes = labelSizes(inputs, equation);
      const [, right] = equation.split('->') as [string, string];
      return [{ shape: [...right.trim()].map((label) => sizes.get(label)!), dtype: 'float32' }];
    },
    // For each combination of labels the operands are multiplied, and the product is added where a label is summed over.
    flops: ({ inputs, outputs }, { equation }) => {
      const combinations = elements([...labelSizes(inputs, equation).values()]);
      const sums = combinations > elements(outputs[0]!.shape) ? 1 : 0;
      return (Object.keys(inputs).length - 1 + sums) * combinations;
    },
    lower: (lowering, { inputs, outputs }, { equation }) =>
      lowering.set(
        outputs[0]!,
        lowering.onnx.op(
          'Einsum',
          Object.values(inputs).map((value) => lowering.get(value)),
          outputs[0]!,
          { equation },
        ),
      ),
  }),
];

/** The size of each label of an equation such as `bij,bjk->bik`. */
function labelSizes(inputs: Inputs, equation: string): Map<string, number> {
  const [left] = equation.split('->') as [string, string];
  return new Map(
    left
      .split(',')
      .flatMap((labels, index) =>
        [...labels.trim()].map((label, axis) => [label, inputs[index]!.shape[axis]!] as const),
      ),
  );
}

/**
 * A matrix product, with a bias for each column if there is one.
 *
 * @param output what the result is: the product itself, or its sum with the bias.
 */
export function multiply(lowering: Lowering, call: KernelCall, output: TracedValue, bias?: TracedValue): void {
  const { onnx } = lowering;
  const { transposeA, transposeB } = call.attrs as unknown as tf.BatchMatMulAttrs;
  const [a, b] = [lowering.get(call.inputs['a']!), lowering.get(call.inputs['b']!)];
  const lead = output.shape.slice(0, -2);
  if (lead.every((size) => size === 1)) {
    const matrices = [a, b].map((x) => onnx.reshape(x, x.shape.slice(-2)));
    const operands = bias === undefined ? matrices : [...matrices, lowering.get(bias)];
    const attrs = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
    const product = onnx.op('Gemm', operands, { shape: output.shape.slice(-2), dtype: 'float32' }, attrs);
    lowering.set(output, onnx.reshape(product, output.shape));
  } else {
    lowering.set(output, products(lowering, a, b, transposeA, transposeB, output.shape));
  }
}

/** Several products at once: [..., m, k] · [..., k, n] → [..., m, n]. */
export function products(
  lowering: Lowering,
  a: Ref,
  b: Ref,
  transA: boolean,
  transB: boolean,
  shape: readonly number[],
): Ref {
  const { onnx, target } = lowering;
  const spec = { shape, dtype: 'float32' as const };
  if (!transA && !transB) return onnx.op('MatMul', [a, b], spec);
  if (target.contrib) {
    return onnx.op('FusedMatMul', [a, b], spec, { transA: transA ? 1 : 0, transB: transB ? 1 : 0 }, 'com.microsoft');
  }
  const swapped = (x: Ref): Ref => {
    const rank = x.shape.length;
    return onnx.transpose(
      x,
      x.shape.map((_, axis) => (axis === rank - 1 ? rank - 2 : axis === rank - 2 ? rank - 1 : axis)),
    );
  };
  return onnx.op('MatMul', [transA ? swapped(a) : a, transB ? swapped(b) : b], spec);
}
