import { z } from 'zod';
import type { AdaptationContext } from './adaptations/contract.ts';
import { coral } from './adaptations/coral.ts';
import { dann } from './adaptations/dann.ts';
import { sourceOnly } from './adaptations/source-only.ts';
import type { Lesson } from './lesson.ts';

/** Ways of learning from another domain's labels. Adding an entry is a file and a line here. */
export const adaptations = { 'source-only': sourceOnly, dann, coral } as const;

type Name = keyof typeof adaptations;

const variants = Object.entries(adaptations).map(([name, entry]) =>
  entry.schema.safeExtend({ use: z.literal(name) }).describe(entry.title),
);

export type Adaptation = 'none' | { [Use in Name]: { use: Use } & z.output<(typeof adaptations)[Use]['schema']> }[Name];

/** Zod's types cannot follow a map over a registry. */
export const adaptationSchema = z.union([
  z.literal('none'),
  z.discriminatedUnion('use', variants as unknown as [z.ZodObject]),
]) as unknown as z.ZodType<Adaptation>;

/** Options were checked by the entry's own schema, which TypeScript cannot follow through a union of entries. */
export function adaptationLesson({ use, ...options }: Exclude<Adaptation, 'none'>, context: AdaptationContext): Lesson {
  return (adaptations[use].lesson as (options: object, context: AdaptationContext) => Lesson)(options, context);
}
