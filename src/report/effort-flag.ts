import { isOfUnequalBudget } from '../compare/capacity.ts';
import type { Contrast } from '../compare/contract/contrast.ts';
import type { TargetComparison } from '../compare/contract.ts';
import { isUnequallyTuned } from './view.ts';

/** ` (unequal budget, unequal tuning)`: what else may make the difference between two arms; empty if nothing. */
export function effortFlag(target: TargetComparison, contrast: Pick<Contrast, 'arm' | 'reference' | 'size'>): string {
  const { arm, reference, size } = contrast;
  const what = [
    ...(isOfUnequalBudget(target, arm, reference, size) ? ['unequal budget'] : []),
    ...(isUnequallyTuned(target, contrast) ? ['unequal tuning'] : []),
  ];
  return what.length === 0 ? '' : ` (${what.join(', ')})`;
}
