import type { SequenceDataset } from '../../../src/data/contract.ts';
import { madeWords } from '../../../src/data/text/spelling/made-words.ts';
import { allSequences, type SequenceView, takeFirst } from '../../../src/data/view.ts';

/** The first made-up words of at most `length` − 2 letters. */
export async function smallWords(count: number, length = 10): Promise<SequenceView<SequenceDataset>> {
  return takeFirst(allSequences(await madeWords.load(madeWords.schema.parse({ length }))), count);
}
