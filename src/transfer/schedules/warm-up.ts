import { z } from 'zod';

export const warmUpShare = z.number().min(0).max(0.9).describe('share of the budget in which the learning rate rises');

/**
 * A linear rise to 1 over the first steps of a budget: (step + 1) / rise, so that no step is made at zero.
 *
 * @returns the factor while it rises; afterwards how far the rest has come, 0 at its first step.
 */
export function warmUp(share: number, step: number, steps: number): { rising?: number; progress: number } {
  const rise = Math.floor(share * steps);
  if (step < rise) return { rising: (step + 1) / rise, progress: 0 };
  return { progress: (step - rise) / (steps - rise) };
}
