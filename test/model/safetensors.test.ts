import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import { bfloat16Values, float16Values } from '../../src/model/float-bytes.ts';
import { volume } from '../../src/model/layers.ts';
import { repeatedKey } from '../../src/model/repeated-key.ts';
import { readSafetensors } from '../../src/model/safetensors.ts';
import { encodeWeights } from '../../src/model/weight-file.ts';

/** A file with this header, as text or as a value, and this many bytes behind it. */
function file(header: unknown, body: number | Uint8Array = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const rest = typeof body === 'number' ? new Uint8Array(body) : body;
  const bytes = new Uint8Array(8 + text.length + rest.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(rest, 8 + text.length);
  return bytes;
}

const f32 = (shape: readonly unknown[], from: number, to: number) => ({
  dtype: 'F32',
  shape,
  data_offsets: [from, to],
});

describe('safetensors', () => {
  test('are read with their metadata, in any order of the header', () => {
    const body = new Uint8Array(Float32Array.of(1, 2, 3).buffer);
    const bytes = file({ b: f32([], 8, 12), __metadata__: { format: 'pt' }, a: f32([1, 2], 0, 8) }, body);
    const { tensors, metadata } = readSafetensors(bytes, 'x');
    expect(metadata).toEqual({ format: 'pt' });
    expect(tensors.get('a')).toEqual({ shape: [1, 2], values: Float32Array.of(1, 2) });
    expect(tensors.get('b')).toEqual({ shape: [], values: Float32Array.of(3) });
    expect([...readSafetensors(bytes, 'x', { wanted: ['b', 'c'] }).tensors.keys()]).toEqual(['b']);
  });

  test('half-precision numbers become float32', () => {
    // Bit patterns of IEEE 754-2019, 3.6: 1, −2, 2⁻²⁴, 65504, ∞, −0; bfloat16 is the upper half of 1.0f, −3.140625f.
    const halves = Uint8Array.from([0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0xff, 0x7b, 0x00, 0x7c, 0x00, 0x80]);
    expect([...float16Values(halves)]).toEqual([1, -2, 2 ** -24, 65504, Number.POSITIVE_INFINITY, -0]);
    expect(float16Values(Uint8Array.from([0x01, 0x7c]))[0]).toBeNaN();
    expect([...bfloat16Values(Uint8Array.from([0x80, 0x3f, 0x49, 0xc0]))]).toEqual([1, -3.140625]);
    const header = {
      h: { dtype: 'F16', shape: [6], data_offsets: [0, 12] },
      b: { dtype: 'BF16', shape: [2], data_offsets: [12, 16] },
    };
    const { tensors } = readSafetensors(file(header, Uint8Array.from([...halves, 0x80, 0x3f, 0x49, 0xc0])), 'x');
    expect(tensors.get('h')!.values).toHaveLength(6);
    expect(tensors.get('b')!.values).toEqual(Float32Array.of(1, -3.140625));
  });

  test('tensors of whole numbers may be in a file, but are not read', () => {
    const bytes = file({ n: { dtype: 'I64', shape: [1], data_offsets: [0, 8] }, a: f32([1], 8, 12) }, 12);
    expect([...readSafetensors(bytes, 'x', { wanted: ['a'] }).tensors.keys()]).toEqual(['a']);
    expect(() => readSafetensors(bytes, 'x')).toThrow(/the tensor n must be one of F32, F16, BF16, received "I64"/);
  });

  const long = file({});
  new DataView(long.buffer).setBigUint64(0, 2n ** 63n, true);
  const much = file({});
  new DataView(much.buffer).setBigUint64(0, 10_000_001n, true);
  const beyond = file({});
  new DataView(beyond.buffer).setBigUint64(0, 3n, true);

  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /header is cut off, received "0 bytes"/],
    ['a part of the length', new Uint8Array(7), /header is cut off/],
    ['a header of 2⁶³ bytes', long, /longer than 10 MB/],
    ['a header of more than 10 MB', much, /longer than 10 MB/],
    ['a header beyond the end', beyond, /header is cut off/],
    ['no JSON', file('{"a":'), /header is not JSON/],
    ['no text', file('{}', 0).map((byte, index) => (index === 8 ? 0xff : byte)), /header is not JSON/],
    ['a list', file([]), /is no mapping/],
    ['null', file(null), /is no mapping/],
    [
      'a name twice',
      file(`{"a":${JSON.stringify(f32([1], 0, 4))},"\\u0061":${JSON.stringify(f32([1], 0, 4))}}`, 4),
      /has a name twice, received "a"/,
    ],
    ['metadata of numbers', file({ __metadata__: { a: 1 } }), /metadata must be texts/],
    ['an entry of nothing', file({ a: null }), /type of the tensor a is not known/],
    [
      'an unknown type',
      file({ a: { ...f32([1], 0, 4), dtype: 'F33' } }, 4),
      /type of the tensor a is not known, received "F33"/,
    ],
    ['a type of Object', file({ a: { ...f32([1], 0, 4), dtype: 'constructor' } }, 4), /is not known/],
    ['a shape below zero', file({ a: f32([-1, -1], 0, 4) }, 4), /shape of the tensor a must be whole numbers/],
    ['a broken shape', file({ a: f32([1.5], 0, 6) }, 6), /must be whole numbers/],
    ['a shape beyond all numbers', file({ a: f32([2 ** 52, 2 ** 52], 0, 4) }, 4), /offsets of a do not hold/],
    ['a shape that overflows to its length', file({ a: f32([2 ** 31, 2 ** 33], 0, 0) }), /do not hold/],
    ['no offsets', file({ a: { dtype: 'F32', shape: [1] } }, 4), /has no offsets/],
    ['offsets that go back', file({ a: f32([1], 4, 0) }, 4), /do not hold/],
    ['offsets below zero', file({ a: f32([1], -4, 0) }, 4), /has no offsets/],
    ['offsets beyond the end', file({ a: f32([2], 0, 8) }, 4), /tensors are cut off/],
    ['a gap', file({ a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12), /the tensor b leaves a gap, or overlaps/],
    ['a gap at the start', file({ a: f32([1], 4, 8) }, 8), /leaves a gap/],
    ['an overlap', file({ a: f32([2], 0, 8), b: f32([1], 4, 8) }, 8), /the tensor b leaves a gap, or overlaps/],
    ['one place for two', file({ a: f32([1], 0, 4), b: f32([1], 0, 4) }, 4), /overlaps/],
    ['bytes at the end', file({ a: f32([1], 0, 4) }, 5), /bytes after the last tensor, received 1/],
  ])('%s is refused', (_what, bytes, message) => {
    expect(() => readSafetensors(bytes, 'x.safetensors')).toThrow(HeadstartError);
    expect(() => readSafetensors(bytes, 'x.safetensors')).toThrow(message);
  });

  test('empty tensors have their place', () => {
    const bytes = file({ a: f32([0, 3], 0, 0), b: f32([1], 0, 4), c: f32([0], 4, 4) }, 4);
    expect([...readSafetensors(bytes, 'x').tensors.values()].map(({ values }) => values.length)).toEqual([0, 1, 0]);
  });
});

