import type { z } from 'zod';
import type { TargetKind } from '../../data/targets.ts';
import type { Content } from '../../engine/input.ts';
import type { Stage } from '../../model/contract.ts';
import type { Lesson, LessonContext } from '../lesson.ts';

/** What a source is pre-trained to do; one entry of the registry. */
export interface ObjectiveEntry<Name extends string, Schema extends z.ZodObject> {
  readonly name: Name;
  readonly title: string;
  /** Where the objective comes from. */
  readonly reference: string;
  /** Options beside those that every source has. */
  readonly schema: Schema;
  /** Whether the labels, or the values, of the source's data are used. */
  readonly supervised: boolean;
  /** What those must be, of an objective that uses them: `classes` if absent. */
  readonly learns?: TargetKind;
  /**
   * Whether options and examples suit each other, judged before anything runs.
   *
   * @param inputShape of one example.
   * @param content what the numbers of an example stand for.
   * @throws {HeadstartError} `suite` if they do not.
   */
  check?(options: z.infer<Schema>, inputShape: readonly number[], content?: Content): void;
  /** Branches other than `head` are left behind when it is learned. */
  lesson(options: z.infer<Schema>, context: ObjectiveContext): Lesson;
}

export interface ObjectiveContext extends LessonContext {
  /** The suite's head: a logit for each class that the source's data has, or one value. */
  readonly head: Stage;
  /** The stages before the head, in order. */
  readonly body: readonly Stage[];
}
