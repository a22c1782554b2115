import type { ImageSpec } from './contract.ts';

/**
 * Writes a square image, turned counter-clockwise by quarter turns, into `target`.
 *
 * @param turns 0 to 3.
 */
export function quarterTurn(
  source: Float32Array,
  target: Float32Array,
  turns: number,
  { shape: [size, , channels] }: ImageSpec,
): void {
  const last = size - 1;
  // The old place of the new pixel (y, x) is start + y·down + x·across.
  const [start, down, across] = [
    [0, size, 1],
    [last, -1, size],
    [last * size + last, -size, -1],
    [last * size, 1, -size],
  ][turns] as [number, number, number];
  for (let y = 0, to = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = (start + y * down + x * across) * channels;
      for (let channel = 0; channel < channels; channel++) target[to++] = source[from + channel]!;
    }
  }
}
