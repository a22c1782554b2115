import { z } from 'zod';
import { fittedEquivalence, scratchCurveEquivalent } from '../../../src/stats/data-equivalence.ts';
import { effectiveData, fitTransferLaw } from '../../../src/stats/effective-data.ts';
import { encodedNumber, encodedNumbers, expectFields, type Procedure } from '../reference.ts';

const numbers = z.array(z.number());
const law = z
  .object({ status: z.string(), a: encodedNumber, b: encodedNumber, c: encodedNumber })
  .transform(({ status, a, b, c }) => (status === 'ok' ? { asymptote: a, coefficient: b, rate: c } : null));
const fitted = z.object({ scratch: law, transfer: law, n: z.number() });
const observed = z.object({ n: numbers, scratch_err: encodedNumbers, target_err: encodedNumber });
const transferLaw = z.object({
  k: z.number(),
  alpha: z.number(),
  beta: z.number(),
  D_F: z.number(),
  N: z.number(),
});
const measured = z.object({ D_F: numbers, N: numbers, D_T: numbers });

/** Expected values: closed forms in numpy, by Hernandez et al. 2021. */
export const dataEquivalenceCases: Procedure = {
  file: 'data_equivalence',
  check({ input, expected }, tolerance) {
    expectFields(found(input), expected, tolerance);
  },
};

function found(input: Record<string, unknown>): Record<string, unknown> {
  if ('scratch' in input) {
    const { scratch, transfer, n } = fitted.parse(input);
    if (scratch === null || transfer === null) return {}; // what is not identified has no equivalent
    const result = fittedEquivalence(scratch, transfer, n);
    if (result.status !== 'ok') return { ...result };
    const { error, scratchEquivalent, dataTransferred, multiplier } = result;
    return { n, err_transfer: error, n_scratch_equivalent: scratchEquivalent, D_T: dataTransferred, multiplier };
  }
  if ('scratch_err' in input) {
    const { n, scratch_err: scores, target_err: target } = observed.parse(input);
    const result = scratchCurveEquivalent({ sizes: n, scores }, target);
    if (result.status !== 'ok') return { ...result };
    return { n_scratch_equivalent: result.size, censored: result.censored };
  }
  if ('k' in input) {
    const { D_F: examples, N: parameters, ...rest } = transferLaw.parse(input);
    const result = effectiveData(rest, { examples, parameters });
    if (result.status !== 'ok') return { ...result };
    return { D_T: result.transferred, D_E: result.effective, multiplier: result.multiplier };
  }
  const { D_F, N, D_T } = measured.parse(input);
  const observations = D_F.map((examples, index) => ({
    examples,
    parameters: N[index]!,
    transferred: D_T[index]!,
  }));
  const result = fitTransferLaw(observations);
  return result.status === 'ok' ? { ...result.law } : { ...result };
}