const tensorFiles = fc
  .dictionary(fc.string({ minLength: 1, maxLength: 6 }), fc.array(fc.nat({ max: 4 }), { maxLength: 3 }), {
    minKeys: 1,
    maxKeys: 4,
  })
  .filter((shapes) => !Object.hasOwn(shapes, '__metadata__') && !Object.hasOwn(shapes, '__proto__'))
  .map((shapes) => {
    const specs = Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [name, { shape, dtype: 'float32' as const }]),
    );
    const weights = Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [name, new Float32Array(volume(shape)).fill(1.5)]),
    );
    return encodeWeights(weights, specs, { made: 'here' });
  });

/** What a reader may do with any bytes: refuse them with a line, or return tensors as long as their shapes. */
function readOrRefuse(bytes: Uint8Array): void {
  try {
    for (const { shape, values } of readSafetensors(bytes, 'x').tensors.values()) {
      expect(values).toHaveLength(volume(shape));
    }
  } catch (error) {
    expect(error).toBeInstanceOf(HeadstartError);
    expect((error as Error).message.split('\n')).toHaveLength(1);
  }
}

describe('whatever the bytes are, they are read or refused', () => {
  const change = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) });

  test('with some of them changed', () => {
    fc.assert(
      fc.property(tensorFiles, fc.array(change, { minLength: 1, maxLength: 6 }), (bytes, changes) => {
        for (const { at, to } of changes) bytes[at % bytes.length] = to;
        readOrRefuse(bytes);
      }),
      { seed: 4, numRuns: 2000 },
    );
  });

  test('with digits of the header changed', () => {
    const digit = fc.constantFrom(...'0123456789-.e,[]{}":');
    fc.assert(
      fc.property(tensorFiles, fc.nat(), digit, (bytes, at, character) => {
        const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
        bytes[8 + (at % length)] = character.charCodeAt(0);
        readOrRefuse(bytes);
      }),
      { seed: 5, numRuns: 2000 },
    );
  });

  test('cut off anywhere, or with more behind: always refused', () => {
    fc.assert(
      fc.property(tensorFiles, fc.nat(), fc.integer({ min: 1, max: 9 }), (bytes, at, more) => {
        expect(() => readSafetensors(bytes.slice(0, at % bytes.length), 'x')).toThrow(HeadstartError);
        expect(() => readSafetensors(Uint8Array.from([...bytes, ...new Uint8Array(more)]), 'x')).toThrow(
          HeadstartError,
        );
      }),
      { seed: 6, numRuns: 500 },
    );
  });

  test('of any header', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat({ max: 20 }), (header, body) => readOrRefuse(file(header, body))),
      { seed: 7, numRuns: 1000 },
    );
  });
});

describe('repeated keys', () => {
  test('are found in what other objects mean them in', () => {
    expect(repeatedKey('{"a":1,"b":{"a":[{"c":1},{"c":2}]},"c":"a"}')).toBeUndefined();
    expect(repeatedKey('{"a":[1,2,"x","x"],"b":"\\"a","\\"":{}}')).toBeUndefined();
    expect(repeatedKey('{"a":{"b":1 , "b" :2}}')).toBe('b');
    expect(repeatedKey('[{"a":1},{"a":1,"a":[]}]')).toBe('a');
    expect(repeatedKey('{"x":{}, "__proto__":1,"__proto__":2}')).toBe('__proto__');
  });

  test('no JSON that was made from a value has one', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1), (value, indent) => {
        expect(repeatedKey(JSON.stringify(value, null, indent))).toBeUndefined();
      }),
      { seed: 8, numRuns: 500 },
    );
  });
});
