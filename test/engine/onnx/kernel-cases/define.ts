import type * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { FILLS, type Fill, filled, type Host } from '../../support.ts';
import type { Example } from '../compare.ts';

type Tensor = tf.Tensor;

/** Random uses of one kernel. */
export interface KernelCase {
  readonly kernel: string;
  readonly examples: fc.Arbitrary<Example>;
  /** For kernels that are in no graph: computed when the program is traced, or made of others. */
  readonly folded?: true;
}

/** Where inputs may lie. */
export const domains = {
  any: (x: number) => x,
  /** Far from a pole at zero. */
  positive: (x: number) => Math.abs(x) + 0.3,
  apart: (x: number) => (x < 0 ? x - 0.3 : x + 0.3),
  /** Inside of −1 … 1. */
  unit: (x: number) => 0.9 * Math.tanh(x),
  atLeastOne: (x: number) => 1.1 + Math.abs(x),
  wide: (x: number) => 30 * x,
  tiny: (x: number) => 1e-4 * x,
  halves: (x: number) => Math.round(2 * x) / 2,
} as const satisfies Record<string, (x: number) => number>;
export type Domain = keyof typeof domains;

export const upTo = (maximum: number) => fc.integer({ min: 1, max: maximum });
export const fills = fc.constantFrom<Fill>(...FILLS);
export const shapes = (minRank = 0, maxRank = 4, size = 4) =>
  fc.array(upTo(size), { minLength: minRank, maxLength: maxRank });

/** Values that depend on nothing but the arguments. */
export function host(shape: readonly number[], fill: Fill, seed: number, domain: Domain = 'any'): Host {
  const { values } = filled(shape, fill, seed);
  return { shape: [...shape], values: Float32Array.from(values, domains[domain]) };
}

/** Whole numbers from −limit to limit. */
export function whole(shape: readonly number[], fill: Fill, seed: number, limit = 5): Host {
  const { values } = filled(shape, fill, seed);
  return { shape: [...shape], values: Int32Array.from(values, (x) => Math.round(limit * Math.tanh(x))) };
}

/** Indices from 0 to size − 1. */
export function indices(shape: readonly number[], seed: number, size: number): Host {
  const { values } = filled(shape, 'normal', seed);
  return { shape: [...shape], values: Int32Array.from(values, (x) => Math.floor(Math.abs(x) * 1000) % size) };
}

const described = (kernel: string, details: object): string => `${kernel} ${JSON.stringify(details)}`;

/** Everything an example is made from, as its label and as its input. */
export function examplesOf<Details extends object>(
  kernel: string,
  details: fc.Arbitrary<Details>,
  make: (details: Details & { readonly fill: Fill; readonly seed: number }) => Omit<Example, 'label'>,
): KernelCase {
  const drawn = fc.tuple(details, fills, fc.nat({ max: 1e6 }));
  return {
    kernel,
    examples: drawn.map(([given, fill, seed]) => {
      const all = { ...given, fill, seed };
      return { label: described(kernel, all), ...make(all) };
    }),
  };
}

/** A kernel of one input, each element for itself. */
export function unary(
  kernel: string,
  apply: (x: Tensor) => Tensor,
  { domain = ['any'], by = true, int = false }: { domain?: readonly Domain[]; by?: boolean; int?: boolean } = {},
): KernelCase {
  const details = fc.record({
    shape: shapes(),
    domain: fc.constantFrom(...domain),
    dtype: fc.constantFrom(...(int ? (['float32', 'int32'] as const) : (['float32'] as const))),
  });
  return examplesOf(kernel, details, ({ shape, domain: chosen, dtype, fill, seed }) =>
    dtype === 'int32'
      ? { inputs: [whole(shape, fill, seed)], apply: apply as Example['apply'] }
      : { inputs: [host(shape, fill, seed, chosen)], apply: apply as Example['apply'], by: by ? [0] : [] },
  );
}

/** Two shapes that can be broadcast against each other. */
export const broadcastable = shapes(0, 4, 3).chain((shape) =>
  fc
    .record({
      ones: fc.tuple(...[0, 1].map(() => fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }))),
      cut: fc.tuple(fc.nat({ max: shape.length }), fc.constantFrom('a', 'b', 'none')),
    })
    .map(({ ones, cut: [count, which] }) => {
      const [a, b] = ones.map((flags) => shape.map((size, axis) => (flags[axis] ? 1 : size))) as [number[], number[]];
      return {
        a: which === 'a' ? a.slice(count) : a,
        b: which === 'b' ? b.slice(count) : b,
      };
    }),
);

/** A kernel of two operands. */
export function binary(
  kernel: string,
  apply: (a: Tensor, b: Tensor) => Tensor,
  { domain = 'any', by = true, int = false }: { domain?: Domain; by?: boolean; int?: boolean } = {},
): KernelCase {
  const dtypes = int ? (['float32', 'int32'] as const) : (['float32'] as const);
  const details = fc.record({ shapes: broadcastable, dtype: fc.constantFrom(...dtypes) });
  return examplesOf(kernel, details, ({ shapes: { a, b }, dtype, fill, seed }) =>
    dtype === 'int32'
      ? { inputs: [whole(a, fill, seed), whole(b, fill, seed + 1)], apply: apply as Example['apply'] }
      : {
          inputs: [host(a, fill, seed, domain), host(b, fill, seed + 1, domain)],
          apply: apply as Example['apply'],
          by: by ? [0, 1] : [],
        },
  );
}
