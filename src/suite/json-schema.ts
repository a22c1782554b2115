import { z } from 'zod';
import { suiteSchema } from './schema.ts';

/** A JSON Schema, or a part of one. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The suite's schema for editors, in draft-07, which all of them read. What needs more than one value is in it only
 * where JSON Schema can say it.
 */
export function suiteJsonSchema(): JsonSchema {
  return z.toJSONSchema(suiteSchema(), {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod;
      if (def.type === 'undefined') jsonSchema.not = {}; // a key that must be absent
      // zod leaves a default away where a value may be transformed; one that a file could also write is told.
      if (def.type === 'default' && z.safeParse(def.innerType, def.defaultValue).success) {
        jsonSchema.default = def.defaultValue as JsonSchema['default'];
      }
    },
  });
}
