import { hashOf } from '../../../src/base/hash.ts';
import { stream } from '../../../src/base/random.ts';
import type { ClassDataset } from '../../../src/data/contract.ts';
import { mnist } from '../../../src/data/mnist.ts';
import { type ClassView, draw, selectClasses } from '../../../src/data/view.ts';

const SIDE = 14;

/** Some of MNIST's test digits at 14 × 14: means of 2 × 2 pixels. */
export async function smallDigits(count: number): Promise<ClassView<ClassDataset>> {
  const whole = await mnist.load({ split: 'test' });
  const view = draw(selectClasses(whole, mnist.classes), count, stream('digits', { count }));
  const samples = new Uint8Array(new SharedArrayBuffer(count * SIDE * SIDE));
  const labels = new Uint8Array(new SharedArrayBuffer(count));
  labels.set(view.labels);
  for (let index = 0; index < samples.length; index++) {
    const [row, y, x] = [Math.floor(index / SIDE ** 2), Math.floor(index / SIDE) % SIDE, index % SIDE];
    const from = view.rows[row]! * 784 + 2 * y * 28 + 2 * x;
    const { samples: pixels } = whole;
    samples[index] = (pixels[from]! + pixels[from + 1]! + pixels[from + 28]! + pixels[from + 29]!) / 4;
  }
  const { scale, classes } = whole;
  const fingerprint = hashOf([...samples]);
  const dataset: ClassDataset = {
    kind: 'classes',
    fingerprint,
    shape: [SIDE, SIDE, 1],
    classes,
    count,
    samples,
    scale,
    labels,
  };
  return selectClasses(dataset, classes);
}
