import { type Code, i32, unsigned } from './assembler.ts';

/** Float arithmetic on `count` neighbouring channels at once: the same kernel is generated for four and for one. */
export interface Lanes {
  readonly count: 4 | 1;
  /** Type of a local that holds the floats. */
  readonly floats: 'v128' | 'f32';
  /** Type of a local that holds one integer per lane. */
  readonly integers: 'v128' | 'i32';
  /** The same number in every lane. */
  constant(value: number): Code;
  spread(integer: Code): Code;
  load(address: Code, offset?: number): Code;
  /** One float from memory, in every lane. */
  loadSpread(address: Code, offset?: number): Code;
  store(address: Code, value: Code, offset?: number): Code;
  add(a: Code, b: Code): Code;
  multiply(a: Code, b: Code): Code;
  greater(a: Code, b: Code): Code;
  equalIntegers(a: Code, b: Code): Code;
  /** Per lane a where the mask holds, else b. */
  chooseFloats(mask: Code, a: Code, b: Code): Code;
  chooseIntegers(mask: Code, a: Code, b: Code): Code;
}

const float32 = (value: number): Code => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)];
/** Alignment (as a power of two; only a hint) and constant offset of a memory access. */
const at = (offset = 0): Code => [0x02, ...unsigned(offset)];
const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];
const bitselect = (mask: Code, a: Code, b: Code): Code => [...a, ...b, ...mask, ...simd(0x52)];
const select = (condition: Code, a: Code, b: Code): Code => [...a, ...b, ...condition, 0x1b];

export const four: Lanes = {
  count: 4,
  floats: 'v128',
  integers: 'v128',
  constant: (value) => [...float32(value), ...simd(0x13)],
  spread: (integer) => [...integer, ...simd(0x11)],
  load: (address, offset) => [...address, ...simd(0x00), ...at(offset)],
  loadSpread: (address, offset) => [...address, ...simd(0x09), ...at(offset)],
  store: (address, value, offset) => [...address, ...value, ...simd(0x0b), ...at(offset)],
  add: (a, b) => [...a, ...b, ...simd(0xe4)],
  multiply: (a, b) => [...a, ...b, ...simd(0xe6)],
  greater: (a, b) => [...a, ...b, ...simd(0x44)],
  equalIntegers: (a, b) => [...a, ...b, ...simd(0x37)],
  chooseFloats: bitselect,
  chooseIntegers: bitselect,
};

export const one: Lanes = {
  count: 1,
  floats: 'f32',
  integers: 'i32',
  constant: float32,
  spread: (integer) => integer,
  load: (address, offset) => [...address, 0x2a, ...at(offset)],
  loadSpread: (address, offset) => [...address, 0x2a, ...at(offset)],
  store: (address, value, offset) => [...address, ...value, 0x38, ...at(offset)],
  add: (a, b) => [...a, ...b, 0x92],
  multiply: (a, b) => [...a, ...b, 0x94],
  greater: (a, b) => [...a, ...b, 0x5e],
  equalIntegers: i32.eq,
  chooseFloats: select,
  chooseIntegers: select,
};
