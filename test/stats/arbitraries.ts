import fc from 'fast-check';

/** Differences as scores give them: within ±1, in steps of 1/10,000. */
export const differenceLists = fc
  .array(fc.integer({ min: -10_000, max: 10_000 }), { minLength: 2, maxLength: 30 })
  .map((counts) => counts.map((count) => count / 10_000));
