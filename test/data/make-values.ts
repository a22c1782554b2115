import { stream } from '../../src/base/random.ts';
import type { ValueDataset } from '../../src/data/contract.ts';
import { imageDataset } from '../../src/data/image-dataset.ts';

/**
 * A small learnable data set of values: images of 2 × 2 whose brightness grows with the value, from 0 to 100, with noise
 * that makes each different. Seeded.
 *
 * @param of what a value becomes.
 */
export function makeValues({
  count,
  groups,
  of = (value) => value,
}: {
  readonly count: number;
  readonly groups?: number;
  readonly of?: (value: number) => number;
}): ValueDataset {
  const random = stream('made values', {});
  const values = Array.from({ length: count }, () => 100 * random.uniform());
  const samples = Uint8Array.from(
    values.flatMap((value) => [1, 2, 0.5, 1.5].map((k) => k * value + random.integer(10))),
  );
  return imageDataset({
    shape: [2, 2, 1],
    samples,
    values: values.map(of),
    quantity: { name: 'brightness', unit: 'lux' },
    ...(groups !== undefined && { groups: values.map((_, example) => example % groups) }),
  });
}
