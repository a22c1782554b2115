import { z } from 'zod';
import { hashOf } from '../base/hash.ts';
import type { Architecture } from '../model/architecture.ts';
import type { Stage } from '../model/contract.ts';
import { adapter } from './tunings/adapter.ts';
import { lora } from './tunings/lora.ts';

/** Ways of training few parameters that are put in. Adding an entry is a file and a line here. */
export const tunings = { lora, adapter } as const;

type Name = keyof typeof tunings;

const variants = Object.entries(tunings).map(([name, entry]) =>
  entry.schema.safeExtend({ use: z.literal(name) }).describe(entry.title),
);

export type Tuning = 'none' | { [Use in Name]: { use: Use } & z.output<(typeof tunings)[Use]['schema']> }[Name];

/** Zod's types cannot follow a map over a registry. */
export const tuningSchema = z.union([
  z.literal('none'),
  z.discriminatedUnion('use', variants as unknown as [z.ZodObject]),
]) as unknown as z.ZodType<Tuning>;

/**
 * A model with what a recipe puts into its body.
 *
 * @returns it, and the names of the parameters that were put in; none if there is no place for them.
 */
export function withTuning(
  architecture: Architecture,
  tuning: Tuning,
): { readonly architecture: Architecture; readonly inserted: readonly string[] } {
  if (tuning === 'none') return { architecture, inserted: [] };
  const { use, ...options } = tuning;
  const insert = tunings[use].insert as (options: object, stage: Stage) => Stage | null;
  const inserted: string[] = [];
  const stages = architecture.stages.map((stage, index) => {
    const changed = index === architecture.stages.length - 1 ? null : insert(options, stage);
    if (changed === null) return stage;
    const added = Object.keys(changed.parameters).filter((name) => !Object.hasOwn(stage.parameters, name));
    inserted.push(...added.map((name) => `${stage.name}/${name}`));
    return changed;
  });
  return { architecture: { ...architecture, key: hashOf([architecture.key, tuning]), stages }, inserted };
}
