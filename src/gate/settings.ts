import { z } from 'zod';
import type { RunRecord } from '../store/run-record.ts';

const loss = z.object({ margin: z.number().positive(), warn: z.number().positive() });

const settings = z.object({
  losses: z.record(z.string(), loss),
  reserve: z.number().int().nonnegative(),
  seconds: z.number().positive(),
  memory: z.number().positive(),
});

/** What a suite calls worse. */
export type GateSettings = z.infer<typeof settings>;

/** The section `gate` of the suite that a run was of; a run from before there was one has the regions of equivalence. */
export function settingsOf({ suite: { resolved }, compare }: RunRecord): GateSettings {
  const parsed = settings.safeParse(resolved['gate']);
  if (parsed.success) return parsed.data;
  const losses = Object.entries(compare.rope).map(
    ([metric, margin]) => [metric, { margin, warn: margin / 2 }] as const,
  );
  return { losses: Object.fromEntries(losses), reserve: 0, seconds: 0.1, memory: 0.1 };
}
