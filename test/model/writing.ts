import type { RandomStream } from '../../src/base/random.ts';
import { FIRST_TOKEN, SPECIAL } from '../../src/data/text/vocabulary.ts';
import type { Architecture } from '../../src/model/architecture.ts';
import type { Optimizer } from '../../src/model/contract.ts';
import { HEAD } from '../../src/model/network.ts';
import { trainProgram } from '../../src/model/programs.ts';
import { type Forced, forcedBuffers, forceTeacher, writingCriterion } from '../../src/transfer/sequences.ts';
import { packed } from './classifying.ts';

/** One step of writing with teacher forcing. */
export function writingStep(
  architecture: Architecture,
  trained: readonly string[],
  optimizer: Optimizer,
  rows: number,
) {
  const { network, packing } = packed(architecture, trained);
  const [places] = architecture.stages.at(-1)!.outputShape as [number];
  return trainProgram({
    network,
    packing,
    criterion: writingCriterion('writing', (outputs) => outputs.branch(HEAD), rows, places),
    optimizer,
    rows,
    batchStatistics: [],
    fixed: { rates: false, pull: false },
  });
}

/** Random sequences of any length that fits, each with an end, and what stands before each word. */
export function forcedInputs(rows: number, places: number, vocabulary: number, draws: RandomStream): Forced {
  const forced = forcedBuffers(rows, places);
  for (let row = 0; row < rows; row++) {
    const length = draws.integer(places);
    const words = Array.from({ length }, () => FIRST_TOKEN + draws.integer(vocabulary - FIRST_TOKEN));
    forced.y.set([...words, SPECIAL.end], row * places);
  }
  forceTeacher(forced, places);
  return forced;
}
