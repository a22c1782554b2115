import { z } from 'zod';
import { datasets } from '../data/registry.ts';
import { backbones, heads, type MetricName, metrics, optimizers } from '../model/registry.ts';
import { weightSources } from '../model/weight-sources/registry.ts';
import { countOf } from '../transfer/count.ts';
import { stepChoices } from '../transfer/oracle.ts';
import { objectives } from '../transfer/registry.ts';
import { analyseSchema } from './analyse-schema.ts';
import { armSchema } from './arms.ts';
import { designSchema } from './design-schema.ts';
import { fileName, freeName, hint, line, namesOf, oneOf, reference, suiteName, unknownName } from './fields.ts';
import { gateSchema } from './gate-schema.ts';
import { pluginPaths } from './plugin-section.ts';
import { ofRegistries } from './registries.ts';
import { ablateSchema, studySchema } from './study-schema.ts';
import { tuneSchema } from './tune-schema.ts';
import { variants } from './variants.ts';

/**
 * The suite file. What can be judged of one value by itself is here; what needs more than one is in the `check-` files.
 */

const MOST_EXAMPLES = 100_000_000;
const steps = countOf('step', 10_000_000);
const examples = z.int().max(MOST_EXAMPLES);

/** A class may be written as the number that its name looks like. Where names lie in files, checkValues knows them. */
function classNames(known: readonly string[] | 'in files') {
  const name = known === 'in files' ? z.union([z.string(), z.number()]) : knownName(known);
  return z.array(name.transform(String)).min(2, 'must name at least 2 classes; add a class');
}

function knownName(known: readonly string[]) {
  const numbers = known.filter((name) => String(Number(name)) === name).map(Number);
  return z.literal([...known, ...numbers], { error: unknownName('class', known) });
}

const pixels = z.int().min(1).max(1024);

const dataChoice = () =>
  variants('use', 'data set', datasets, (entry) => ({
    classes: classNames('classes' in entry && typeof entry.classes !== 'function' ? entry.classes : 'in files')
      .optional()
      .describe(
        'targets' in entry && typeof entry.targets !== 'function'
          ? 'not for these: the examples have no classes'
          : 'classes to keep, in the order of their labels; all if absent',
      ),
    size: examples.min(2).optional().describe('exactly this many examples per repeat; an error if there are fewer'),
    pool: examples
      .min(2)
      .optional()
      .describe('at most this many examples per repeat: folds and training subsets come from them'),
    resize: z
      .tuple([pixels, pixels], { error: hint('must be a height and a width; write [28, 28]') })
      .optional()
      .describe(
        'height and width that images are brought to: by area averaging where they shrink, bilinearly where they grow',
      ),
    channels: z
      .union([z.literal(1), z.literal(3)], { error: hint('must be 1 or 3; write 1 for grey or 3 for colour') })
      .optional()
      .describe('1 for grey (colour is weighted by ITU-R BT.601), 3 for colour (grey is repeated)'),
  }));

const headVariants = variants('use', 'head', heads, () => ({}));

const headChoice = z.union(
  [
    z
      .enum(namesOf(heads), { error: unknownName('head', namesOf(heads)) })
      .transform((use) => headVariants.parse({ use })),
    headVariants,
  ],
  { error: hint('must be a head’s name or a mapping; write a name such as linear, or { use: mlp, … }') },
);

const modelChoice = () =>
  variants('backbone', 'backbone', backbones, () => ({
    head: headChoice.prefault('linear').describe('what turns the last stage’s output into logits'),
  }));

/** Loose for zod, and strict by its own check: without `weights`, it is not this variant that the file meant. */
const existingSource = z
  .looseObject({
    objective: z.undefined().optional(), // what tells existing weights from pre-training is that this is absent
    weights: variants('use', 'kind of weights', weightSources, () => ({}))
      .optional()
      .describe('the weights, in place of pre-training'),
  })
  .superRefine(({ weights, objective: _, ...others }, { addIssue }) => {
    const keys = Object.keys(others);
    if (weights === undefined) {
      const message = `objective: ${namesOf(objectives).join(', ')}; or \`weights: …\` that exist already`;
      addIssue({ code: 'custom', path: ['objective'], message });
    } else if (keys.length > 0) addIssue({ code: 'unrecognized_keys', keys, input: others, message: 'weights' });
  })
  .meta({ required: ['weights'], additionalProperties: false })
  .describe('weights that exist already, which have no `objective`');

