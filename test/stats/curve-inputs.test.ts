import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { crossoverSize } from '../../src/stats/crossover-size.ts';
import { curveIntervals } from '../../src/stats/curve-intervals.ts';
import { fittedEquivalence, scratchCurveEquivalent } from '../../src/stats/data-equivalence.ts';
import { effectiveData, fitTransferLaw } from '../../src/stats/effective-data.ts';
import { fitPowerLaw } from '../../src/stats/fit-power-law.ts';
import { kaplanMeier } from '../../src/stats/kaplan-meier.ts';
import { learningCurveArea } from '../../src/stats/learning-curve-area.ts';
import { logRank } from '../../src/stats/log-rank.ts';
import { negativeTransfer } from '../../src/stats/negative-transfer.ts';
import { clippedLogit, oddsThreshold } from '../../src/stats/odds.ts';
import { pairedTimes } from '../../src/stats/paired-times.ts';
import { powerLawBands } from '../../src/stats/power-law-bands.ts';
import { restrictedMeans } from '../../src/stats/restricted-mean.ts';
import { transferMetrics } from '../../src/stats/transfer-metrics.ts';

/** Any number at all, and more often than fast-check would have it: repeated, zero, huge, tiny, infinite, none. */
const any = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, 1, 1, 2, 0.5, 1e308, -1e308, 5e-324, 1e-200, Number.POSITIVE_INFINITY, Number.NaN),
);
const three = fc.array(any, { minLength: 3, maxLength: 3 });
/** Sizes in order, so that not all lists are refused for them. */
const sizes = fc.oneof(three, fc.constantFrom([1, 2, 3], [50, 100, 200], [5e-324, 1, 1e308]));
const run = fc.record({ time: fc.oneof(any, fc.nat(9)), reached: fc.boolean() });
const runs = fc.array(run, { maxLength: 4 });
const law = fc.record({ asymptote: any, coefficient: any, rate: any });

/** Every number within, at any depth. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

const procedures = {
  fitPowerLaw: fc.tuple(sizes, three, fc.option(three, { nil: undefined })).map(
    ([n, errors, standardErrors]) =>
      () =>
        fitPowerLaw({ sizes: n, errors, ...(standardErrors === undefined ? {} : { standardErrors }) }),
  ),
  learningCurveArea: fc.tuple(sizes, three, any, any).map(
    ([n, scores, chance, best]) =>
      () =>
        learningCurveArea({ sizes: n, scores }, { chance, best }),
  ),
  fittedEquivalence: fc.tuple(law, law, any).map((input) => () => fittedEquivalence(...input)),
  scratchCurveEquivalent: fc.tuple(sizes, three, any).map(
    ([n, scores, error]) =>
      () =>
        scratchCurveEquivalent({ sizes: n, scores }, error),
  ),
  crossoverSize: fc.tuple(sizes, three).map((input) => () => crossoverSize(...input)),
  effectiveData: fc.tuple(any, any, any, any, any).map(
    ([k, alpha, beta, examples, parameters]) =>
      () =>
        effectiveData({ k, alpha, beta }, { examples, parameters }),
  ),
  fitTransferLaw: fc
    .array(fc.record({ examples: any, parameters: any, transferred: any }), { maxLength: 5 })
    .map((observations) => () => fitTransferLaw(observations)),
  negativeTransfer: fc.tuple(fc.array(any, { maxLength: 5 }), any, any).map(
    ([list, testTrainRatio, rope]) =>
      () =>
        negativeTransfer(list, { testTrainRatio, rope }),
  ),
  transferMetrics: fc.tuple(sizes, three, three, any).map(
    ([steps, transfer, scratch, target]) =>
      () =>
        transferMetrics({ steps, transfer, scratch }, { target }),
  ),
  clippedLogit: fc.tuple(any, any).map((input) => () => clippedLogit(...input)),
  oddsThreshold: fc.tuple(three, any).map((input) => () => oddsThreshold(...input)),
  kaplanMeier: runs.map((list) => () => kaplanMeier(list)),
  restrictedMeans: fc.tuple(runs, runs, any).map((input) => () => restrictedMeans(...input)),
  logRank: fc.array(fc.record({ transfer: runs, scratch: runs }), { maxLength: 3 }).map((list) => () => logRank(list)),
  pairedTimes: fc
    .tuple(fc.array(fc.record({ transfer: run, scratch: run }), { maxLength: 4 }), any)
    .map((input) => () => pairedTimes(...input)),
  curveIntervals: fc
    .tuple(sizes, fc.array(fc.record({ transfer: three, scratch: three }), { maxLength: 3 }), fc.option(any))
    .map(([n, cells, best]) => () => {
      const curves = { sizes: n, units: cells.map((cell) => [cell]) };
      return curveIntervals(curves, { direction: 'higher', best }, { random: stream('test', {}), draws: 3 });
    }),
  powerLawBands: fc.tuple(sizes, fc.array(three, { maxLength: 3 }), sizes).map(
    ([n, cells, at]) =>
      () =>
        powerLawBands({ sizes: n, units: cells.map((cell) => [cell]) }, at, { random: stream('test', {}), draws: 3 }),
  ),
};

describe('whatever it is given', () => {
  it.each(Object.entries(procedures))('%s answers, and never with NaN', (_, calls: fc.Arbitrary<() => unknown>) => {
    fc.assert(
      fc.property(calls, (call) => {
        expect(numbersIn(call()).some(Number.isNaN)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
