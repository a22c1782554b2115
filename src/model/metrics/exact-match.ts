import type { SequenceMetricEntry } from './contract.ts';

/** Share of examples for which exactly what was to be written was written. */
export const exactMatch = {
  name: 'exact-match',
  kind: 'sequences',
  label: 'exact match',
  direction: 'higher',
  unit: 'fraction',
  floor: () => 0,
  compute: ({ predicted, actual }) => {
    if (actual.length === 0) return { reason: 'there are no examples' };
    return actual.filter((text, example) => text === predicted[example]).length / actual.length;
  },
} as const satisfies SequenceMetricEntry<'exact-match'>;