const sourceChoice = () =>
  variants(
    'objective',
    'objective',
    objectives,
    () => ({
      data: reference.describe('a name in `data`'),
      examples: oneOf('choice', ['drawn', 'fold', 'subset'])
        .default('drawn')
        .describe(
          '`drawn` at random from the data; or, where that is the target’s data, the `fold`’s whole training part or the `subset` that the cell trains on',
        ),
      from: reference
        .optional()
        .describe(
          'a name in `sources`: another source, whose checkpoint the body starts from, as a language model of the target’s texts starts from a general one (ULMFiT, Howard and Ruder 2018)',
        ),
      steps: steps.describe('optimizer steps of pre-training'),
      checkpoints: oneOf('choice', ['per-repeat', 'one'])
        .default('per-repeat')
        .describe('one checkpoint for each repeat, or one for all'),
      transductive: z
        .boolean()
        .default(false)
        .describe('whether the source may see held-out examples of the target; if so, every contrast says it'),
    }),
    [existingSource],
  );

const metricName = () => oneOf('metric', namesOf(metrics));

/** What `sizes` are; required unless the design has episodes, which `checkDesign` knows. */
export const SIZES = 'numbers of training examples, ascending; smaller subsets lie inside larger ones';

const targetChoice = () =>
  z.strictObject({
    data: reference.describe('a name in `data`'),
    metric: metricName().describe('the primary metric, which the verdicts are about'),
    also: z.array(metricName()).default([]).describe('further metrics'),
    sizes: z.array(examples.min(1)).min(1).optional().describe(`${SIZES}; required unless the design has \`episodes\``),
  });

/** One of several targets, which may be of other kinds of data than the others. */
const ownTargetChoice = () =>
  targetChoice().extend({
    model: modelChoice()
      .optional()
      .describe(
        'the model for this target in place of the suite’s, the same in every arm: for targets of other kinds of data',
      ),
    sources: z
      .record(fileName, reference)
      .optional()
      .describe(
        'what a name that arms give in `from` means for this target: the name of a source in `sources`. Arms of several targets thus start each from what is the target’s own',
      ),
  });

const completeOptimizers = () => namesOf(optimizers).filter((name) => optimizers[name].schema.safeParse({}).success);

function optimizerChoice() {
  const optimizerVariants = variants('use', 'optimizer', optimizers, () => ({}));
  return z.union(
    [
      z
        .enum(completeOptimizers(), { error: unknownName('optimizer', namesOf(optimizers)) })
        .transform((use) => optimizerVariants.parse({ use })),
      optimizerVariants,
    ],
    { error: hint('must be an optimizer’s name or a mapping; write a name such as adam, or { use: adam, … }') },
  );
}

/** Of the suite's `training`, and of each value that a search may give them. */
export const learningRate = z.number().positive().max(100);
export const batchSize = z.int().min(1).max(65_536);

const training = () =>
  z
    .strictObject({
      optimizer: optimizerChoice().describe('by name, or with options'),
      lr: learningRate.describe('learning rate'),
      batch: batchSize.describe('examples per step'),
      steps: steps.optional().describe('budget in optimizer steps'),
      epochs: countOf('epoch', 100_000)
        .optional()
        .describe('budget in passes over the training examples, instead of `steps`'),
      'min-steps': steps.default(300).describe('with `epochs`: never fewer steps than this, however few the examples'),
      observe: z
        .strictObject({
          every: steps.optional().describe('steps between two observations; chosen from the budget if absent'),
          sample: z.int().min(1).max(MOST_EXAMPLES).default(500).describe('held-out examples that are scored at most'),
        })
        .prefault({})
        .describe('the convergence curves; they choose nothing'),
    })
    .meta({ oneOf: [{ required: ['steps'] }, { required: ['epochs'] }] }); // for editors; checkValues says it in words

