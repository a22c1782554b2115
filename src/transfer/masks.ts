import { type Factors, stream } from '../base/random.ts';
import type { Stage } from '../model/contract.ts';
import { volume } from '../model/layers.ts';
import { maskSpecs } from '../model/network.ts';

/** Fills the masks of a step's stages; the arrays are reused. */
export type MaskSource = (step: number) => Readonly<Record<string, Float32Array>>;

/**
 * Dropout masks of a training run: each stage's mask of each step from a stream of its own, so that equal stages drop
 * the same units in every arm of a cell.
 *
 * @param rows of a step's batch.
 */
export function maskSource(stages: readonly Stage[], rows: number, factors: Factors): MaskSource {
  const masks = Object.entries(maskSpecs(stages)).map(([name, { shape, rate }]) => ({
    name,
    rate,
    values: new Float32Array(rows * volume(shape)),
  }));
  return (step) => {
    for (const { name, rate, values } of masks) {
      const random = stream('mask', { ...factors, mask: name, step });
      const threshold = rate * 2 ** 32;
      const kept = 1 / (1 - rate);
      for (let index = 0; index < values.length; index++) values[index] = random.uint32() < threshold ? 0 : kept;
    }
    return Object.fromEntries(masks.map(({ name, values }) => [name, values]));
  };
}
