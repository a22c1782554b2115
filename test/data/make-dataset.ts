import { hashOf } from '../../src/base/hash.ts';
import { stream } from '../../src/base/random.ts';
import type { ClassDataset } from '../../src/data/contract.ts';

/**
 * A small learnable data set: one noisy prototype image per class. Seeded; every example's bytes are distinct with
 * overwhelming probability.
 */
export function makeDataset(options: {
  readonly counts: readonly number[];
  readonly shape?: readonly number[];
  readonly seed?: number;
}): ClassDataset {
  const { counts, shape = [4, 4, 1], seed = 1 } = options;
  const length = shape.reduce((product, dimension) => product * dimension, 1);
  const count = counts.reduce((total, part) => total + part, 0);
  const random = stream('made data', { seed });
  const prototypes = counts.map(() => Array.from({ length }, () => random.integer(200)));
  const labels = new Uint8Array(new SharedArrayBuffer(count));
  labels.set(counts.flatMap((part, label) => new Array<number>(part).fill(label)));
  const samples = new Uint8Array(new SharedArrayBuffer(count * length));
  for (let index = 0; index < samples.length; index++) {
    samples[index] = prototypes[labels[Math.floor(index / length)]!]![index % length]! + random.integer(56);
  }
  const classes = counts.map((_, label) => `c${label}`);
  const fingerprint = hashOf({ samples: [...samples], labels: [...labels], shape });
  return { kind: 'classes', fingerprint, shape, classes, count, samples, scale: 1 / 255, labels };
}
