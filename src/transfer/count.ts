import { z } from 'zod';

/** A whole number of steps, epochs or labels, as `300` or `300 steps`. */
export function countOf(unit: 'step' | 'epoch' | 'label', most: number) {
  const message = `must be a whole number of ${unit}s; write 20 or \`20 ${unit}s\``;
  const number = z.int().min(1).max(most);
  const written = z
    .string()
    .regex(new RegExp(`^[0-9]+(?:e[0-9])? ?${unit}s?$`), message)
    .meta({ examples: [`20 ${unit}s`] });
  return z.union([number, written.transform((text) => Number.parseFloat(text)).pipe(number)], {
    error: ({ input }) => (input === undefined ? undefined : message),
  });
}
