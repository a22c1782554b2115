/**
 * A small assembler for WebAssembly: enough to write a function as nested expressions and get a module's bytes.
 * Opcodes and sections are those of the WebAssembly core specification 2.0, sections 5.4 and 5.5.
 */

/** Instructions, encoded. */
export type Code = readonly number[];
type ValueType = 'i32' | 'f32' | 'v128';

const TYPE_BYTES = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const satisfies Record<ValueType, number>;

/** A parameter or local variable of a function. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

/** A function under construction: hands out its parameters and locals. It returns nothing. */
export class FunctionBuilder {
  readonly parameters: readonly Local[];
  readonly #locals: Local[] = [];

  /** @param parameterCount how many i32 parameters it takes. */
  constructor(parameterCount: number) {
    this.parameters = Array.from({ length: parameterCount }, (_, index) => ({ index, type: 'i32' }));
  }

  local(type: ValueType): Local {
    const local = { index: this.parameters.length + this.#locals.length, type };
    this.#locals.push(local);
    return local;
  }

  /** The function's entry in the code section: its locals, then its instructions. */
  encode(body: Code): Code {
    const locals = this.#locals.flatMap(({ type }) => [1, TYPE_BYTES[type]]);
    return sized([...unsigned(this.#locals.length), ...locals, ...body, END]);
  }
}

/** The bytes of a module that imports `env.memory` and exports one function per entry, all over i32 parameters. */
export function assemble(
  functions: Readonly<Record<string, { parameterCount: number; code: Code }>>,
): Uint8Array<ArrayBuffer> {
  const names = Object.keys(functions);
  const entries = Object.values(functions);
  const types = entries.map(({ parameterCount }) => [0x60, ...vector(Array(parameterCount).fill([TYPE_BYTES.i32])), 0]);
  const memory = [...text('env'), ...text('memory'), 0x02, 0x00, 0x00];
  const exported = names.map((name, index) => [...text(name), 0x00, ...unsigned(index)]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(2, vector([memory])),
    ...section(3, vector(entries.map((_, index) => unsigned(index)))),
    ...section(7, vector(exported)),
    ...section(10, vector(entries.map(({ code }) => code))),
  ]);
}

const END = 0x0b;
const EMPTY = 0x40;

export const get = (local: Local): Code => [0x20, ...unsigned(local.index)];
export const set = (local: Local, value: Code): Code => [...value, 0x21, ...unsigned(local.index)];

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  add: (a: Code, b: Code): Code => [...a, ...b, 0x6a],
  sub: (a: Code, b: Code): Code => [...a, ...b, 0x6b],
  mul: (a: Code, b: Code): Code => [...a, ...b, 0x6c],
  eq: (a: Code, b: Code): Code => [...a, ...b, 0x46],
  lessOrEqual: (a: Code, b: Code): Code => [...a, ...b, 0x4c],
} as const;

/** local += amount */
export const increase = (local: Local, amount: Code): Code => set(local, i32.add(get(local), amount));

/** Runs the body `count` times, which must be at least once; the counter counts down to zero. */
export function repeat(counter: Local, count: Code, body: Code): Code {
  const next = [...i32.sub(get(counter), i32.const(1)), 0x22, ...unsigned(counter.index)]; // leaves the counter's value
  return [...set(counter, count), 0x03, EMPTY, ...body, ...next, 0x0d, 0x00, END];
}

/** Runs the body while the condition holds. */
export function loopWhile(condition: Code, body: Code): Code {
  return [0x03, EMPTY, ...condition, 0x04, EMPTY, ...body, 0x0c, 0x01, END, END];
}

export function unsigned(value: number): number[] {
  const bytes = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes = [];
  let rest = value;
  while (rest < -64 || rest > 63) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  return [...bytes, rest & 0x7f];
}

const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes];
const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: Code): Code => [id, ...sized(content)];
const text = (value: string): Code => sized([...Buffer.from(value)]);
