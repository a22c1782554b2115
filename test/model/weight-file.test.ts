import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import { decodeWeights, encodeWeights, isIntact, sealWeights } from '../../src/model/weight-file.ts';

const SPECS = {
  'block1/kernel': { shape: [2, 3], dtype: 'float32' },
  'block1/bias': { shape: [3], dtype: 'float32' },
} as const;
const WEIGHTS = {
  'block1/kernel': Float32Array.of(1, -2.5, 3e-30, Number.MAX_VALUE, -0, 0.1),
  'block1/bias': Float32Array.of(7, 8, 9),
};

describe('weight files', () => {
  test('come back to the bit', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true }), { minLength: 1, maxLength: 40 }), (values) => {
        const weights = { w: Float32Array.from(values) };
        const specs = { w: { shape: [values.length], dtype: 'float32' as const } };
        expect(decodeWeights(encodeWeights(weights, specs), specs, 'x')).toEqual(weights);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  test('have the published layout: aligned header, tensors without gaps', () => {
    const bytes = encodeWeights(WEIGHTS, SPECS);
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
      'block1/kernel': { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
      'block1/bias': { dtype: 'F32', shape: [3], data_offsets: [24, 36] },
    });
    expect(bytes).toHaveLength(8 + length + 36);
  });

  test('sealed ones are read like others, and tell of any byte that changed', () => {
    const bytes = sealWeights(WEIGHTS, SPECS);
    expect(decodeWeights(bytes, SPECS, 'x')).toEqual(WEIGHTS);
    expect(isIntact(bytes)).toBe(true);
    expect(isIntact(encodeWeights(WEIGHTS, SPECS))).toBe(false);
    fc.assert(
      fc.property(
        fc.integer({ min: bytes.length - 36, max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, flip) => {
          const damaged = bytes.slice();
          damaged[at]! ^= flip;
          expect(isIntact(damaged)).toBe(false);
          expect(isIntact(damaged.subarray(0, at))).toBe(false);
        },
      ),
      { seed: 1, numRuns: 50 },
    );
  });

  test('some tensors can be read alone', () => {
    const bytes = encodeWeights(WEIGHTS, SPECS);
    expect(decodeWeights(bytes, { 'block1/bias': SPECS['block1/bias'] }, 'x')).toEqual({
      'block1/bias': WEIGHTS['block1/bias'],
    });
  });

  test('can be read from any place in memory', () => {
    const bytes = encodeWeights(WEIGHTS, SPECS);
    for (const offset of [0, 1, 2, 3, 4]) {
      const moved = new Uint8Array(new SharedArrayBuffer(bytes.length + offset), offset);
      moved.set(bytes);
      expect(decodeWeights(moved, SPECS, 'x')).toEqual(WEIGHTS);
    }
  });

  test('mismatches name the tensor', () => {
    const bytes = encodeWeights(WEIGHTS, SPECS);
    const read = (specs: Parameters<typeof decodeWeights>[1]) => () => decodeWeights(bytes, specs, 'x.safetensors');
    expect(read({ 'block9/bias': SPECS['block1/bias'] })).toThrow(
      /^x\.safetensors: the tensor block9\/bias is not in the file/,
    );
    expect(read({ 'block1/bias': { shape: [4], dtype: 'float32' } })).toThrow(
      /block1\/bias must be of shape \[4\], received \[3\]/,
    );
  });

  test('damaged bytes are refused with a line, never with a crash', () => {
    const bytes = encodeWeights(WEIGHTS, SPECS);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }), fc.boolean(), (at, value, cut) => {
        const damaged = cut ? bytes.slice(0, at) : bytes.slice();
        if (!cut) damaged[at] = value;
        try {
          decodeWeights(damaged, SPECS, 'x');
        } catch (error) {
          expect(error).toBeInstanceOf(HeadstartError);
        }
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});
