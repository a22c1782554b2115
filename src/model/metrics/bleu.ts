import { corpusBleu } from '../../stats/corpus-bleu.ts';
import { tokenize13a } from '../../stats/tokenize-13a.ts';
import type { SequenceMetricEntry } from './contract.ts';

/** How scores are made, as sacreBLEU says it: without these words BLEU scores do not compare (Post 2018). */
export const BLEU_SIGNATURE = 'nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp';

/** BLEU of all examples together against one reference each, as a share of 1: sacreBLEU's score is a hundred times that. */
export const bleu = {
  name: 'bleu',
  kind: 'sequences',
  label: 'BLEU',
  direction: 'higher',
  unit: 'fraction',
  note: `sacreBLEU’s signature ${BLEU_SIGNATURE}`,
  floor: () => 0,
  compute: ({ predicted, actual }) => {
    const result = corpusBleu(predicted.map(tokenize13a), [actual.map(tokenize13a)]);
    return result.status === 'ok' ? result.bleu / 100 : { reason: 'there are no examples' };
  },
} as const satisfies SequenceMetricEntry<'bleu'>;
