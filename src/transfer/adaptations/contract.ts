import type { z } from 'zod';
import type { View } from '../../data/view.ts';
import type { Stage } from '../../model/contract.ts';
import type { Lesson, LessonContext } from '../lesson.ts';

/** What a lesson across domains is made for: `view` is the target's training examples, whose labels it must not use. */
export interface AdaptationContext extends LessonContext {
  /** The labelled domain's examples, of the same classes. */
  readonly labelled: View;
  readonly head: Stage;
}

/** A way of learning a target from another domain's labels; one entry of the registry. */
export interface AdaptationEntry<Name extends string, Schema extends z.ZodObject> {
  readonly name: Name;
  readonly title: string;
  /** Where the method comes from. */
  readonly reference: string;
  readonly schema: Schema;
  lesson(options: z.infer<Schema>, context: AdaptationContext): Lesson;
}
