import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { examplesOf, host, type KernelCase, unary, upTo } from './define.ts';

type Tensor = tf.Tensor;

const leads = fc.array(upTo(3), { maxLength: 2 });
const EQUATIONS: readonly (readonly [string, string, string])[] = [
  ['bqhd', 'bkhd', 'bhqk'],
  ['bhqk', 'bkhd', 'bqhd'],
  ['ij', 'jk', 'ik'],
  ['bij', 'jk', 'bik'],
  ['i', 'i', ''],
  ['i', 'j', 'ji'],
];
const sizes: Readonly<Record<string, number>> = { b: 2, q: 3, k: 4, h: 2, d: 5, i: 3, j: 2 };
const shapeOf = (labels: string) => [...labels].map((label) => sizes[label]!);

/** Matrix products, and what is known when a program is traced. */
export const matrices: readonly KernelCase[] = [
  examplesOf(
    tf.BatchMatMul,
    fc.record({
      lead: leads,
      shared: fc.constantFrom('none', 'a', 'b'),
      rows: upTo(5),
      inner: upTo(5),
      columns: upTo(5),
      transposeA: fc.boolean(),
      transposeB: fc.boolean(),
      bias: fc.boolean(),
    }),
    ({ lead, shared, rows, inner, columns, transposeA, transposeB, bias, fill, seed }) => {
      const ones = lead.map(() => 1);
      return {
        inputs: [
          host([...(shared === 'a' ? ones : lead), ...(transposeA ? [inner, rows] : [rows, inner])], fill, seed),
          host(
            [...(shared === 'b' ? ones : lead), ...(transposeB ? [columns, inner] : [inner, columns])],
            'normal',
            seed + 1,
          ),
          host([columns], 'normal', seed + 2),
        ],
        apply: (a, b, c) => {
          const product = tf.matMul(a!, b!, transposeA, transposeB);
          return bias ? tf.add(product, c!) : [product, c!];
        },
        by: shared === 'none' || ones.length === 0 ? [0, 1, 2] : [],
      };
    },
  ),
  examplesOf(
    tf.Einsum,
    fc.record({ equation: fc.constantFrom(...EQUATIONS) }),
    ({ equation: [a, b, to], fill, seed }) => ({
      inputs: [host(shapeOf(a), fill, seed), host(shapeOf(b), 'normal', seed + 1)],
      apply: (x, y) => tf.einsum(`${a},${b}->${to}`, x!, y!),
    }),
  ),
  ...(
    [
      [tf.Identity, (x: Tensor) => tf.add(tf.clone(x), x)],
      [tf.ZerosLike, (x: Tensor) => tf.maximum(x, tf.zerosLike(x))],
      [tf.OnesLike, (x: Tensor) => tf.maximum(x, tf.onesLike(x))],
      [tf.Fill, (x: Tensor) => tf.add(x, tf.fill(x.shape, 2.5))],
      [tf.Range, (x: Tensor) => tf.mul(x, tf.reshape(tf.range(1, 1 + x.size), x.shape))],
      [tf.LinSpace, (x: Tensor) => tf.mul(x, tf.reshape(tf.linspace(1, 2, x.size), x.shape))],
    ] as const
  ).map(([kernel, apply]) => ({ ...unary(kernel, apply), folded: true as const })),
];
