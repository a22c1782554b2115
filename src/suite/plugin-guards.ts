import type { z } from 'zod';
import { HeadstartError, messageOf } from '../base/errors.ts';
import type { Dataset, DatasetEntry, SequenceDataset } from '../data/contract.ts';
import type { Content } from '../engine/input.ts';
import type { BackboneEntry, OptimizerEntry, Stage } from '../model/contract.ts';
import { volume } from '../model/layers.ts';
import type { MetricEntry } from '../model/metrics/contract.ts';
import type { ObjectiveEntry } from '../transfer/objectives/contract.ts';
import type { PresetEntry } from '../transfer/presets/contract.ts';
import { recipeSchema } from '../transfer/recipe.ts';
import { stageName } from '../transfer/stage-choice.ts';

/** What a plug-in can add to. */
export type Kind = 'datasets' | 'backbones' | 'objectives' | 'presets' | 'optimizers' | 'metrics';

/** Entries of plug-ins whose mistakes are told in one line that names the entry, instead of as a bug of ours. */

type Schema = z.ZodObject;
type Guard = (entry: object, written: string) => object;

export const guards: Readonly<Record<Kind, Guard>> = {
  datasets: (given, written) => {
    const entry = given as DatasetEntry<string, Schema>;
    const about = `the data set ${entry.name} of the plug-in ${written}`;
    const guarded = (named: unknown) =>
      typeof named === 'function' ? (options: object) => told(about, () => named(options)) : named;
    return {
      ...entry,
      storage: { kind: 'own' },
      ...(entry.classes !== undefined && { classes: guarded(entry.classes) }),
      ...(entry.targets !== undefined && { targets: guarded(entry.targets) }),
      load: async (options: object) => {
        try {
          return checkedDataset(about, await entry.load(options as never));
        } catch (error) {
          throw faultOf(about, error);
        }
      },
    };
  },
  backbones: (given, written) => {
    const entry = given as BackboneEntry<string, Schema>;
    const about = `the backbone ${entry.name} of the plug-in ${written}`;
    return {
      ...entry,
      stages: (options: object, inputShape: readonly number[], content?: Content) =>
        checkedStages(
          about,
          inputShape,
          told(about, () => entry.stages(options as never, inputShape, content)),
        ),
    };
  },
  objectives: (given, written) => {
    const entry = given as ObjectiveEntry<string, Schema>;
    const about = `the objective ${entry.name} of the plug-in ${written}`;
    return {
      ...entry,
      lesson: (options: object, context: never) => told(about, () => entry.lesson(options as never, context)),
      ...(entry.check && {
        check: (options: object, shape: readonly number[], content?: Content) =>
          told(about, () => entry.check!(options as never, shape, content)),
      }),
    };
  },
  presets: (given, written) => {
    const entry = given as PresetEntry<string, Schema>;
    const about = `the preset ${entry.name} of the plug-in ${written}`;
    /** What its recipe is, or why it is none: at the arm's line. */
    const schema = entry.schema.superRefine((options, context) => {
      try {
        const { preset: _, ...own } = options as Record<string, unknown>;
        const parsed = recipeSchema.safeParse(told(about, () => entry.recipe(own as never)));
        if (parsed.success) return;
        const [issue] = parsed.error.issues;
        throw fault(about, `makes no recipe: ${issue!.path.join('.')}: ${issue!.message}`);
      } catch (error) {
        if (!(error instanceof HeadstartError)) throw error;
        const [{ message, remedy }] = error.problems;
        context.addIssue({ code: 'custom', message: `${message}; ${remedy}` });
      }
    });
    return { ...entry, schema };
  },
  optimizers: (given, written) => {
    const entry = given as OptimizerEntry<string, Schema>;
    const about = `the optimizer ${entry.name} of the plug-in ${written}`;
    return { ...entry, create: (options: object) => told(about, () => entry.create(options as never)) };
  },
  metrics: (given, written) => {
    const entry = given as MetricEntry<string>;
    const about = `the metric ${entry.name} of the plug-in ${written}`;
    const number = (what: string, value: unknown): number => {
      if (typeof value === 'number') return value;
      throw fault(about, `must return a number from \`${what}\``, value);
    };
    return {
      ...entry,
      kind: entry.kind ?? 'classes',
      floor: (known: never) =>
        number(
          'floor',
          told(about, () => entry.floor(known)),
        ),
      compute: (predictions: never) => {
        const score = told(about, () => entry.compute(predictions));
        if (typeof score === 'object' && typeof score?.reason === 'string') return { reason: score.reason };
        return number('compute', score);
      },
    };
  },
};

