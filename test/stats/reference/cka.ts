import { z } from 'zod';
import { type Cka, debiasedCka, linearCka } from '../../../src/stats/cka.ts';
import { rowMatrix } from '../matrices.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

const rows = z.array(encodedNumbers);
const alignmentOf = (cka: Cka) => (cka.status === 'ok' ? cka.value : null);

/** Expected values: numpy by the formulas, checked with R. */
export const ckaCases: Procedure = {
  file: 'cka',
  check({ input, expected }, tolerance) {
    const [x, y] = [rowMatrix(rows.parse(input['X'])), rowMatrix(rows.parse(input['Y']))];
    const both = { linear_cka: alignmentOf(linearCka(x, y)), debiased_cka: alignmentOf(debiasedCka(x, y)) };
    expectFields(both, expected, tolerance);
  },
};
