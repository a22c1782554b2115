import { z } from 'zod';
import type { Comparison } from '../compare/contract.ts';
import { headline } from './headline.ts';
import { plain } from './text.ts';
import { contrastsOf, primary, standing, withoutMadeArms } from './view.ts';

/**
 * What the index says of a run. It lies beside the run's page, so that the index of hundreds of runs reads small files
 * and compares nothing.
 */

const SUMMARY_VERSION = 1;

export const runSummary = z.object({
  schema: z.literal(SUMMARY_VERSION),
  id: z.string(),
  suite: z.object({ name: z.string(), version: z.number(), question: z.string() }),
  started: z.string(),
  /** The run's folder, from where the page lies. */
  folder: z.string(),
  planned: z.number().int().nonnegative(),
  /** Trials with a score; one that diverged counts. */
  scored: z.number().int().nonnegative(),
  headline: z.string(),
  /** Contrasts of the primary metric over all targets, by verdict; `none` where there is no verdict. */
  verdicts: z.object({
    helps: z.number().int(),
    hurts: z.number().int(),
    equivalent: z.number().int(),
    inconclusive: z.number().int(),
    none: z.number().int(),
  }),
  warnings: z.number().int().nonnegative(),
});

export type RunSummary = z.infer<typeof runSummary>;

/** @param folder the run's folder, as a link from where its page lies. */
export function summarise(whole: Comparison, folder: string): RunSummary {
  const comparison = withoutMadeArms(whole);
  const { suite, run, counts, warnings } = comparison;
  const found = comparison.targets.flatMap((target) =>
    contrastsOf(comparison, target, primary(comparison)).map(standing),
  );
  const count = (wanted: string): number => found.filter((one) => one === wanted).length;
  const verdicts = {
    helps: count('helps'),
    hurts: count('hurts'),
    equivalent: count('equivalent'),
    inconclusive: count('inconclusive'),
  };
  const judged = Object.values(verdicts).reduce((sum, number) => sum + number, 0);
  return {
    schema: SUMMARY_VERSION,
    id: run.id,
    suite: { name: suite.name, version: suite.version, question: suite.question },
    started: run.started,
    folder,
    planned: counts.planned,
    scored: counts.completed + counts.diverged,
    headline: plain(headline(comparison)),
    verdicts: { ...verdicts, none: found.length - judged },
    warnings: warnings.length,
  };
}
