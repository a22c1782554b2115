import { expect } from 'vitest';
import { z } from 'zod';
import { gapCovered, proxyADistance } from '../../../src/stats/domain-gap.ts';
import { reversalWeight } from '../../../src/transfer/adaptations/dann.ts';
import { scheduleFactor, scheduleSchema } from '../../../src/transfer/schedule.ts';
import { encodedNumber, expectFields, type Procedure } from '../reference.ts';

const gap = z.object({ source_only: encodedNumber, adapted: encodedNumber, target_trained: encodedNumber });
const distance = z.object({ domain_error: z.number() });
const schedule = z.object({ p: z.number(), gamma: z.number(), mu0: z.number(), alpha: z.number(), beta: z.number() });

/** Expected values: the closed forms in Python. Shares of the gap, distances of domains, and the schedules of DANN. */
export const domainAdaptationCases: Procedure = {
  file: 'domain_adaptation',
  check({ input, expected }, tolerance) {
    const actual = z.union([
      gap.transform(gapFields),
      distance.transform(distanceFields),
      schedule.transform(scheduled),
    ]);
    expectFields(actual.parse(input), expected, tolerance);
  },
};

function gapFields({ source_only: sourceOnly, adapted, target_trained: targetTrained }: z.infer<typeof gap>) {
  const result = gapCovered({ sourceOnly, adapted, targetTrained });
  if (result.status !== 'ok') return { gap_covered: null };
  // An error rate falls where an accuracy rises.
  const errors = { sourceOnly: 1 - sourceOnly, adapted: 1 - adapted, targetTrained: 1 - targetTrained };
  expect(gapCovered(errors)).toMatchObject({ status: 'ok', covered: expect.closeTo(result.covered, 10) });
  return { gap_covered: result.covered };
}

function distanceFields({ domain_error: error }: z.infer<typeof distance>) {
  const { raw, clipped } = proxyADistance(error);
  return { pad: raw, pad_clipped: clipped };
}

function scheduled({ p, gamma, mu0, alpha, beta }: z.infer<typeof schedule>) {
  const rate = scheduleSchema.parse({ use: 'inverse-power', alpha, beta });
  return { lambda_p: reversalWeight(gamma, p), mu_p: mu0 * scheduleFactor(rate, 1000 * p, 1000) };
}
