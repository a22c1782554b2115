import { slice, type Tensor } from '@tensorflow/tfjs-core';
import type { Factors } from '../base/random.ts';
import type { View } from '../data/view.ts';
import { volume } from '../model/layers.ts';
import { type Purpose, viewBatches } from './feed.ts';

/** One view's share of a batch. */
export interface StackPart {
  /** Its examples have the shape of the other parts'. */
  readonly view: View;
  /** Rows of the batch, padding included. */
  readonly rows: number;
  /** What its order depends on. */
  readonly factors: Factors;
}

/** One padded batch of several views, one below the other, in buffers that the next batch reuses. */
export interface StackedBatch {
  readonly x: Float32Array;
  /** 1 for an example, 0 for padding; each part has padding of its own. */
  readonly weight: Float32Array;
  /** What is to be told of each part: class indices, or values. */
  readonly labels: readonly (Int32Array | Float32Array)[];
  /** How many rows are examples. */
  readonly count: number;
}

/** Endless batches of several views at once. Each part's rows are those that it would have alone. */
export function stackedBatches(parts: readonly StackPart[], purpose: Purpose): () => StackedBatch {
  const length = volume(parts[0]!.view.dataset.shape);
  const total = parts.reduce((sum, { rows }) => sum + rows, 0);
  const x = new Float32Array(total * length);
  const weight = new Float32Array(total);
  const sources = parts.map(({ view, rows, factors }) => viewBatches(view, rows, factors, purpose));
  return () => {
    let row = 0;
    let count = 0;
    const labels = sources.map((next, index) => {
      const batch = next();
      x.set(batch.x, row * length);
      weight.set(batch.weight, row);
      row += parts[index]!.rows;
      count += batch.count;
      return batch.y;
    });
    return { x, weight, labels, count };
  };
}

/** Some rows of a batch: [rows, …] → [count, …]. */
export function rowsOf(values: Tensor, start: number, count: number): Tensor {
  return slice(values, [start], [count]);
}
