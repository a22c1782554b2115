import type { z } from 'zod';
import type { Stage } from '../../model/contract.ts';

/**
 * A way of training few parameters that are put into a model whose own stay as they are (parameter-efficient
 * fine-tuning); one entry of the registry.
 */
export interface TuningEntry<Name extends string, Schema extends z.ZodObject> {
  readonly name: Name;
  readonly title: string;
  /** Where the method comes from. */
  readonly reference: string;
  readonly schema: Schema;
  /** What a stage must have for there to be a place in it: `a dense kernel`. */
  readonly place: string;
  /** The stage with further parameters, which at first change nothing; null if there is no place for them in it. */
  insert(options: z.infer<Schema>, stage: Stage): Stage | null;
}
