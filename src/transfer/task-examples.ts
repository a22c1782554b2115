import { z } from 'zod';

/** How many examples a further task is learnt from. */
export const taskExamples = z
  .enum(['all', 'subset'])
  .default('all')
  .describe(
    'of each further task: its whole training part, or only as many as the `subset` of the target that the cell trains on',
  );
