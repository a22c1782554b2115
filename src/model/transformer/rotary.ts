import { add, concat, mul, slice, sub, type Tensor, tensor } from '@tensorflow/tfjs-core';

const BASE = 10_000;

/**
 * Turns pairs of numbers by an angle that grows with the place of the token, so that products of queries and keys depend on
 * how far apart they stand: [batch, heads, length, each] → the same. Number i is paired with number i + each/2.
 *
 * Source: Su et al. 2021 (RoFormer), eq. 34.
 */
export function rotated(x: Tensor): Tensor {
  const [batch, heads, length, each] = x.shape as [number, number, number, number];
  const half = each / 2;
  const [cosines, sines] = [new Float32Array(length * half), new Float32Array(length * half)];
  for (let place = 0; place < length; place++) {
    for (let pair = 0; pair < half; pair++) {
      const angle = place * BASE ** (-pair / half);
      cosines[place * half + pair] = Math.cos(angle);
      sines[place * half + pair] = Math.sin(angle);
    }
  }
  const [cosine, sine] = [tensor(cosines, [1, 1, length, half]), tensor(sines, [1, 1, length, half])];
  const left = slice(x, [0, 0, 0, 0], [batch, heads, length, half]);
  const right = slice(x, [0, 0, 0, half], [batch, heads, length, half]);
  return concat([sub(mul(left, cosine), mul(right, sine)), add(mul(left, sine), mul(right, cosine))], 3);
}
