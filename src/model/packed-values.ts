/**
 * Values as text that fits into a cell of a CSV file, at most 6 characters for each example: a mark with the version, then
 * single-precision numbers in base64, the low byte first.
 */
const MARK = 'v1.';
const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** @param values finite in single precision. */
export function packValues(values: ArrayLike<number>): string {
  const bytes = Buffer.alloc(values.length * BYTES);
  for (let example = 0; example < values.length; example++) bytes.writeFloatLE(values[example]!, BYTES * example);
  return MARK + bytes.toString('base64');
}

/** @returns null if the text does not hold finite values, or not as many as there are examples. */
export function unpackValues(text: string, examples: number | null): Float32Array | null {
  if (!text.startsWith(MARK)) return null;
  const bytes = Buffer.from(text.slice(MARK.length), 'base64'); // which skips what is no base64
  if (bytes.toString('base64') !== text.slice(MARK.length) || bytes.length % BYTES !== 0) return null;
  if (examples !== null && bytes.length !== examples * BYTES) return null;
  const values = Float32Array.from({ length: bytes.length / BYTES }, (_, example) =>
    bytes.readFloatLE(BYTES * example),
  );
  return values.every(Number.isFinite) ? values : null;
}
