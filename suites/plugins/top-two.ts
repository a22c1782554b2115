import type { Plugin } from 'headstart/plugin';

/** Share of examples whose class has one of the two largest logits. */
export const topTwo: NonNullable<Plugin['metrics']>[string] = {
  label: 'top-2 accuracy',
  direction: 'higher',
  unit: 'fraction',
  floor: (classes) => Math.min(1, 2 / classes), // of two guesses without looking
  compute: ({ logits, labels, classes }) => {
    if (labels.length === 0) return { reason: 'there are no examples to score' };
    let hits = 0;
    labels.forEach((label, example) => {
      const row = logits.subarray(example * classes, (example + 1) * classes);
      const larger = row.filter((logit, other) => logit > row[label]! || (logit === row[label]! && other < label));
      if (larger.length < 2) hits++;
    });
    return hits / labels.length;
  },
};
