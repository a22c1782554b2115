import { z } from 'zod';
import { type AnalysisName, analyses } from '../transfer/analyses/registry.ts';
import { hint } from './fields.ts';

/** Cells by number, counted from 0 as in the tables of results. */
function numbers(kind: string, most: number) {
  return z.union([z.literal('all'), z.array(z.int().min(0).max(most)).min(1)], {
    error: hint(`must be \`all\` or a list of ${kind}s counted from 0; write [0] or all`),
  });
}

const choices = Object.fromEntries(
  Object.entries(analyses).map(([name, { schema, title }]) => [name, schema.optional().describe(title)]),
);

/** The registry's entries as keys. Zod's types cannot follow a map over a registry. */
type Choices = { [Name in AnalysisName]: z.ZodOptional<(typeof analyses)[Name]['schema']> };

export const analyseSchema = z.strictObject({
  size: z
    .int()
    .min(1)
    .max(100_000_000)
    .optional()
    .describe('training size of the cells that are looked at; the largest of each target if absent'),
  repeats: numbers('repeat', 999).default('all').describe('repeats whose cells are looked at, counted from 0'),
  folds: numbers('fold', 99).default([0]).describe('folds whose cells are looked at, counted from 0'),
  sample: z
    .int()
    .min(2)
    .max(5000)
    .default(500)
    .describe('held-out examples at most whose representations are compared or drawn'),
  ...(choices as unknown as Choices),
});
