import type { Study } from './simulate.ts';

const NULL: Study['seen'] = [8, 8];
const EFFECT: Study['seen'] = [6, 14];

const COMMON = { examples: 150, arms: 3 };
const folds = (k: number, repeats: number) => ({ kind: 'k-fold', folds: k, repeats }) as const;

const resampled = [
  { ...COMMON, name: '5-fold', design: folds(5, 1), size: 120 },
  { ...COMMON, name: '5 × 5-fold', design: folds(5, 5), size: 120 },
  { ...COMMON, name: '5 × 5-fold, 50 of 120', design: folds(5, 5), size: 50 },
  { ...COMMON, name: '10 × 10-fold', design: folds(10, 10), size: 135 },
  {
    ...COMMON,
    name: '10 hold-outs of 20 %',
    design: { kind: 'holdout', folds: 1, repeats: 10, holdout: 0.2 },
    size: 120,
  },
] as const satisfies readonly Omit<Study, 'seen'>[];

const others = [
  { ...COMMON, name: '5×2', design: { kind: '5x2', folds: 2, repeats: 5 }, size: 75 },
  { ...COMMON, name: '10 seeds', design: { kind: 'seeds', folds: 1, repeats: 10, holdout: 0.2 }, size: 120 },
] as const satisfies readonly Omit<Study, 'seen'>[];

/** Arms that are exchangeable: whatever is found between them is a false alarm. */
export const nullStudies: readonly Study[] = [...resampled, ...others].map((design) => ({ ...design, seen: NULL }));

/**
 * Arms that are better than the reference, all by as much. Not of seeds, which speak about one split, nor of 5×2, whose
 * power is not that of a t.
 */
export const effectStudies: readonly Study[] = resampled.map((design) => ({ ...design, arms: 1, seen: EFFECT }));
