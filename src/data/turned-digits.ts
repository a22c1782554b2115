import { z } from 'zod';
import { stream } from '../base/random.ts';
import type { DatasetEntry } from './contract.ts';
import { imageBytes, imageDataset, pixelsOf } from './image-dataset.ts';
import { mnist } from './mnist.ts';

const schema = mnist.schema.extend({
  turn: z.number().gt(0).max(180).default(45).describe('the largest angle that a digit is turned by, in degrees'),
  seed: z.int().min(0).max(4_294_967_295).default(0).describe('which angles are drawn'),
});

const quantity = { name: 'angle', unit: 'degrees' } as const;

/**
 * MNIST digits, each turned about the centre of its image by an angle that is drawn uniformly from ±`turn`. The angle is
 * what is to be told, in degrees, anticlockwise above 0. It is relative to the digit as it was written, whose own slant
 * differs between writers by some degrees: nobody can tell it exactly.
 *
 * Example i depends on the seed and i only. Its origin is the upright digit: an MNIST source that shares digits with it is
 * found to overlap.
 */
export const turnedDigits = {
  name: 'turned-digits',
  title: 'MNIST digits turned by a random angle, which is to be told in degrees; 28 × 28 grey',
  schema,
  card: { modality: 'images', licence: 'that of MNIST: CC BY-SA 3.0' },
  storage: { kind: 'made', of: mnist.name },
  targets: { kind: 'values', quantity },
  async load({ split, turn, seed }) {
    const digits = await mnist.load({ split });
    const pixels = pixelsOf(digits);
    const [height, width] = digits.shape as [number, number, number];
    const length = height * width;
    const samples = imageBytes(digits.count, [height, width, 1]);
    const values = new Float32Array(digits.count);
    for (let example = 0; example < digits.count; example++) {
      const angle = turn * (2 * stream('turned digit', { seed, split, example }).uniform() - 1);
      values[example] = angle;
      const image = pixels.subarray(example * length, (example + 1) * length);
      turned(image, height, width, angle, samples.subarray(example * length, (example + 1) * length));
    }
    const origin = { shape: digits.shape, samples: digits.samples };
    return imageDataset({ shape: [height, width, 1], samples, quantity, values, origin });
  },
} as const satisfies DatasetEntry<'turned-digits', typeof schema>;

/**
 * An image turned anticlockwise about its centre: each pixel is interpolated bilinearly where it comes from, black outside.
 *
 * @param angle in degrees.
 */
function turned(image: Uint8Array, height: number, width: number, angle: number, result: Uint8Array): void {
  const [cosine, sine] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  const [middle, centre] = [(height - 1) / 2, (width - 1) / 2];
  const at = (row: number, column: number) =>
    row < 0 || row >= height || column < 0 || column >= width ? 0 : image[row * width + column]!;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [down, right] = [row - middle, column - centre];
      const y = middle + cosine * down + sine * right;
      const x = centre + cosine * right - sine * down;
      const [top, left] = [Math.floor(y), Math.floor(x)];
      const [below, beside] = [y - top, x - left];
      const upper = at(top, left) * (1 - beside) + at(top, left + 1) * beside;
      const lower = at(top + 1, left) * (1 - beside) + at(top + 1, left + 1) * beside;
      result[row * width + column] = Math.round(upper * (1 - below) + lower * below);
    }
  }
}
