import type { z } from 'zod';

/** What a source is pre-trained to do; one entry of the registry. */
export interface ObjectiveEntry<Name extends string, Schema extends z.ZodObject> {
  readonly name: Name;
  readonly title: string;
  /** Options beside those that every source has (`data`, `objective`, `steps`). */
  readonly schema: Schema;
  /** Whether the labels of the source's data are used. */
  readonly supervised: boolean;
}
