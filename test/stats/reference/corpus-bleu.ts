import { z } from 'zod';
import { corpusBleu } from '../../../src/stats/corpus-bleu.ts';
import { expectFields, type Procedure } from '../reference.ts';

const corpus = z.object({
  hypotheses: z.array(z.string()),
  references: z.array(z.array(z.string())),
  smooth: z.enum(['exp', 'none']),
  effective_order: z.boolean(),
});

/** Expected values: sacreBLEU (f615c72), executed with tokenize=none. */
export const corpusBleuCases: Procedure = {
  file: 'corpus_bleu',
  check({ input, expected }, tolerance) {
    const { hypotheses, references, smooth, effective_order: effectiveOrder } = corpus.parse(input);
    const result = corpusBleu(hypotheses, references, { smooth, effectiveOrder });
    if (result.status !== 'ok') return expectFields({ ...result }, expected, tolerance);
    const { brevityPenalty, hypothesisLength, referenceLength, ...rest } = result;
    const named = { bp: brevityPenalty, sys_len: hypothesisLength, ref_len: referenceLength };
    expectFields({ ...rest, ...named }, expected, tolerance);
  },
};
