import { z } from 'zod';
import { fitPowerLaw } from '../../../src/stats/fit-power-law.ts';
import { examplesNeeded, powerLawAt } from '../../../src/stats/power-law.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

const points = z.object({ n: z.array(z.number()), err: encodedNumbers, se: z.array(z.number()).nullable() });
const predictions = z.array(z.object({ n: z.number() })).default([]);
const targets = z.array(z.object({ target: z.number() })).default([]);

/** Expected values: scipy's nnls, minimize_scalar and least_squares, checked with R's nls. */
export const learningCurvePowerlawCases: Procedure = {
  file: 'learning_curve_powerlaw',
  check({ input, expected }, tolerance) {
    const { n, err, se } = points.parse(input);
    const fit = fitPowerLaw({ sizes: n, errors: err, ...(se === null ? {} : { standardErrors: se }) });
    if (fit.status !== 'ok') {
      // Of a law that is not identified the file expects the status alone, and the code says no more.
      expectFields(
        { status: fit.status },
        { status: z.object({ status: z.string() }).parse(expected['fit']).status },
        0,
      );
      return;
    }
    const { status, law, sse, r2 } = fit;
    const parameters = { status, a: law.asymptote, b: law.coefficient, c: law.rate, sse, r2 };
    const extrapolation = predictions.parse(expected['extrapolation']).map((at) => ({
      n: at.n,
      err: powerLawAt(law, at.n),
    }));
    const needed = targets.parse(expected['samples_needed']).map(({ target }) => ({
      target,
      n: examplesNeeded(law, target),
    }));
    expectFields({ fit: parameters, extrapolation, samples_needed: needed }, expected, tolerance);
  },
};
