import { createHash } from 'node:crypto';
import { canonicalJson } from './hash.ts';

/** A 128-bit counter, or a block of output, as four unsigned 32-bit words. */
type Words4 = readonly [number, number, number, number];

/**
 * Philox4x32-10: a counter-based generator (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as
 * 1, 2, 3"). The output is a pure function of a 128-bit counter and a 64-bit key.
 */
export function philox4x32(counter: Words4, key: readonly [number, number]): [number, number, number, number] {
  const block = new Uint32Array(4);
  philoxInto(block, counter[0], counter[1], counter[2], counter[3], key[0], key[1]);
  return [block[0]!, block[1]!, block[2]!, block[3]!];
}

/** Writes one block. Plain words in and out: initial weights alone take hundreds of thousands of draws. */
function philoxInto(block: Uint32Array, c0: number, c1: number, c2: number, c3: number, k0: number, k1: number): void {
  for (let round = 0; round < 10; round++) {
    const next0 = multiplyHigh(0xcd9e8d57, c2) ^ c1 ^ k0;
    const next2 = multiplyHigh(0xd2511f53, c0) ^ c3 ^ k1;
    c1 = Math.imul(0xcd9e8d57, c2);
    c3 = Math.imul(0xd2511f53, c0);
    c0 = next0;
    c2 = next2;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  block[0] = c0;
  block[1] = c1;
  block[2] = c2;
  block[3] = c3;
}

/** High 32 bits of the product of two 32-bit words taken as unsigned, by 16-bit halves: no sum exceeds 32 bits. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const first = Math.imul(aHigh, bLow);
  const second = Math.imul(aLow, bHigh);
  const middle = (Math.imul(aLow, bLow) >>> 16) + (first & 0xffff) + (second & 0xffff);
  return (Math.imul(aHigh, bHigh) + (first >>> 16) + (second >>> 16) + (middle >>> 16)) | 0;
}

/** What a stream is keyed by: everything its draws may depend on, and nothing else. */
export type Factors = { readonly [name: string]: string | number };

/** A sequence of draws, independent of every other stream. */
export interface RandomStream {
  /** An integer in [0, 2^32). */
  uint32(): number;
  /** A number in [0, 1) with 53 random bits. */
  uniform(): number;
  /** A standard normal number (Box & Muller 1958) from 32-bit uniform ones: none lies beyond ±6.8. */
  normal(): number;
  /** Fills an array with `deviation` times the numbers that as many calls of `normal` would return. */
  normals(values: Float32Array, deviation: number): void;
  /** An integer in [0, bound), without modulo bias (rejection). */
  integer(bound: number): number;
  /** The integers 0 … count−1 in random order (Fisher–Yates, Durstenfeld 1964). */
  permutation(count: number): Int32Array;
}

/**
 * The named stream for a purpose and its factors. The key and the counter's upper half come from SHA-256 of the
 * canonical JSON of both, so that another factor, arm or size never moves these draws.
 */
export function stream(purpose: string, factors: Factors): RandomStream {
  const digest = createHash('sha256').update(canonicalJson({ purpose, factors })).digest();
  return philoxStream(
    [digest.readUInt32LE(0), digest.readUInt32LE(4)],
    [digest.readUInt32LE(8), digest.readUInt32LE(12)],
  );
}

function philoxStream(key: readonly [number, number], upper: readonly [number, number]): RandomStream {
  const block = new Uint32Array(4);
  let position = 4;
  let low = 0;
  let high = 0;
  let spare: number | undefined;

  const uint32 = (): number => {
    if (position === 4) {
      philoxInto(block, low, high, upper[0], upper[1], key[0], key[1]);
      position = 0;
      low = (low + 1) >>> 0;
      if (low === 0) high = (high + 1) >>> 0;
    }
    return block[position++]!;
  };
  const uniform = (): number => ((uint32() >>> 5) * 0x4000000 + (uint32() >>> 6)) / 0x20000000000000;
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log((uint32() + 0.5) * 2 ** -32)); // never zero: the logarithm is finite
    const angle = 2 * Math.PI * 2 ** -32 * uint32();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  const normals = (values: Float32Array, deviation: number): void => {
    let index = 0;
    if (spare !== undefined && values.length > 0) values[index++] = deviation * normal();
    for (; index + 1 < values.length; index += 2) {
      const radius = Math.sqrt(-2 * Math.log((uint32() + 0.5) * 2 ** -32));
      const angle = 2 * Math.PI * 2 ** -32 * uint32();
      values[index] = deviation * (radius * Math.cos(angle));
      values[index + 1] = deviation * (radius * Math.sin(angle));
    }
    if (index < values.length) values[index] = deviation * normal();
  };
  const integer = (bound: number): number => {
    if (!Number.isInteger(bound) || bound < 1 || bound > 0x100000000) {
      throw new RangeError(`a bound from 1 to 2^32 is needed, received ${bound}`);
    }
    const limit = 0x100000000 - (0x100000000 % bound);
    let draw = uint32();
    while (draw >= limit) draw = uint32();
    return draw % bound;
  };
  const permutation = (count: number): Int32Array => {
    const order = Int32Array.from({ length: count }, (_, index) => index);
    for (let last = count - 1; last > 0; last--) {
      const other = integer(last + 1);
      const held = order[last]!;
      order[last] = order[other]!;
      order[other] = held;
    }
    return order;
  };
  return { uint32, uniform, normal, normals, integer, permutation };
}
