import { z } from 'zod';
import { headSchema } from '../model/head-choice.ts';
import { adaptationSchema } from './adaptation.ts';
import { countOf } from './count.ts';
import { penaltySchema } from './penalty.ts';
import { scheduleSchema } from './schedule.ts';
import { loadedStages, stageName, trainedStages } from './stage-choice.ts';
import { taskExamples } from './task-examples.ts';
import { tuningSchema } from './tuning.ts';
import { unfreezePeriod } from './unfreeze-period.ts';

/**
 * How an arm gets its weights and how it trains them. Every transfer method is a value of this one type; a preset is a
 * function that returns one. What a recipe leaves away has the value that changes nothing.
 */

const share = z.number().gt(0).lt(1);

const init = z.union([
  z.literal('random'),
  z.strictObject({
    from: z.string().describe('name of a source'),
    stages: loadedStages.default('all').describe('stages that take the source’s weights'),
    reinit: z.array(stageName).default([]).describe('stages that are initialised at random after all'),
    head: z
      .enum(['new', 'kept'])
      .default('new')
      .describe('`kept`: the source’s head too, for the classes that both tasks have'),
  }),
]);

const phase = z.strictObject({
  train: trainedStages.default('all').describe('stages whose weights change in this phase'),
  share: share.describe('of the budget; the shares of all phases add up to 1'),
  lr: z.number().positive().default(1).describe('multiplies the learning rate in this phase'),
});

export const recipeSchema = z.strictObject({
  init: init.describe('where the weights come from'),
  train: z
    .union([trainedStages, z.literal('biases'), z.literal('none')])
    .default('all')
    .describe('stages whose weights change; `biases`: the biases of all stages, and the head; `none`: nothing at all'),
  unfreeze: z
    .union([
      z.literal('none'),
      z.strictObject({
        order: z
          .literal('top-down')
          .default('top-down')
          .describe('the head first, then stage by stage towards the input'),
        every: unfreezePeriod,
      }),
    ])
    .default('none')
    .describe('gradual unfreezing of the trained stages'),
  phases: z.array(phase).min(2).optional().describe('one after the other, instead of `train`'),
  lr: z
    .strictObject({
      base: z.number().positive().max(1000).default(1).describe('multiplies the learning rate of the suite'),
      head: z.number().positive().max(1000).default(1).describe('multiplies it for the head'),
      decay: z.number().positive().max(1).default(1).describe('multiplies it for each stage further from the head'),
      schedule: scheduleSchema.prefault('constant').describe('how it changes over the budget'),
    })
    .prefault({})
    .describe('learning rates, as multiples of the one in `training`'),
  penalty: penaltySchema.default('none').describe('what is added to the loss'),
  norm: z
    .enum(['with-stage', 'train', 'frozen'])
    .default('with-stage')
    .describe('statistics of normalisation: they move in trained stages, in all stages, or nowhere'),
  head: z
    .strictObject({
      layers: headSchema.optional().describe('in place of the suite’s head: the arms then differ in capacity'),
      start: z
        .enum(['random', 'prototypes'])
        .default('random')
        .describe('`prototypes`: the linear head that picks the nearest class mean of the training examples'),
    })
    .prefault({})
    .describe('how the head starts, where it is new'),
  tuning: tuningSchema.default('none').describe('parameters that are put in, and trained in place of the stages’ own'),
  adapt: adaptationSchema.default('none').describe('learning from another domain’s labels'),
  tasks: z
    .union([
      z.literal('single'),
      z.strictObject({
        with: z.array(z.string()).min(1).describe('names in `data`: further tasks, each with a head of its own'),
        weight: z.number().positive().max(1000).default(1).describe('of each further task’s loss'),
        rows: z
          .number()
          .positive()
          .max(16)
          .default(1)
          .describe('examples of each further task per example of the target'),
        examples: taskExamples,
      }),
    ])
    .default('single')
    .describe('multi-task learning: shared stages, one head per task'),
  labels: z
    .union([z.literal('all'), countOf('label', 100_000_000)])
    .default('all')
    .describe('training examples that the arm learns from, with their labels, at most: the first of the cell’s'),
  draws: z
    .union([z.literal('shared'), z.int().min(1).max(1_000_000)])
    .default('shared')
    .describe(
      '`shared`: initial weights, order of examples and dropout are drawn as in every other arm of the cell; a number: drawn apart from theirs, to see what chance alone does between arms that are otherwise the same',
    ),
  oracle: z
    .boolean()
    .default(false)
    .describe('uses what the question forbids, such as the target’s labels; shown, never ranked'),
});

export type Recipe = z.output<typeof recipeSchema>;

/** A recipe as it can be written, with what changes nothing left away. */
export type RecipeInput = z.input<typeof recipeSchema>;
