import { z } from 'zod';
import { calibration } from '../../../src/stats/calibration.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

const forecasts = z.object({
  confidence: encodedNumbers,
  correct: z.array(z.union([z.number(), z.boolean()])),
  bins: z.number(),
});

/** Expected values: numpy. */
export const calibrationCases: Procedure = {
  file: 'calibration',
  check({ input, expected }, tolerance) {
    const { confidence, correct, bins } = forecasts.parse(input);
    const result = calibration(confidence, correct, bins);
    if (result.status !== 'ok') return expectFields({ ...result }, expected, tolerance);
    const { ece, mce, adaptiveEce, counts } = result;
    expectFields({ ece, mce, adaptive_ece: adaptiveEce, bin_counts: counts }, expected, tolerance);
  },
};
