import { batchGatherer, inOrder } from '../../data/batches.ts';
import { SPECIAL } from '../../data/text/vocabulary.ts';
import type { View } from '../../data/view.ts';
import type { Engine } from '../../engine/contract.ts';
import { volume } from '../../model/layers.ts';
import { WRITTEN } from '../../model/transformer/decoder.ts';
import { halvesOf, readProgram, writeProgram } from '../../model/writing-programs.ts';
import type { Trained } from '../fit.ts';
import { SCORING_BATCH } from '../forward.ts';
import { beamSearch, type NextScores, type Written } from './beam-search.ts';

/**
 * Gathers the examples of a view once and returns a function that writes a sequence for each, as the model says how. What
 * reads runs once for each example, what writes once for each place.
 */
export function writer(engine: Engine, view: View, branch: string): (trained: Trained) => Promise<Written[]> {
  const batches = Array.from(inOrder(view.rows.length, SCORING_BATCH), (positions) => {
    const { x, count } = batchGatherer(view, SCORING_BATCH)(positions);
    return { x, count };
  });
  return async ({ network, packing, state }) => {
    const { reading, writing } = halvesOf(network);
    const rule = writing.body.at(-1)!.writes!;
    const size = volume(writing.inputShape);
    const reader = reading.length === 0 ? null : await engine.compile(readProgram(network, packing, SCORING_BATCH));
    const executable = await engine.compile(writeProgram(network, packing, branch, SCORING_BATCH));
    const atOnce = Math.floor(SCORING_BATCH / rule.beams);
    const found: Written[] = [];
    for (const { x, count } of batches) {
      const read = reader === null ? x : (await reader.run(state, { x }))['read']!;
      for (const group of inOrder(count, atOnce)) {
        const next: NextScores = async (prefixes) => {
          const inputs = inputsOf(prefixes, rule.places, size, (example) => {
            const row = group[example]!;
            return read.subarray(row * size, (row + 1) * size);
          });
          const { scores } = await executable.run(state, inputs);
          return scores!.subarray(0, (scores!.length / SCORING_BATCH) * prefixes.length);
        };
        found.push(...(await beamSearch(group.length, next, rule)));
      }
    }
    return found;
  };
}

/** A padded batch of what has been written. @param readOf what was read of an example. */
function inputsOf(
  prefixes: Parameters<NextScores>[0],
  places: number,
  size: number,
  readOf: (example: number) => Float32Array,
) {
  const x = new Float32Array(SCORING_BATCH * size);
  const written = new Float32Array(SCORING_BATCH * places);
  const at = new Float32Array(SCORING_BATCH * places);
  for (const [row, { example, ids }] of prefixes.entries()) {
    x.set(readOf(example), row * size);
    written[row * places] = SPECIAL.start;
    written.set(ids, row * places + 1);
    at[row * places + ids.length] = 1;
  }
  return { x, [WRITTEN]: written, at };
}
