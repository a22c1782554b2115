import { z } from 'zod';

const strength = z.number().min(0).max(1000);

/** What is added to the loss to keep weights small, or near to where they started. */
export const penaltySchema = z.union([
  z.literal('none'),
  z.strictObject({
    'weight-decay': strength.describe('λ of λ/2·‖w‖², over all trained parameters'),
  }),
  z.strictObject({
    'l2-sp': z
      .strictObject({
        alpha: strength.default(0.1).describe('α of α/2·‖w − w₀‖², over what was loaded'),
        beta: strength.default(0.01).describe('β of β/2·‖w‖², over the rest'),
      })
      .describe('Li, Grandvalet, Davoine 2018, eq. 2'),
  }),
]);

export type Penalty = z.output<typeof penaltySchema>;

/** The pull on one value: strength × (w − anchor) is added to its gradient. */
export interface Pull {
  readonly strength: number;
  readonly anchor: 'start' | 'zero';
}

/**
 * The gradient of a penalty on one value.
 *
 * @param loaded whether it started from a source's weights: L2-SP has nothing else to draw it to (Li, Grandvalet,
 *   Davoine 2018, eq. 2).
 */
export function pullOf(penalty: Penalty, loaded: boolean): Pull | null {
  if (penalty === 'none') return null;
  if ('weight-decay' in penalty) return { strength: penalty['weight-decay'], anchor: 'zero' };
  const { alpha, beta } = penalty['l2-sp'];
  return loaded ? { strength: alpha, anchor: 'start' } : { strength: beta, anchor: 'zero' };
}
