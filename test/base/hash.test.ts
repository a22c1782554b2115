import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, hashOf } from '../../src/base/hash.ts';

describe('canonical JSON', () => {
  test('means the same as JSON, whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ depthSize: 'small' })), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(Object.fromEntries(Object.entries(value).reverse()))).toBe(text);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test('leaves undefined members out and refuses what JSON cannot hold', () => {
    expect(canonicalJson({ b: 1, a: undefined })).toBe('{"b":1}');
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined, () => 1, 1n]) {
      expect(() => canonicalJson({ value: [value] })).toThrow(TypeError);
    }
  });

  test('hashes are SHA-256: `echo -n \'{"a":[1,2]}\' | sha256sum`', () => {
    expect(hashOf({ a: [1, 2] })).toBe('01530d164d479cf08e26d3b1ad9bdba927120d97e2d057a6d792db778780d720');
  });
});
