import { type Factors, type RandomStream, stream } from '../base/random.ts';
import { type Batch, batchGatherer, epochBatches } from '../data/batches.ts';
import type { View } from '../data/view.ts';

/** Which use of a view's batches: each has draws of its own. */
export type Purpose = 'train' | 'measure';

/**
 * Endless batches of a view: each epoch in an order from a stream of its own.
 *
 * @param factors of the stream; the epoch is added.
 */
export function viewBatches(view: View, batch: number, factors: Factors, purpose: Purpose): () => Batch {
  const gather = batchGatherer(view, batch);
  const name = purpose === 'train' ? 'order' : 'measured';
  const batches = epochBatches(view.rows.length, batch, (epoch) => stream(name, { ...factors, epoch }));
  return () => gather(batches.next().value);
}

/**
 * A stream for each step in turn, such as for what is done to its examples.
 *
 * @param name what the draws are for.
 */
export function stepStreams(name: string, factors: Factors, purpose: Purpose): () => RandomStream {
  let step = 0;
  return () => stream(name, { ...factors, purpose, step: step++ });
}
