/**
 * A small assembler for WebAssembly: enough to write a function as nested expressions and get a module's bytes.
 * Opcodes and sections are those of the WebAssembly core specification 2.0, sections 5.4 and 5.5.
 */

/** Instructions, encoded. */
export type Code = readonly number[];
type ValueType = 'i32' | 'f32' | 'v128';

/** `Count` times `Item`. */
export type Tuple<Item, Count extends number, List extends Item[] = []> = List['length'] extends Count
  ? List
  : Tuple<Item, Count, [...List, Item]>;

/** A parameter or local variable of a function. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

/** A function over i32 parameters that returns nothing. */
export interface WasmFunction<Count extends number = number> {
  readonly parameterCount: Count;
  /** Its entry in the code section. */
  readonly code: Code;
}

const TYPE_BYTES = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const satisfies Record<ValueType, number>;
const END = 0x0b;
const EMPTY = 0x40;

/** A function under construction: hands out its parameters and locals. Locals start at 0. */
export class FunctionBuilder<Count extends number> {
  readonly parameters: Tuple<Local, Count>;
  readonly #count: Count;
  readonly #locals: Local[] = [];

  constructor(parameterCount: Count) {
    this.#count = parameterCount;
    const parameters = Array.from({ length: parameterCount }, (_, index): Local => ({ index, type: 'i32' }));
    this.parameters = parameters as unknown as Tuple<Local, Count>;
  }

  local(type: ValueType): Local {
    const local = { index: this.#count + this.#locals.length, type };
    this.#locals.push(local);
    return local;
  }

  finish(body: Code): WasmFunction<Count> {
    const locals = this.#locals.flatMap(({ type }) => [1, TYPE_BYTES[type]]);
    return {
      parameterCount: this.#count,
      code: sized([...unsigned(this.#locals.length), ...locals, ...body, END]),
    };
  }
}

/** The bytes of a module that imports `env.memory` and exports the functions. */
export function assemble(functions: Readonly<Record<string, WasmFunction>>): Uint8Array<ArrayBuffer> {
  const entries = Object.values(functions);
  const types = entries.map(({ parameterCount }) => [0x60, ...vector(Array(parameterCount).fill([TYPE_BYTES.i32])), 0]);
  const memory = [...text('env'), ...text('memory'), 0x02, 0x00, 0x00];
  const exported = Object.keys(functions).map((name, index) => [...text(name), 0x00, ...unsigned(index)]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(2, vector([memory])),
    ...section(3, vector(entries.map((_, index) => unsigned(index)))),
    ...section(7, vector(exported)),
    ...section(10, vector(entries.map(({ code }) => code))),
  ]);
}

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

/** The address of a float: base + 4 · index. */
export const floatAt = (base: Local, index: Code): Code => i32.add(get(base), i32.mul(index, i32.const(4)));

/** local += amount */
export const increase = (local: Local, amount: Code): Code => set(local, i32.add(get(local), amount));

/** Runs the body `count` times, which must be at least once; the counter counts down to zero. */
export function repeat(counter: Local, count: Code, body: Code): Code {
  const next = [...i32.sub(get(counter), i32.const(1)), 0x22, ...unsigned(counter.index)]; // leaves the counter's value
  return [...set(counter, count), 0x03, EMPTY, ...body, ...next, 0x0d, 0x00, END];
}

/** While a whole step is left before `count`, runs the body and takes the step. */
export function inSteps(index: Local, count: Local, step: number, body: Code): Code {
  const fits = i32.lessOrEqual(i32.add(get(index), i32.const(step)), get(count));
  return [0x03, EMPTY, ...fits, 0x04, EMPTY, ...body, ...increase(index, i32.const(step)), 0x0c, 0x01, END, END];
}

export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest < -64 || rest > 63; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest & 0x7f];
}

const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes];
const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: Code): Code => [id, ...sized(content)];
const text = (value: string): Code => sized([...Buffer.from(value)]);
