import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { z } from 'zod';

/** A file of `test/reference`: expected values computed by other programs, which each file names under `tool`. */
const referenceFile = z.object({
  procedure: z.string(),
  source: z.string(),
  tool: z.string(),
  tolerance: z.number(),
  cases: z.array(
    z.object({
      name: z.string(),
      input: z.record(z.string(), z.unknown()),
      expected: z.record(z.string(), z.unknown()),
    }),
  ),
});

type ReferenceFile = z.infer<typeof referenceFile>;

export function readReference(procedure: string): ReferenceFile {
  const file = new URL(`../reference/${procedure}.json`, import.meta.url);
  return referenceFile.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Numbers as the files encode them: null is "not a number", infinities are words. */
const encodedNumber = z.union([
  z.number(),
  z.null().transform(() => Number.NaN),
  z.literal('Infinity').transform(() => Number.POSITIVE_INFINITY),
  z.literal('-Infinity').transform(() => Number.NEGATIVE_INFINITY),
]);

export const encodedNumbers = z.array(encodedNumber);

/** Equal to within the tolerance, absolutely or relative to the expected value, whichever is the stricter for |x| < 1. */
export function expectClose(actual: number, encoded: unknown, tolerance: number): void {
  const expected = encodedNumber.parse(encoded);
  if (!Number.isFinite(expected)) {
    expect(actual).toBe(expected);
    return;
  }
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));
}
