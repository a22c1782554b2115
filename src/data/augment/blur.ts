import { z } from 'zod';
import type { AugmentEntry } from './contract.ts';

const SMALLEST = 0.1;

const schema = z.strictObject({
  share: z.number().min(0).max(1).default(0.5).describe('of the images, those that are blurred'),
  sigma: z
    .number()
    .min(SMALLEST)
    .max(20)
    .default(1)
    .describe(`largest standard deviation of the Gaussian in pixels; it is drawn from ${SMALLEST} on`),
});

/** A Gaussian, cut at three standard deviations, along rows and then along columns; edges are repeated. */
export const blur = {
  name: 'blur',
  title: 'Gaussian blur',
  reference: 'Chen et al. 2020 (SimCLR), appendix A',
  schema,
  create({ share, sigma: largest }, { shape: [height, width, channels] }) {
    const most = Math.ceil(3 * largest);
    const stride = width * channels;
    const line = new Float32Array(stride + 2 * most * channels); // a row with its ends repeated
    const rows = new Float32Array(height * stride); // blurred along rows
    const weights = new Float64Array(2 * most + 1);
    return (source, target, random) => {
      const drawn = random.uniform();
      const sigma = SMALLEST + (largest - SMALLEST) * random.uniform();
      if (drawn >= share) {
        target.set(source);
        return;
      }
      const radius = gaussian(weights, sigma);
      for (let y = 0; y < height; y++) {
        repeatEnds(line, source, y * stride, stride, channels, radius);
        for (let x = 0, to = y * stride; x < stride; x++, to++) {
          let sum = 0;
          for (let tap = 0, from = x; tap <= 2 * radius; tap++, from += channels) sum += weights[tap]! * line[from]!;
          rows[to] = sum;
        }
      }
      for (let y = 0; y < height; y++) {
        const to = y * stride;
        target.fill(0, to, to + stride);
        for (let tap = 0; tap <= 2 * radius; tap++) {
          const from = Math.max(0, Math.min(height - 1, y + tap - radius)) * stride;
          const weight = weights[tap]!;
          for (let x = 0; x < stride; x++) target[to + x]! += weight * rows[from + x]!;
        }
      }
    };
  },
} as const satisfies AugmentEntry<'blur', typeof schema>;

/** Fills the first 2·radius + 1 weights, which add up to 1, and returns the radius. */
function gaussian(weights: Float64Array, sigma: number): number {
  const radius = Math.ceil(3 * sigma);
  let total = 0;
  for (let tap = 0; tap <= 2 * radius; tap++) {
    weights[tap] = Math.exp(-((tap - radius) ** 2) / (2 * sigma * sigma));
    total += weights[tap]!;
  }
  for (let tap = 0; tap <= 2 * radius; tap++) weights[tap]! /= total;
  return radius;
}

function repeatEnds(
  line: Float32Array,
  source: Float32Array,
  start: number,
  stride: number,
  channels: number,
  radius: number,
): void {
  const inner = radius * channels;
  for (let index = 0; index < inner; index++) {
    line[index] = source[start + (index % channels)]!;
    line[inner + stride + index] = source[start + stride - channels + (index % channels)]!;
  }
  for (let index = 0; index < stride; index++) line[inner + index] = source[start + index]!;
}
