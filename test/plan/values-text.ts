import { makeValues } from '../data/make-values.ts';
import { suiteText } from './make-plan.ts';

/** Ninety examples with a value each. */
export const VALUES = makeValues({ count: 90 });

/** `suiteText` with a target of values, `bright`, for which `VALUES` stand in; each argument replaces a line of it. */
export function valuesText(lines: Readonly<Record<string, string>> = {}): string {
  return suiteText({
    data: '{ low: { use: mnist, classes: [0, 1, 2], size: 60 }, bright: { use: turned-digits, pool: 60 } }',
    target: '{ data: bright, metric: mae, also: [rmse, r2], sizes: [6, 20] }',
    compare: '{ reference: scratch, rope: 0.5 }',
    ...lines,
  });
}
