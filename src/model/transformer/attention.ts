import { add, matMul, mul, reshape, slice, softmax, sub, type Tensor, tensor, transpose } from '@tensorflow/tfjs-core';

/** What is added to a similarity so that softmax gives it nothing. */
const NEVER = -1e9;

/**
 * Scaled dot-product attention in heads (Vaswani et al. 2017, eq. 1).
 *
 * @param query [batch, heads, rows, each] @param key [batch, heads, columns, each] @param value as `key`
 * @param hidden what is added to the similarities, of a shape that fits [batch, heads, rows, columns].
 * @returns [batch, rows, heads · each]
 */
export function attention(query: Tensor, key: Tensor, value: Tensor, hidden: Tensor): Tensor {
  const [batch, heads, rows, each] = query.shape as [number, number, number, number];
  const similar = mul(matMul(query, key, false, true), 1 / Math.sqrt(each)); // [batch, heads, rows, columns]
  const shares = softmax(add(similar, hidden), -1);
  const seen = transpose(matMul(shares, value), [0, 2, 1, 3]); // [batch, rows, heads, each]
  return reshape(seen, [batch, rows, heads * each]);
}

/** What hides padding from all that look: [batch, 1, 1, length] of presence [batch, length, 1]. */
export function hiddenPadding(present: Tensor): Tensor {
  const [batch, length] = present.shape as [number, number, number];
  return mul(sub(1, reshape(present, [batch, 1, 1, length])), NEVER);
}

/** [1, 1, length, length]: what a token in a row must not see of later ones in columns. */
export function later(length: number): Tensor {
  const values = new Float32Array(length * length);
  for (let row = 0; row < length; row++) values.fill(NEVER, row * length + row + 1, (row + 1) * length);
  return tensor(values, [1, 1, length, length]);
}

/** [batch, length, groups · each] → [batch, groups, length, each]. */
export function inHeads(x: Tensor, groups: number): Tensor {
  const [batch, length, wide] = x.shape as [number, number, number];
  return transpose(reshape(x, [batch, length, groups, wide / groups]), [0, 2, 1, 3]);
}

/** One of several groups of heads, such as the keys among queries, keys and values. */
export function group(parts: Tensor, which: number, heads: number): Tensor {
  const [batch, , length, each] = parts.shape as [number, number, number, number];
  return slice(parts, [0, which * heads, 0, 0], [batch, heads, length, each]);
}
