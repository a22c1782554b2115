import { HeadstartError, type Problem } from '../base/errors.ts';
import { outputsOf } from '../data/targets.ts';
import { takeFirst, type View } from '../data/view.ts';
import type { Input } from '../engine/input.ts';
import { buildArchitecture, inputOf, type ModelChoice } from '../model/architecture.ts';
import type { TargetDescription } from '../model/metrics/contract.ts';
import { repeatedStages } from '../model/network.ts';
import type { Suite, TargetChoice } from '../suite/contract.ts';
import type { Lesson } from '../transfer/lesson.ts';
import { objectiveLesson } from '../transfer/objective.ts';
import type { Recipe } from '../transfer/recipe.ts';
import { describeTargets } from '../transfer/supervision.ts';
import { targetLesson } from '../transfer/target-lesson.ts';
import type { Catalog } from './examples.ts';

/** What a lesson asks of every step: its rows, and the branches beside the body. The lesson itself says it. */
export type LessonShape = Pick<Lesson, 'rows' | 'branches'>;

/** The shapes of all lessons of a suite. */
export interface LessonShapes {
  /** By source that is pre-trained, with what its examples are. */
  readonly sources: ReadonlyMap<string, LessonShape & { readonly input: Input }>;
  /** By arm, then by target. */
  readonly arms: ReadonlyMap<string, ReadonlyMap<string, LessonShape>>;
}

/**
 * Makes each lesson of a suite once, on the first examples of its data.
 *
 * @throws {HeadstartError} `suite` where a plug-in's objective makes none, and where a stage of the backbone has the name
 *   of one in a branch: weights are found by name.
 */
export function lessonShapes(suite: Suite, catalog: Catalog): LessonShapes {
  const { file, targets } = suite;
  const problems: Problem[] = [];
  const adders = new Map<string, string[]>();
  const checked = (body: LessonSetting['body'], lesson: Lesson, adder: string): LessonShape => {
    for (const name of repeatedStages({ body, branches: lesson.branches })) {
      adders.set(name, [...(adders.get(name) ?? []), adder]);
    }
    return { rows: lesson.rows, branches: lesson.branches };
  };
  const sources = new Map<string, LessonShape & { readonly input: Input }>();
  for (const [name, source] of Object.entries(suite.sources)) {
    if (source.weights !== undefined) continue;
    const { architecture, body, view, context } = lessonSetting(suite, catalog, source.data);
    try {
      const lesson = objectiveLesson(source.objective, source.options, { ...context, view });
      sources.set(name, { ...checked(body, lesson, `the source ${name}`), input: inputOf(architecture) });
    } catch (error) {
      if (!(error instanceof HeadstartError)) throw error;
      const received = source.objective;
      problems.push(
        ...error.problems.map((problem) => file.problem(['sources', name, 'objective'], { received, ...problem })),
      );
    }
  }
  const arms = new Map(
    suite.arms.map(({ name, recipe }) => {
      const own = targets.map((target): [string, LessonShape] => {
        const { body, view, context } = lessonSetting(suite, catalog, target.data, recipe);
        const viewOf = (data: string) => lessonSetting(suite, catalog, data).view;
        const labelled = recipe.adapt === 'none' ? null : viewOf(suite.labelled!);
        const others = { labelled, tasks: furtherTasks(recipe, target).map(viewOf) };
        return [
          target.name,
          checked(body, targetLesson(recipe, context.head, { ...context, view }, others), `the arm ${name}`),
        ];
      });
      return [name, new Map(own)];
    }),
  );
  const twice = [...adders].map(([name, by]) => {
    const [first, ...others] = new Set(by);
    const who = others.length === 0 ? first! : `${first} and ${others.length} more`;
    return file.problem(['model', 'backbone'], {
      message: `the stage ${name} has the name of one that ${who} ${others.length === 0 ? 'adds' : 'add'}`,
      received: suite.model.backbone,
      remedy: 'give that stage of the backbone another name',
    });
  });
  const [first, ...rest] = [...problems, ...twice];
  if (first !== undefined) throw new HeadstartError('suite', [first, ...rest]);
  return { sources, arms };
}

/** What a lesson on some data is made for. */
export type LessonSetting = ReturnType<typeof lessonSetting>;

/** With as many first examples as a batch has: no shape depends on more. */
export function lessonSetting(suite: Suite, catalog: Catalog, data: string, recipe?: Recipe) {
  const { batch } = suite.training;
  const whole = catalog.get(data)!;
  const view: View = takeFirst(whole, Math.min(batch, whole.rows.length));
  const layers = recipe?.head.layers;
  const model: ModelChoice = layers === undefined ? suite.model : { ...suite.model, head: layers };
  const outputs = recipe === undefined ? outputsOf(whole) : scoredOutputs(suite, whole);
  const architecture = buildArchitecture(model, whole.dataset, outputs);
  const head = architecture.stages.at(-1)!;
  const factors = { seed: suite.design.seed, rehearsal: data };
  const body = architecture.stages.slice(0, -1);
  const context = { inputShape: architecture.inputShape, features: head.inputShape, batch, factors, head, body };
  return { architecture, body, view, context };
}

/** Numbers that a trial's head makes of an example: logits of an episode's classes or of all, or a value. */
export function scoredOutputs({ design: { episodes } }: Suite, view: View): number {
  return episodes?.ways ?? outputsOf(view);
}

/** What is known of a target's examples, of which an episode has some classes. */
export function describedTarget({ design: { episodes } }: Suite, view: View): TargetDescription {
  return episodes === undefined ? describeTargets(view) : { kind: 'classes', classes: episodes.ways };
}

/** Names of the data of the tasks that a recipe learns beside a target, whose own data is none of them. */
export function furtherTasks({ tasks }: Recipe, { data }: Pick<TargetChoice, 'data'>): string[] {
  return tasks === 'single' ? [] : tasks.with.filter((name) => name !== data);
}
