import { expect } from 'vitest';
import { z } from 'zod';
import { hScore } from '../../../src/stats/h-score.ts';
import { leep } from '../../../src/stats/leep.ts';
import { logMe } from '../../../src/stats/logme.ts';
import { nce } from '../../../src/stats/nce.ts';
import type { Transferability } from '../../../src/stats/transferability.ts';
import { mostProbable, rowMatrix } from '../matrices.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

const rows = z.array(z.array(z.number()));
const scoreOf = (score: Transferability) => (score.status === 'ok' ? score.value : null);

/** Expected values: the scores' implementations in tllib (c4aa59e), executed. */
export const transferabilityScoresCases: Procedure = {
  file: 'transferability_scores',
  check({ input, expected }, tolerance) {
    const features = rowMatrix(z.array(encodedNumbers).parse(input['features']));
    const labels = z.array(z.number()).parse(input['labels']);
    const { logme_min: least, ...others } = expected;
    const scores = { h_score: scoreOf(hScore(features, labels)), logme: scoreOf(logMe(features, labels)) };
    if (least !== undefined) expect(scores.logme).toBeGreaterThan(z.number().parse(least));
    const probabilities = rows.nullable().parse(input['source_probs']);
    if (probabilities === null) {
      expectFields(scores, others, tolerance);
      return;
    }
    const ofLabels = {
      leep: scoreOf(leep(rowMatrix(probabilities), labels)),
      nce: scoreOf(nce(mostProbable(probabilities), labels)),
    };
    expectFields({ ...scores, ...ofLabels }, others, tolerance);
  },
};
