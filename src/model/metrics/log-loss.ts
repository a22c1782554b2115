import { logLoss as logLossOf } from '../../stats/log-loss.ts';
import type { ClassMetricEntry } from './contract.ts';
import { logitsOf, noScore } from './outcome.ts';

/** Mean negative log-likelihood of the true class, in nats, from the logits in double precision. */
export const logLoss = {
  name: 'log-loss',
  kind: 'classes',
  label: 'log loss (nats)',
  direction: 'lower',
  unit: 'plain',
  floor: (classes) => Math.log(classes), // of equal probabilities
  compute: (predictions) => {
    const result = logLossOf(logitsOf(predictions), predictions.labels);
    return result.status === 'ok' ? result.loss : noScore(result);
  },
} as const satisfies ClassMetricEntry<'log-loss'>;
