import type { z } from 'zod';

/** How the learning rate changes over a budget; one entry of the registry. */
export interface ScheduleEntry<Name extends string, Schema extends z.ZodObject> {
  readonly name: Name;
  readonly title: string;
  /** Where the schedule comes from. */
  readonly reference: string;
  readonly schema: Schema;
  /**
   * What the learning rate is multiplied by.
   *
   * @param step 0-based.
   * @param steps the whole budget, at least 1.
   */
  factor(options: z.infer<Schema>, step: number, steps: number): number;
}
