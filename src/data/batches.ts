import type { RandomStream } from '../base/random.ts';
import type { Samples } from './contract.ts';
import { columnWidth, targetColumn } from './targets.ts';
import type { View } from './view.ts';

/** One padded batch on the host, in buffers of its own that the next batch reuses. */
export interface Batch {
  /** `size` × product(shape). */
  readonly x: Float32Array;
  /** `size` class indices, or values in their unit, or `size` × classes marks, or `size` × places ids; 0 where padded. */
  readonly y: Int32Array | Float32Array;
  /** 1 for an example, 0 for padding. */
  readonly weight: Float32Array;
  /** How many are examples. */
  readonly count: number;
}

/** Gathers examples of a view into one private, padded batch. */
export function batchGatherer(view: View, size: number): (positions: Int32Array) => Batch {
  const { dataset } = view;
  const length = dataset.shape.reduce((product, dimension) => product * dimension, 1);
  const x = new Float32Array(size * length);
  const told = targetColumn(view);
  const width = columnWidth(view);
  const y = told instanceof Float32Array ? new Float32Array(size * width) : new Int32Array(size * width);
  const weight = new Float32Array(size);
  const copyRow = rowCopier(dataset, length, x);
  return (positions) => {
    const count = positions.length;
    for (let slot = 0; slot < count; slot++) {
      const position = positions[slot]!;
      copyRow(view.rows[position]!, slot);
      for (let place = 0; place < width; place++) y[slot * width + place] = told[position * width + place]!;
      weight[slot] = 1;
    }
    x.fill(0, count * length);
    y.fill(0, count * width);
    weight.fill(0, count);
    return { x, y, weight, count };
  };
}

/**
 * Copies rows of the samples into slots of `x`. Each kind of sample has a loop of its own, so that each stays fast.
 */
function rowCopier({ samples, scale }: Samples, length: number, x: Float32Array): (row: number, slot: number) => void {
  if (samples instanceof Float32Array && scale === 1) {
    return (row, slot) => x.set(samples.subarray(row * length, (row + 1) * length), slot * length);
  }
  return (row, slot) => {
    const from = row * length;
    const to = slot * length;
    for (let offset = 0; offset < length; offset++) x[to + offset] = samples[from + offset]! * scale;
  };
}

/**
 * Endless batches of positions 0 … count−1: each epoch in a new random order, its last batch short.
 *
 * @param epochStream the stream of an epoch, 0-based: an epoch's order depends on nothing that came before.
 */
export function* epochBatches(
  count: number,
  size: number,
  epochStream: (epoch: number) => RandomStream,
): Generator<Int32Array, never> {
  if (count < 1) throw new RangeError('there are no examples to make batches of');
  for (let epoch = 0; ; epoch++) {
    const order = epochStream(epoch).permutation(count);
    for (let start = 0; start < count; start += size) yield order.subarray(start, start + size);
  }
}

/** Positions 0 … count−1 in order, in batches of at most `size`. */
export function* inOrder(count: number, size: number): Generator<Int32Array> {
  for (let start = 0; start < count; start += size) {
    yield Int32Array.from({ length: Math.min(size, count - start) }, (_, index) => start + index);
  }
}
