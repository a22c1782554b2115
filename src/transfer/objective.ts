import type { z } from 'zod';
import type { TargetKind } from '../data/targets.ts';
import { asInput, type Content, type Input } from '../engine/input.ts';
import type { Lesson } from './lesson.ts';
import type { ObjectiveContext, ObjectiveEntry } from './objectives/contract.ts';
import { objectives } from './registry.ts';

/** Options were checked by the entry's own schema, which TypeScript cannot follow through a union of entries. */
export function objectiveLesson(name: keyof typeof objectives, options: object, context: ObjectiveContext): Lesson {
  return (objectives[name].lesson as (options: object, context: ObjectiveContext) => Lesson)(options, context);
}

/** @throws {HeadstartError} `suite` if the objective cannot be learned from such examples. */
export function checkObjective(name: keyof typeof objectives, options: object, input: Input | readonly number[]): void {
  const { shape, content } = asInput(input);
  const { check } = objectives[name] as {
    check?: (options: object, shape: readonly number[], content?: Content) => void;
  };
  check?.(options, shape, content);
}

/** What an objective says of itself. */
export function objectiveEntry(name: keyof typeof objectives): ObjectiveEntry<string, z.ZodObject> {
  return objectives[name] as unknown as ObjectiveEntry<string, z.ZodObject>;
}

/** Names of the objectives that examples with such targets can be trained by. */
export function learningOf(kind: TargetKind): string[] {
  return Object.keys(objectives).filter((name) => {
    const { supervised, learns = 'classes' } = objectiveEntry(name as keyof typeof objectives);
    return !supervised || learns === kind;
  });
}
