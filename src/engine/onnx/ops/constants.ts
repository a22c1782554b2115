import * as tf from '@tensorflow/tfjs-core';
import type { OpEntry } from './contract.ts';
import { define } from './define.ts';
import { none } from './flops.ts';

/** Kernels that never reach the graph: copies, and what depends on shapes alone. */
export const constants: readonly OpEntry[] = [
  ...[tf.Identity, tf.ZerosLike, tf.OnesLike].map((kernel) => constant(kernel, ({ x }) => x!)),
  constant<tf.FillAttrs>(tf.Fill, (_inputs, { shape, dtype }) => ({ shape, dtype: (dtype ?? 'float32') as 'float32' })),
  constant<tf.RangeAttrs>(tf.Range, (_inputs, { start, stop, step, dtype }) => ({
    shape: [Math.max(0, Math.ceil(Math.abs((stop - start) / step)))],
    dtype: dtype as 'float32',
  })),
  constant<tf.LinSpaceAttrs>(tf.LinSpace, (_inputs, { num }) => ({ shape: [num], dtype: 'float32' })),
];

function constant<Attrs>(
  kernel: string,
  spec: (inputs: Parameters<OpEntry['outputs']>[0], attrs: Attrs) => ReturnType<OpEntry['outputs']>[number],
): OpEntry {
  return define<Attrs>({
    kernel,
    becomes: 'nothing: known when the program is traced',
    outputs: (inputs, attrs) => [spec(inputs, attrs)],
    flops: none,
    lower: () => {
      throw new Error('it should have been computed when the program was traced');
    },
  });
}
