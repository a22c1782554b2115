import { textOf, textsOf } from '../../data/text/vocabulary.ts';
import { sequencesLesson } from '../sequences.ts';
import { writer } from '../writing/writer.ts';
import type { SupervisionEntry } from './contract.ts';

/** Sequences: cross-entropy of each word given those before it; predictions are written word by word. */
export const sequences: SupervisionEntry<'sequences'> = {
  lesson: sequencesLesson,
  predictor: (engine, view, _learnt, branch) => {
    const { vocabulary, tokens, places } = view;
    const write = writer(engine, view, branch);
    const actual = textsOf(vocabulary, tokens, places);
    return async (trained) => {
      const written = await write(trained);
      return {
        kind: 'sequences',
        predicted: written.map((ids) => textOf(vocabulary, ids ?? [])),
        actual,
        finite: written.every((ids) => ids !== null),
      };
    };
  },
  describe: () => ({ kind: 'sequences' }),
};
