/**
 * The number that 16 bits of IEEE 754 binary16 stand for: 1 sign, 5 exponent, 10 fraction bits. Exact in float32.
 */
export function fromFloat16(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24; // subnormal
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Little-endian binary16 numbers. */
export function float16Values(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(bytes.length / 2);
  for (let index = 0; index < values.length; index++) values[index] = fromFloat16(view.getUint16(2 * index, true));
  return values;
}

/** Little-endian bfloat16 numbers: the upper half of a float32. */
export function bfloat16Values(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bits = new Uint32Array(bytes.length / 2);
  for (let index = 0; index < bits.length; index++) bits[index] = view.getUint16(2 * index, true) << 16;
  return new Float32Array(bits.buffer);
}

/** Little-endian float32 numbers: a copy, in one go where the processor's order and alignment allow it. */
export function float32Values(bytes: Uint8Array): Float32Array {
  const count = bytes.length / 4;
  if (IS_LITTLE_ENDIAN && bytes.byteOffset % 4 === 0) {
    return new Float32Array(bytes.buffer, bytes.byteOffset, count).slice();
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: count }, (_, index) => view.getFloat32(4 * index, true));
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
