import { z } from 'zod';
import { clippedLogit, oddsThreshold } from '../../../src/stats/odds.ts';
import { timeToThreshold, transferMetrics } from '../../../src/stats/transfer-metrics.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

const numbers = encodedNumbers;
const runs = z.object({ steps: numbers, transfer: numbers, scratch: numbers, target: z.number() });
const accuracy = z.object({ accuracy: z.number(), n_test: z.number() });

/** Expected values: numpy, by Taylor & Stone 2009 and Kornblith et al. 2019. */
export const transferMetricsCases: Procedure = {
  file: 'transfer_metrics',
  check({ input, expected }, tolerance) {
    if ('accuracy' in input) {
      const { accuracy: share, n_test: testExamples } = accuracy.parse(input);
      expectFields({ ...clippedLogit(share, testExamples) }, expected, tolerance);
      return;
    }
    const { steps, transfer, scratch, target } = runs.parse(input);
    const result = transferMetrics({ steps, transfer, scratch }, { target });
    if (result.status !== 'ok') return expectFields({ ...result }, expected, tolerance);
    const odds = (scores: readonly number[]) => {
      const threshold = oddsThreshold(scores);
      return { threshold, time: threshold === null ? null : timeToThreshold(steps, scores, threshold) };
    };
    const [oddsTransfer, oddsScratch] = [odds(transfer), odds(scratch)];
    expectFields(
      {
        jumpstart: result.jumpStart,
        asymptotic: result.asymptotic,
        transfer_ratio: result.transferRatio,
        time_transfer: result.timeTransfer,
        time_scratch: result.timeScratch,
        speedup: result.speedUp,
        odds90_threshold_transfer: oddsTransfer.threshold,
        odds90_threshold_scratch: oddsScratch.threshold,
        time_odds90_transfer: oddsTransfer.time,
        time_odds90_scratch: oddsScratch.time,
      },
      expected,
      tolerance,
    );
  },
};
