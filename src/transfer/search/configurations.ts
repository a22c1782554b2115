import type { Json } from '../../base/hash.ts';
import { stream } from '../../base/random.ts';
import { haltonCoordinate } from '../../stats/halton.ts';
import { isWholeKnob } from './knobs.ts';
import { gridValues, type KnobValues, valueAtShare } from './range.ts';

/** How configurations are chosen. */
export const searchMethods = ['random', 'quasi-random', 'grid'] as const;

export type SearchMethod = (typeof searchMethods)[number];

/** Values of some knobs; empty for an arm as it is written. */
export type Setting = { readonly [knob: string]: Json };

/** In the order of the file: it numbers the dimensions of quasi-random points. */
export type SearchSpace = Readonly<Record<string, KnobValues>>;

/** How many configurations a grid has. */
export function gridSize(space: SearchSpace): number {
  return Object.entries(space).reduce(
    (product, [knob, values]) => product * gridValues(values, isWholeKnob(knob)).length,
    1,
  );
}

/**
 * The configurations that every arm tries, in order. A grid is all combinations, the last knob varying fastest.
 * Otherwise the first is every arm as it is written, and the others are drawn: at random (Bergstra & Bengio 2012,
 * "Random search for hyper-parameter optimization", JMLR 13:281–305), or quasi-random, at randomised Halton points.
 *
 * A draw depends on the seed, the knob's name and the configuration's number, of quasi-random ones on the knob's place
 * too. So no arm and no cell has another draw, more trials move no earlier ones, and neither does a knob that is added:
 * for quasi-random ones, behind the others.
 *
 * @param trials number of configurations, the first included; of no account for a grid.
 */
export function searchSettings(space: SearchSpace, method: SearchMethod, trials: number, seed: number): Setting[] {
  if (method === 'grid') return gridSettings(space);
  return Array.from({ length: trials }, (_, number): Setting => {
    if (number === 0) return {};
    const drawn = Object.entries(space).map(([knob, values], place) => {
      const share =
        method === 'random'
          ? stream('search', { seed, knob, number }).uniform()
          : haltonCoordinate(number - 1, place, (digit, base) =>
              stream('search digits', { seed, knob, digit }).permutation(base),
            );
      return [knob, valueAtShare(values, share, isWholeKnob(knob))] as const;
    });
    return Object.fromEntries(drawn);
  });
}

function gridSettings(space: SearchSpace): Setting[] {
  return Object.entries(space).reduce<Setting[]>(
    (all, [knob, values]) =>
      all.flatMap((setting) => gridValues(values, isWholeKnob(knob)).map((value) => ({ ...setting, [knob]: value }))),
    [{}],
  );
}
