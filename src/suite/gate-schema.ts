import { z } from 'zod';
import { type MetricName, metrics } from '../model/registry.ts';
import { hint, namesOf } from './fields.ts';
import { ofRegistries } from './registries.ts';

/** The section `gate`: what `check` calls worse. Which metrics it may name, and which blocks there are, is in `check-gate`. */

const loss = z.number().positive();

function losses() {
  const lossOf = Object.fromEntries(
    namesOf(metrics).map((name) => [name, loss.optional().describe('the same for this metric')]),
  );
  return z.strictObject(lossOf as Record<MetricName, z.ZodOptional<typeof loss>>);
}

const margin = (example: string) =>
  z.union([loss, losses()], {
    error: hint(`must be a number, or a number for each metric; write ${example}`),
  });

const share = z.number().positive().max(10);

export const gateSchema = ofRegistries(() =>
  z.strictObject({
    margin: margin('the largest loss that is still acceptable')
      .optional()
      .describe(
        'the largest loss that is still acceptable, of the primary metric or by metric; `compare.rope` where it names none. A metric without either is shown and judges nothing',
      ),
    warn: margin('a smaller loss, that is worth a warning')
      .optional()
      .describe(
        'a loss that is worth a warning, of the primary metric or by metric; half of `margin` where it names none',
      ),
    reserve: z
      .int()
      .min(0)
      .max(1000)
      .optional()
      .describe(
        'further repeats that a baseline records, and on which a suspected regression is confirmed; as many as the design has, if absent, and none with 0',
      ),
    seconds: share
      .default(0.1)
      .describe('of `check --base`: the share by which a trial’s training may take longer; 0.1 is a tenth'),
    memory: share.default(0.1).describe('of `check --base`: the share by which the process may need more memory'),
  }),
);