/** Runs code of a plug-in. What it throws becomes one line, unless it is one already. */
function told<Result>(about: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw faultOf(about, error);
  }
}

function faultOf(about: string, error: unknown): HeadstartError {
  if (error instanceof HeadstartError) return error;
  return fault(about, `fails: ${messageOf(error).replace(/\s+/g, ' ').trim()}`);
}

function fault(about: string, message: string, received?: unknown): HeadstartError {
  return new HeadstartError('suite', {
    message: `${about} ${message}`,
    ...(received === undefined ? {} : { received }),
    remedy: 'correct the plug-in',
  });
}

/** Stages that follow from one another, and that make what they say they make. */
function checkedStages(about: string, inputShape: readonly number[], stages: unknown): Stage[] {
  if (!Array.isArray(stages) || stages.length === 0) throw fault(about, 'must return a list of stages', stages);
  const names = new Set<string>();
  let shape = inputShape;
  for (const { name, inputShape: taken, outputShape } of stages as Stage[]) {
    if (!stageName.safeParse(name).success || name === 'head' || names.has(name)) {
      throw fault(about, 'must name each stage: a letter, then letters, digits, _ and -, none twice, none head', name);
    }
    names.add(name);
    if (String(taken) !== String(shape)) {
      throw fault(about, `has a stage ${name} that takes ${show(taken)} where ${show(shape)} comes in`);
    }
    if (!isShape(outputShape)) throw fault(about, `has a stage ${name} without an output shape`, outputShape);
    shape = outputShape;
  }
  return (stages as Stage[]).map((stage) => ({
    ...stage,
    apply: (parameters, x, pass) => {
      const y = told(`the stage ${stage.name} of ${about}`, () => stage.apply(parameters, x, pass));
      const expected = [x.shape[0]!, ...stage.outputShape];
      if (String(y?.shape) === String(expected)) return y;
      throw fault(about, `has a stage ${stage.name} that makes ${show(y?.shape)} where it says ${show(expected)}`);
    },
  }));
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size > 0);
}

function show(shape: unknown): string {
  return Array.isArray(shape) ? `[${shape.join(', ')}]` : String(shape);
}

function isOfPlugins(dataset: Dataset): dataset is Exclude<Dataset, SequenceDataset> {
  return dataset.kind === 'classes' || dataset.kind === 'values' || dataset.kind === 'labels';
}

/** What is to be told of the examples, how many numbers of it each has, and what these are called. */
function toldIn(dataset: Exclude<Dataset, SequenceDataset>) {
  if (dataset.kind === 'classes') return { told: dataset.labels, each: 1, what: 'labels' };
  if (dataset.kind === 'values') return { told: dataset.values, each: 1, what: 'values to predict' };
  return { told: dataset.marks, each: dataset.classes?.length, what: 'marks' };
}

/** Data whose parts fit each other. */
function checkedDataset(about: string, dataset: Dataset): Dataset {
  const { shape, samples, count, fingerprint, scale, groups } = (dataset ?? {}) as Partial<Dataset>;
  if (!isShape(shape)) throw fault(about, 'must load examples of a shape', shape);
  if (typeof fingerprint !== 'string' || typeof scale !== 'number' || !isOfPlugins(dataset)) {
    throw fault(about, 'must load what `imageDataset` of headstart/plugin returns');
  }
  const { told, each, what } = toldIn(dataset);
  if (told?.length !== count! * each || samples?.length !== count! * volume(shape)) {
    throw fault(about, `loads ${samples?.length} values and ${told?.length} ${what} for ${count} of ${show(shape)}`);
  }
  if (groups !== undefined && groups.length !== count) {
    throw fault(about, `loads ${groups.length} groups for ${count} examples`);
  }
  if (dataset.kind === 'values') return dataset; // `imageDataset` has seen that they are finite
  if (dataset.kind === 'labels') {
    const other = dataset.marks.find((mark) => mark > 1);
    if (other !== undefined) throw fault(about, 'has a mark that is neither 0 nor 1', other);
    return dataset;
  }
  const { classes, labels } = dataset;
  const stray = labels.find((label) => label >= classes.length);
  if (stray !== undefined) throw fault(about, `has a label beyond its ${classes.length} classes`, stray);
  return dataset;
}
