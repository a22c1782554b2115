import type { RandomStream } from '../base/random.ts';

/**
 * Textures in colour, drawn from a stream: value noise, stripes, checks and gradients. Each is a field of levels in
 * [0, 1] that blends two random colours, channel by channel, under a little grain.
 */

type Field = (x: number, y: number) => number;

/** Grain of a texture: ± so many of 255 levels. */
const GRAIN = 12;

/** A texture of side × side × 3 bytes, of a random kind. */
export function drawTexture(side: number, random: RandomStream): Uint8Array {
  const makers = [valueNoise, stripes, checks, gradient];
  const field = makers[random.integer(makers.length)]!(side, random);
  const [from, to] = [colour(random), colour(random)];
  const texture = new Uint8Array(side * side * 3);
  for (let pixel = 0; pixel < side * side; pixel++) {
    const level = field(pixel % side, Math.floor(pixel / side));
    const grain = random.integer(2 * GRAIN + 1) - GRAIN;
    for (let channel = 0; channel < 3; channel++) {
      const value = from[channel]! + level * (to[channel]! - from[channel]!) + grain;
      texture[pixel * 3 + channel] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return texture;
}

function colour(random: RandomStream): number[] {
  return Array.from({ length: 3 }, () => random.integer(256));
}

/** Random levels on a lattice, smoothly interpolated (value noise), in two octaves. */
function valueNoise(side: number, random: RandomStream): Field {
  const octave = (cell: number): Field => {
    const points = Math.ceil(side / cell) + 1;
    const levels = Float64Array.from({ length: points * points }, () => random.uniform());
    return (x, y) => {
      const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
      const [across, down] = [smooth(x / cell - column), smooth(y / cell - row)];
      const at = row * points + column;
      const upper = mix(levels[at]!, levels[at + 1]!, across);
      const lower = mix(levels[at + points]!, levels[at + points + 1]!, across);
      return mix(upper, lower, down);
    };
  };
  const cell = 6 + random.integer(14);
  const [coarse, fine] = [octave(cell), octave(cell / 2)];
  return (x, y) => (2 * coarse(x, y) + fine(x, y)) / 3;
}

/** Parallel stripes of a random direction, width and softness. */
function stripes(_: number, random: RandomStream): Field {
  const [dx, dy] = direction(random);
  const period = 4 + 16 * random.uniform();
  const sharpness = 1 + 4 * random.uniform();
  return (x, y) => clamp((triangle((x * dx + y * dy) / period) - 0.5) * sharpness + 0.5);
}

/** A turned chess-board. */
function checks(_: number, random: RandomStream): Field {
  const [dx, dy] = direction(random);
  const size = 3 + 9 * random.uniform();
  return (x, y) => (Math.floor((x * dx + y * dy) / size) + Math.floor((y * dx - x * dy) / size)) & 1;
}

/** From one side of a random direction to the other, once or a few times. */
function gradient(side: number, random: RandomStream): Field {
  const [dx, dy] = direction(random);
  const length = side * (0.3 + 0.9 * random.uniform());
  return (x, y) => triangle((x * dx + y * dy) / (2 * length));
}

/** A vector of length 1: rejection from the square needs no sine, so that every processor makes the same bytes. */
function direction(random: RandomStream): [number, number] {
  for (;;) {
    const [x, y] = [2 * random.uniform() - 1, 2 * random.uniform() - 1];
    const square = x * x + y * y;
    if (square > 0.01 && square <= 1) return [x / Math.sqrt(square), y / Math.sqrt(square)];
  }
}

/** A wave of period 1 between 0 and 1. */
function triangle(phase: number): number {
  return Math.abs(2 * (phase - Math.floor(phase)) - 1);
}

function smooth(share: number): number {
  return share * share * (3 - 2 * share);
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

function clamp(level: number): number {
  return Math.min(1, Math.max(0, level));
}
