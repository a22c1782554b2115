import { z } from 'zod';
import { schedules } from './schedules/registry.ts';

type Name = keyof typeof schedules;

const names = Object.keys(schedules) as [Name, ...Name[]];
const options = Object.entries(schedules).map(([name, entry]) =>
  entry.schema.safeExtend({ use: z.literal(name) }).describe(entry.title),
);

/** A schedule with all its options. */
export type Schedule = { [Use in Name]: { use: Use } & z.output<(typeof schedules)[Use]['schema']> }[Name];

/** Zod's types cannot follow a map over a registry. */
const variant = z.discriminatedUnion('use', options as unknown as [z.ZodObject]) as unknown as z.ZodType<
  Schedule,
  Schedule
>;

/** A schedule by name, or with options. */
export const scheduleSchema: z.ZodType<Schedule, Schedule | Name | { use: Name }> = z.union([
  z.enum(names).transform((use) => variant.parse({ use })),
  variant,
]);

/**
 * What the learning rate is multiplied by. Options were checked by the entry's own schema, which TypeScript cannot
 * follow through a union of entries.
 *
 * @param step 0-based, of `steps` in all.
 */
export function scheduleFactor({ use, ...options }: Schedule, step: number, steps: number): number {
  return (schedules[use].factor as (options: object, step: number, steps: number) => number)(options, step, steps);
}