const halfWidth = z.number().positive();
const ropes = () => {
  const ropeOf = Object.fromEntries(
    namesOf(metrics).map((name) => [name, halfWidth.optional().describe('the same for this metric')]),
  );
  return z.strictObject(ropeOf as Record<MetricName, z.ZodOptional<typeof halfWidth>>);
};

const compare = () =>
  z.strictObject({
    reference: reference.describe('the arm that the others are compared with'),
    rope: z
      .union([halfWidth, ropes()], {
        error: hint('must be a number, or a number for each metric; write the largest difference that does not matter'),
      })
      .describe(
        'region of practical equivalence: the largest difference that does not matter, of the primary metric or by metric',
      ),
    reach: z.number().optional().describe('score on the primary metric whose time-to-target is measured'),
  });

/** The schema of the registries as they are: entries of plug-ins are in it once these are loaded. */
export const suiteSchema = ofRegistries(() =>
  z
    .strictObject({
      suite: suiteName.describe('name of the suite and of its folder under `results/`'),
      version: z.int().min(1).max(1_000_000).describe('raise it when scores stop being comparable with earlier ones'),
      question: line(300).describe('what the suite is to answer, in one sentence'),
      plugins: pluginPaths.describe(
        'modules of your own, by path from the folder of this file: what they add can be named like what is built in',
      ),
      data: z.record(freeName, dataChoice()).describe('the data, by names of your own'),
      model: modelChoice()
        .optional()
        .describe('the model, the same in every arm; required unless every target has one of its own'),
      sources: z
        .record(fileName, sourceChoice())
        .default({})
        .describe('what knowledge comes from, by names of your own'),
      target: targetChoice().optional().describe('what every arm is scored on; it gets the name of its data'),
      targets: z
        .record(freeName, ownTargetChoice())
        .optional()
        .describe('several targets by name, instead of `target`'),
      domains: z
        .strictObject({
          labelled: reference.describe('a name in `data`: the domain whose labels are used'),
          select: oneOf('choice', [...stepChoices])
            .default('last')
            .describe(
              'which observed step of arms with `adapt` is scored: the `last`; the best on a fifth of the labelled examples that is held out for it (`source-validation`); or the best on the labels of the target’s training examples, which makes them oracles: shown, never ranked',
            ),
        })
        .optional()
        .describe('domain adaptation: what arms with `adapt` learn from beside the target’s unlabelled examples'),
      arms: z.record(freeName, armSchema()).describe('the recipes to compare, by names of your own'),
      ablate: ablateSchema
        .optional()
        .describe('which parts of one arm’s recipe matter: arms that differ from it in one of them'),
      study: studySchema.optional().describe('studies with a known plan, and all the arms that they need'),
      training: training().describe('how the target is learnt, the same in every arm'),
      tune: tuneSchema
        .optional()
        .describe('tuning with the same effort for every arm, within the training examples of each cell'),
      design: designSchema
        .prefault({})
        .describe(
          'which splits are made, and with them which test is used: folds and repeats, 5×2, random hold-outs, seeds on one split, or episodes; and the seed. `5x2` alone stands for `{ cv: 5x2 }`',
        ),
      compare: compare().describe('what is compared with what, and which differences matter'),
      gate: gateSchema().optional().describe('what `check` calls worse than an accepted baseline; it changes no score'),
      leakage: z
        .strictObject({
          near: z
            .number()
            .gt(0)
            .max(1)
            .describe(
              'also take two examples for the same whose values correlate by this much or more, such as 0.98; every pair of a pool is compared, which takes a while, and held-out examples with those that sources learn from, or a sample of them',
            ),
        })
        .optional()
        .describe(
          'how held-out examples are looked for in the training parts and in what sources learn from; without it, by equal bytes',
        ),
      analyse: analyseSchema
        .optional()
        .describe('a look into the models of some cells, after they are trained; it changes no score'),
    })
    .meta({ oneOf: [{ required: ['target', 'model'] }, { required: ['targets'] }] })
    .describe('A Headstart suite: one question, and the matched experiments that answer it'),
);

export type SuiteDocument = z.output<ReturnType<typeof suiteSchema>>;
