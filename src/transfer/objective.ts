import type { z } from 'zod';
import { HeadstartError } from '../base/errors.ts';
import type { TargetKind } from '../data/targets.ts';
import { asInput, type Content, type Input } from '../engine/input.ts';
import { givenShapes } from '../model/network.ts';
import type { Lesson } from './lesson.ts';
import type { ObjectiveContext, ObjectiveEntry } from './objectives/contract.ts';
import { objectives } from './registry.ts';

/**
 * Options were checked by the entry's own schema, which TypeScript cannot follow through a union of entries.
 *
 * @throws {HeadstartError} `suite` if a stage of the body is to be given what the objective does not give.
 */
export function objectiveLesson(name: keyof typeof objectives, options: object, context: ObjectiveContext): Lesson {
  const lesson = (objectives[name].lesson as (options: object, context: ObjectiveContext) => Lesson)(options, context);
  const lacking = Object.keys(givenShapes(context.body)).find(
    (input) => !Object.hasOwn(lesson.criterion.inputs, input),
  );
  if (lacking === undefined) return lesson;
  throw new HeadstartError('suite', {
    message: `the backbone writes sequences, and ${name} teaches it none`,
    received: name,
    remedy: 'use denoising or sequences, or another backbone',
  });
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
