import type { Suite } from '../suite/contract.ts';

/** Numbers of a design's repeats: those of the suite, or of the reserve block after them. */
export function repeatsOf({
  first = 0,
  repeats,
}: {
  readonly first?: number | undefined;
  readonly repeats: number;
}): number[] {
  return Array.from({ length: repeats }, (_, index) => first + index);
}

/**
 * The suite on the repeats that come after its own: cells that nobody has seen, on which a suspected regression is
 * confirmed. What is looked at inside models belongs to the suite's own repeats.
 */
export function reserveBlock(suite: Suite): Suite {
  const { design, gate } = suite;
  return { ...suite, analyse: null, design: { ...design, first: design.repeats, repeats: gate.reserve } };
}
