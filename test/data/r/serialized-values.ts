/** Values in the binary form of R's `serialize`, version 3 (R Internals, section 1.8). */

const int = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) bytes.writeInt32BE(value, 4 * at);
  return bytes;
};

export const characters = (text: string | null): Buffer =>
  text === null ? int(9, -1) : Buffer.concat([int(0x40009, Buffer.byteLength(text)), Buffer.from(text)]);

const symbol = (name: string): Buffer => Buffer.concat([int(1), characters(name)]);

/** The attributes of what was written before. */
const attributes = (named: Readonly<Record<string, Buffer>>): Buffer =>
  Buffer.concat([...Object.entries(named).flatMap(([name, value]) => [int(0x402), symbol(name), value]), int(254)]);

export const strings = (values: readonly (string | null)[]): Buffer =>
  Buffer.concat([int(16, values.length), ...values.map(characters)]);

export const integers = (values: readonly number[]): Buffer => int(13, values.length, ...values);

export const factor = (values: readonly string[], levels: readonly string[]): Buffer =>
  Buffer.concat([
    int(0x30d, values.length, ...values.map((value) => levels.indexOf(value) + 1)),
    attributes({ levels: strings(levels), class: strings(['factor']) }),
  ]);

/** A list with names, as data frames are. */
export const list = (named: Readonly<Record<string, Buffer>>): Buffer =>
  Buffer.concat([
    int(0x213, Object.keys(named).length),
    ...Object.values(named),
    attributes({ names: strings(Object.keys(named)) }),
  ]);

export const serialized = (value: Buffer): Buffer =>
  Buffer.concat([Buffer.from('X\n'), int(3, 0x40202, 0x30500, 5), Buffer.from('UTF-8'), value]);
