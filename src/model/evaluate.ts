import type { MetricEntry, Predictions } from './contract.ts';

/** What a metric says of predictions: a finite number, or why there is none. */
export type Evaluation =
  | { readonly status: 'ok'; readonly value: number }
  | { readonly status: 'undefined'; readonly reason: string };

/** A metric's score of predictions. */
export function evaluate(metric: MetricEntry<string>, predictions: Predictions): Evaluation {
  const score = metric.compute(predictions);
  if (typeof score !== 'number') return { status: 'undefined', reason: score.reason };
  if (Number.isFinite(score)) return { status: 'ok', value: score };
  return { status: 'undefined', reason: `${metric.name} is not a finite number on these examples` };
}
