import { z } from 'zod';
import { hint, oneOf } from './fields.ts';

/** The section `design`. Which of its keys go together is in `check-design`. */

const episodes = z.strictObject({
  count: z.int().min(2).max(100_000).default(600).describe('how many episodes are drawn'),
  ways: z.int().min(2).max(10_000).describe('classes of an episode, drawn from the target’s'),
  shots: z
    .array(z.int().min(1).max(10_000))
    .min(1)
    .describe('support examples of each class, to train on, ascending; fewer lie inside more'),
  queries: z.int().min(1).max(10_000).default(15).describe('held-out examples of each class, to score on'),
});

const mapping = z.strictObject({
  folds: z.int().min(2).max(100).default(5).describe('k of the stratified k-fold cross-validation'),
  repeats: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe('how often all of it is repeated on new folds, or on a new hold-out: 2 or more of these'),
  cv: oneOf('kind of cross-validation', ['5x2'])
    .optional()
    .describe('`5x2`: five repeats of two folds, with the 5×2 cv tests, instead of `folds` and `repeats`'),
  holdout: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe(
      'share that is held out at random in each repeat, instead of `folds`; with `seeds`, in all of them (0.2)',
    ),
  seeds: z
    .int()
    .min(2)
    .max(1000)
    .optional()
    .describe(
      'how often training is repeated on one split, with another initialisation, order and checkpoint, instead of `folds` and `repeats`; the result then holds for this split',
    ),
  groups: z
    .boolean()
    .default(false)
    .describe('whether the examples of a group stay on one side of every split; the targets’ data must have groups'),
  episodes: episodes
    .optional()
    .describe('few-shot episodes, the same for every arm, instead of all the above and of the targets’ `sizes`'),
  seed: z.int().min(0).max(4_294_967_295).default(0).describe('which random draws are made; equal seeds, equal draws'),
});

/** Share that is held out of the one split of `seeds`, unless the suite says it. */
export const HELD_OUT = 0.2;

const either = hint('must be 5x2 or a mapping; write a mapping such as { folds: 5, repeats: 2 }');

/** A mapping, or `5x2` alone. */
export const designSchema = z.union(
  [z.enum(['5x2'], { error: either }).transform((cv) => mapping.parse({ cv })), mapping],
  { error: either },
);
