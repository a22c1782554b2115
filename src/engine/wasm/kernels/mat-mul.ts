import {
  BatchMatMul,
  type BatchMatMulAttrs,
  type KernelConfig,
  type TensorInfo,
  Transpose,
  util,
} from '@tensorflow/tfjs-core';
import { reshaped, type Scratch, wasmKernel } from './scratch.ts';

/**
 * Matrix product that transposes its operands itself: the stock kernel runs on XNNPACK only where nothing is to be
 * transposed, and both products of a dense layer's backward pass transpose. 32×64 by 64×1568: 4.8 ms against 0.3.
 *
 * Products of several matrices go to the stock kernel.
 */
export function matMul(stock: KernelConfig): KernelConfig {
  return wasmKernel<'a' | 'b', BatchMatMulAttrs>(BatchMatMul, (scratch, { a, b }, attrs) => {
    const { transposeA, transposeB } = attrs;
    const single = a.shape.length === b.shape.length && isMatrix(a) && isMatrix(b);
    if (!single || (!transposeA && !transposeB)) return scratch.call(stock, { a, b }, attrs);
    const product = (left: TensorInfo, right: TensorInfo): TensorInfo =>
      scratch.call(stock, { a: left, b: right }, { transposeA: false, transposeB: false });
    const a2 = asMatrix(a);
    const b2 = asMatrix(b);
    const left = transposeA ? transposed(scratch, a2) : a2;
    const outShape = [...a.shape.slice(0, -2), left.shape[0]!, transposeB ? b2.shape[0]! : b2.shape[1]!];
    // (AB)ᵀ = BᵀAᵀ: with a large stored transposed B it is cheaper to transpose A and the result.
    const swap = transposeB && size(left) + outShape.at(-1)! * outShape.at(-2)! < size(b2);
    const result = swap
      ? transposed(scratch, product(b2, transposeA ? a2 : transposed(scratch, a2)))
      : product(left, transposeB ? transposed(scratch, b2) : b2);
    return reshaped(result, outShape);
  });
}

const size = (info: TensorInfo) => util.sizeFromShape(info.shape);

function isMatrix(info: TensorInfo): boolean {
  return util.sizeFromShape(info.shape.slice(0, -2)) === 1;
}

function asMatrix(info: TensorInfo): TensorInfo {
  return reshaped(info, info.shape.slice(-2));
}

function transposed(scratch: Scratch, info: TensorInfo): TensorInfo {
  return scratch.run(Transpose, { x: info }, { perm: [1, 0] });
}
