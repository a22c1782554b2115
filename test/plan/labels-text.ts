import { makeLabels } from '../data/make-labels.ts';
import { suiteText } from './make-plan.ts';

/** Ninety examples with a set of four labels each. */
export const LABELS = makeLabels({ count: 90, classes: 4 });

/** `suiteText` with a target of labels, `marked`, for which `LABELS` stand in; each argument replaces a line of it. */
export function labelsText(lines: Readonly<Record<string, string>> = {}): string {
  return suiteText({
    data: '{ low: { use: mnist, classes: [0, 1, 2], size: 60 }, marked: { use: spoken-phrases, pool: 60 } }',
    target: '{ data: marked, metric: map, also: [d-prime, auroc, macro-f1, micro-f1], sizes: [20] }',
    design: '{ folds: 2, repeats: 1, seed: 3 }',
    compare: '{ reference: scratch, rope: 0.02 }',
    ...lines,
  });
}
