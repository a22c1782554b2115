import { z } from 'zod';
import type { HeadChoice } from './architecture.ts';
import { heads } from './registry.ts';

const variants = Object.entries(heads).map(([name, entry]) =>
  entry.schema.safeExtend({ use: z.literal(name) }).describe(entry.title),
);

/** A head with its options. Zod's types cannot follow a map over a registry. */
export const headSchema = z.discriminatedUnion(
  'use',
  variants as unknown as [z.ZodObject],
) as unknown as z.ZodType<HeadChoice>;
