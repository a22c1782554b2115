import { z } from 'zod';
import type { RandomStream } from '../base/random.ts';
import { stream } from '../base/random.ts';
import type { DatasetEntry } from './contract.ts';
import { imageBytes, imageDataset } from './image-dataset.ts';

/** Whether a point lies in a figure that fills the unit circle. */
const figures = {
  circle: (x: number, y: number) => x * x + y * y <= 0.81,
  ring: (x: number, y: number) => x * x + y * y <= 1 && x * x + y * y >= 0.36,
  square: (x: number, y: number) => Math.max(Math.abs(x), Math.abs(y)) <= 0.72,
  triangle: (x: number, y: number) => y >= -0.5 && Math.sqrt(3) * Math.abs(x) + y <= 1,
  cross: (x: number, y: number) =>
    Math.min(Math.abs(x), Math.abs(y)) <= 0.25 && Math.max(Math.abs(x), Math.abs(y)) <= 0.95,
} as const;
const classes = Object.keys(figures);
const insides = Object.values(figures);

/** Points for each pixel, along each axis: edges are smooth. */
const POINTS = 3;
/** Luma between figure and ground, at least; both lie in 0 … 255. */
const CONTRAST = 90;

const schema = z.strictObject({
  examples: z.int().min(10).max(1_000_000).default(2000).describe('how many are drawn, the same number of each class'),
  side: z.int().min(8).max(256).default(28).describe('height and width in pixels'),
  noise: z.number().min(0).max(1).default(0.1).describe('standard deviation of normal noise, as a fraction of white'),
  seed: z.int().min(0).max(4_294_967_295).default(0).describe('which figures are drawn'),
});

/**
 * Drawn figures for trying things out: one of five on a ground, anywhere, of any size and turn, in grey or, where the
 * form has 3 channels, in colours that tell nothing of the class. Example i depends on the seed and i only, so that a
 * smaller set lies inside a larger one.
 */
export const shapes = {
  name: 'shapes',
  title: 'Shapes: circles, rings, squares, triangles and crosses, drawn here in grey or, with `channels: 3`, in colour',
  schema,
  card: { modality: 'images', licence: 'that of this project: MIT' },
  storage: { kind: 'made' },
  classes,
  async load({ examples, side, noise, seed }, form = {}) {
    const channels = form.channels ?? 1;
    const length = side * side * channels;
    const samples = imageBytes(examples, [side, side, channels]);
    const labels = Uint8Array.from({ length: examples }, (_, index) => index % classes.length);
    const grain = new Float32Array(length);
    for (let example = 0; example < examples; example++) {
      const random = stream('shape', { seed, example });
      const image = samples.subarray(example * length, (example + 1) * length);
      draw(image, side, channels, insides[labels[example]!]!, random);
      if (noise > 0) {
        random.normals(grain, 255 * noise);
        for (let index = 0; index < length; index++) {
          image[index] = Math.min(255, Math.max(0, Math.round(image[index]! + grain[index]!)));
        }
      }
    }
    return imageDataset({ shape: [side, side, channels], classes, samples, labels });
  },
} as const satisfies DatasetEntry<'shapes', typeof schema>;

/** Draws one figure over a whole image of side × side × channels bytes. */
function draw(
  image: Uint8Array,
  side: number,
  channels: number,
  inside: (x: number, y: number) => boolean,
  random: RandomStream,
): void {
  const radius = side * (0.22 + 0.2 * random.uniform());
  const [left, top] = [
    radius + (side - 2 * radius) * random.uniform(),
    radius + (side - 2 * radius) * random.uniform(),
  ];
  const angle = 2 * Math.PI * random.uniform();
  const [cosine, sine] = [Math.cos(angle) / radius, Math.sin(angle) / radius];
  const [ground, figure] = twoColours(channels, random);
  for (let pixel = 0; pixel < side * side; pixel++) {
    let covered = 0;
    for (let point = 0; point < POINTS * POINTS; point++) {
      const x = (pixel % side) + ((point % POINTS) + 0.5) / POINTS - left;
      const y = Math.floor(pixel / side) + (Math.floor(point / POINTS) + 0.5) / POINTS - top;
      if (inside(cosine * x - sine * y, sine * x + cosine * y)) covered++;
    }
    const share = covered / (POINTS * POINTS);
    for (let channel = 0; channel < channels; channel++) {
      image[pixel * channels + channel] = Math.round(ground[channel]! + share * (figure[channel]! - ground[channel]!));
    }
  }
}

/** Two colours whose mean levels are far enough apart to be told apart in grey. */
function twoColours(channels: number, random: RandomStream): [number[], number[]] {
  const colour = (): number[] => Array.from({ length: channels }, () => random.integer(256));
  const level = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0) / channels;
  for (;;) {
    const [ground, figure] = [colour(), colour()];
    if (Math.abs(level(ground) - level(figure)) >= CONTRAST) return [ground, figure];
  }
}
