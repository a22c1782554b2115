import type { FindingRow } from './contract.ts';

/** What a statistic answers: a value, or why there is none. */
type Result =
  | { readonly status: 'ok'; readonly value: number }
  | { readonly status: 'zero_variance' | 'insufficient' }
  | { readonly status: 'invalid'; readonly reason: string };

/** A row for what a statistic answered. */
export function found(measure: string, stage: string | null, result: Result): FindingRow {
  if (result.status === 'ok') return { measure, stage, value: result.value, note: null };
  return { measure, stage, value: null, note: whyNot(result) };
}

/** In words, why a statistic has no value. */
export function whyNot(result: Exclude<Result, { status: 'ok' }>): string {
  switch (result.status) {
    case 'zero_variance':
      return 'the features are the same for all examples';
    case 'insufficient':
      return 'too few examples';
    case 'invalid':
      return result.reason;
  }
}
