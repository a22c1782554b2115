import type { z } from 'zod';
import { cka } from './cka.ts';
import type { AnalysisEntry } from './contract.ts';
import { domains } from './domains.ts';
import { embeddings } from './embeddings.ts';
import { probes } from './probes.ts';
import { transferability } from './transferability.ts';

/** What the suite's `analyse` section can ask for. Adding an entry is a file and a line here. */
export const analyses = { probes, cka, transferability, embeddings, domains } as const;

export type AnalysisName = keyof typeof analyses;

/** What a suite asks for: an entry's options under its name. */
export type AnalysisChoices = {
  readonly [Name in AnalysisName]?: z.output<(typeof analyses)[Name]['schema']> | undefined;
};

/** An entry whose options were checked by its own schema, which TypeScript cannot follow through a union of entries. */
export function analysisEntry(name: AnalysisName): AnalysisEntry<AnalysisName, z.ZodType> {
  return analyses[name] as unknown as AnalysisEntry<AnalysisName, z.ZodType>;
}
