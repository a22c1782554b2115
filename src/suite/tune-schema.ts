import { z } from 'zod';
import type { Json } from '../base/hash.ts';
import type { InnerChoice } from '../data/inner-splits.ts';
import { searchMethods } from '../transfer/search/configurations.ts';
import { BATCH_KNOB, knobs } from '../transfer/search/knobs.ts';
import { type KnobValues, RANGE, readRange } from '../transfer/search/range.ts';
import { hint, oneOf } from './fields.ts';
import { suggest } from './suggest.ts';

/** The section `tune`: the same search in every arm. */

const BUDGET = ['training.steps', 'training.epochs', 'training.min-steps', 'tasks.rows', 'labels'];

function unknownKnob(path: unknown): string {
  if (typeof path === 'string' && BUDGET.includes(path)) {
    return 'sets the budget, which is the same for every configuration; remove it from the space';
  }
  return `is nothing that can be tuned; ${suggest(path, knobs)}`;
}

const knob = z
  .string()
  .refine((path) => knobs.includes(path), { error: ({ input }) => unknownKnob(input) })
  .meta({ enum: [...knobs] });

const range = z
  .string()
  .meta({ pattern: RANGE.source, examples: ['log 1e-4..1e-2', '0.1..0.9', 'log 1e-4..1e-2 in 5'] })
  .transform((text, { addIssue }): KnobValues => {
    const read = readRange(text);
    if ('kind' in read) return read;
    addIssue({ code: 'custom', message: `${read.message}; ${read.remedy}` });
    return z.NEVER;
  });

const values = z
  .array(z.unknown())
  .min(2, 'a single value leaves nothing to choose; add another one, or write it outside `tune`')
  .max(100, 'must have at most 100 values; use a range')
  .transform((list): KnobValues => ({ kind: 'list', values: list as Json[] })); // YAML has given nothing else

const inner = z
  .strictObject({
    holdout: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe('share of the cell’s training examples that scores a configuration'),
    folds: z
      .int()
      .min(2)
      .max(20)
      .optional()
      .describe('or k of an inner cross-validation, whose mean scores a configuration'),
  })
  .transform(({ holdout, folds }, { addIssue }): InnerChoice => {
    if (holdout !== undefined && folds === undefined) return { holdout };
    if (folds !== undefined && holdout === undefined) return { folds };
    const message = 'takes one of `holdout` and `folds`; write { holdout: 0.2 } or { folds: 5 }';
    addIssue({ code: 'custom', message });
    return z.NEVER;
  });

export const tuneSchema = z.strictObject({
  search: z
    .strictObject({
      method: oneOf('method', [...searchMethods])
        .default('random')
        .describe('`random` or `quasi-random` draws, the first being every arm as it is written; or all of a `grid`'),
      trials: z
        .int()
        .min(2)
        .max(1000)
        .optional()
        .describe('configurations of every arm in every cell; 8 if absent, of a grid as many as it has'),
      inner: inner
        .optional()
        .describe(
          'how they are scored, on the cell’s training examples alone; if absent a fifth is held out, or 5 folds are made of fewer than 100 examples',
        ),
    })
    .prefault({})
    .describe('how configurations are chosen and scored'),
  space: z
    .record(
      knob,
      z.union([range, values], {
        error: hint('must be a range or a list of values; write `log 1e-4..1e-2` or [0, 1e-4]'),
      }),
    )
    .describe(
      `what is tuned, by path: ${knobs.map((path) => `\`${path}\``).join(', ')}. A range is \`log 1e-4..1e-2\` or \`0.1..0.9\`, in a grid \`log 1e-4..1e-2 in 5\`. An arm whose recipe has no such part leaves it away, and tries as many configurations`,
    ),
  budget: oneOf('choice', ['fixed', 'batch'])
    .default('fixed')
    .describe(
      `\`batch\` lets the space hold \`${BATCH_KNOB}\`: the number of steps stays, and with it the examples that are seen do not`,
    ),
});

export type TuneDocument = z.output<typeof tuneSchema>;
