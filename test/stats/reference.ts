import { readdirSync, readFileSync } from 'node:fs';
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
export type ReferenceCase = ReferenceFile['cases'][number];

/** How the cases of one file are put to the code: an entry of `reference/registry.ts`. */
export interface Procedure {
  /** The file's name in `test/reference`, without its ending. */
  readonly file: string;
  /** Fails where the code does not return what the case expects, to within the file's tolerance. */
  check(one: ReferenceCase, tolerance: number): void;
}

const folder = new URL('../reference/', import.meta.url);

export function readReference(procedure: string): ReferenceFile {
  return referenceFile.parse(JSON.parse(readFileSync(new URL(`${procedure}.json`, folder), 'utf8')));
}

/** Names of all files of `test/reference`, without their ending. */
export function referenceNames(): string[] {
  return readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
}

/** Numbers as the files encode them: null is "not a number", infinities are words. */
export const encodedNumber = z.union([
  z.number(),
  z.null().transform(() => Number.NaN),
  z.literal('Infinity').transform(() => Number.POSITIVE_INFINITY),
  z.literal('-Infinity').transform(() => Number.NEGATIVE_INFINITY),
]);

export const encodedNumbers = z.array(encodedNumber);

/** Equal to within the tolerance, absolutely or relative to the expected value, whichever is the stricter for |x| < 1. */
export function expectClose(actual: number, encoded: unknown, tolerance: number, name = 'value'): void {
  const expected = encodedNumber.parse(encoded);
  if (!Number.isFinite(expected)) {
    expect(actual, name).toBe(expected);
    return;
  }
  expect(Math.abs(actual - expected), `${name}: ${actual} for ${expected}`).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(expected)),
  );
}

/**
 * Every field that a case expects is there under the file's name for it, and equal: numbers to within the tolerance, an
 * encoded null where the code says null (or has no such field), lists and records part by part, words exactly.
 */
export function expectFields(
  actual: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
  tolerance: number,
): void {
  for (const [name, wanted] of Object.entries(expected)) expectSame(actual[name], wanted, tolerance, name);
}

function expectSame(actual: unknown, wanted: unknown, tolerance: number, name: string): void {
  if (wanted === null) {
    expect(actual ?? null, name).toBeNull();
  } else if (Array.isArray(wanted)) {
    const list = z.array(z.unknown()).parse(actual ?? wanted.map(() => null));
    expect(list, name).toHaveLength(wanted.length);
    for (const [index, part] of wanted.entries()) expectSame(list[index], part, tolerance, `${name}[${index}]`);
  } else if (typeof wanted === 'object') {
    expectFields(
      z.record(z.string(), z.unknown()).parse(actual),
      z.record(z.string(), z.unknown()).parse(wanted),
      tolerance,
    );
  } else if (typeof actual === 'number') {
    expectClose(actual, wanted, tolerance, name);
  } else {
    expect(actual, name).toBe(wanted);
  }
}
