import type { Study } from './simulate.ts';

const NULL: Study['seen'] = [8, 8];
const EFFECT: Study['seen'] = [6, 14];

const fiveFold = { name: '5-fold', design: { folds: 5, repeats: 1 }, examples: 150, size: 120, arms: 3 };
const repeated = { name: '5 × 5-fold', design: { folds: 5, repeats: 5 }, examples: 150, size: 120, arms: 3 };
const subset = { name: '5 × 5-fold, 50 of 120', design: { folds: 5, repeats: 5 }, examples: 150, size: 50, arms: 3 };
const tenFold = { name: '10 × 10-fold', design: { folds: 10, repeats: 10 }, examples: 150, size: 135, arms: 3 };

const designs = [fiveFold, repeated, subset, tenFold];

/** Arms that are exchangeable: whatever is found between them is a false alarm. */
export const nullStudies: readonly Study[] = designs.map((design) => ({ ...design, seen: NULL }));

/** Arms that are better than the reference, all by as much. */
export const effectStudies: readonly Study[] = designs.map((design) => ({ ...design, arms: 1, seen: EFFECT }));
