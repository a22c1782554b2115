import type { MetricEntry } from '../contract.ts';

/** Mean negative log-likelihood of the true class, in nats, from the logits in double precision. */
export const logLoss = {
  name: 'log-loss',
  label: 'log loss (nats)',
  direction: 'lower',
  unit: 'plain',
  floor: (classes) => Math.log(classes),
  compute: ({ logits, labels, classes }) => {
    let total = 0;
    for (let example = 0; example < labels.length; example++) {
      const row = logits.subarray(example * classes, (example + 1) * classes);
      const largest = row.reduce((best, logit) => Math.max(best, logit), Number.NEGATIVE_INFINITY);
      const sum = row.reduce((partial, logit) => partial + Math.exp(logit - largest), 0);
      total += largest + Math.log(sum) - row[labels[example]!]!;
    }
    return total / labels.length;
  },
} as const satisfies MetricEntry<'log-loss'>;
