import type { LabelScoring, MetricEntry, NoScore, Predictions, TargetDescription } from './metrics/contract.ts';

/** What a metric says of predictions: a finite number, or why there is none. */
export type Evaluation =
  | { readonly status: 'ok'; readonly value: number }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * A metric's score of predictions.
 *
 * @throws {TypeError} if the metric is for predictions of another kind: the plan has refused that.
 */
export function evaluate(metric: MetricEntry<string>, predictions: Predictions): Evaluation {
  const score = scoreOf(metric, predictions);
  if (typeof score !== 'number') return { status: 'undefined', reason: score.reason };
  if (Number.isFinite(score)) return { status: 'ok', value: score };
  return { status: 'undefined', reason: `${metric.name} is not a finite number on these examples` };
}

/** What a metric returns of predictions, finite or not. Throws as `evaluate` does. */
export function scoreOf(metric: MetricEntry<string>, predictions: Predictions): number | NoScore {
  if (metric.kind === 'classes' && predictions.kind === 'classes') return metric.compute(predictions);
  if (metric.kind === 'values' && predictions.kind === 'values') return metric.compute(predictions);
  if (metric.kind === 'sequences' && predictions.kind === 'sequences') return metric.compute(predictions);
  const ofLabels = labelScoring(metric);
  if (ofLabels !== undefined && predictions.kind === 'labels') return ofLabels.compute(predictions);
  throw mismatch(metric, predictions.kind);
}

/**
 * The score of answering without looking at the examples.
 *
 * @throws {TypeError} as `evaluate` does.
 */
export function floorOf(metric: MetricEntry<string>, target: TargetDescription): number {
  if (metric.kind === 'classes' && target.kind === 'classes') return metric.floor(target.classes);
  if (metric.kind === 'values' && target.kind === 'values') {
    const { spread } = target;
    if (spread.status === 'ok' || spread.status === 'constant') return metric.floor(spread);
    throw new RangeError('there are no values to answer for');
  }
  if (metric.kind === 'sequences' && target.kind === 'sequences') return metric.floor();
  const ofLabels = labelScoring(metric);
  if (ofLabels !== undefined && target.kind === 'labels') return ofLabels.floor(target.shares);
  throw mismatch(metric, target.kind);
}

/** Whether a metric can score targets of a kind. */
export function scores(metric: MetricEntry<string>, kind: Predictions['kind']): boolean {
  return kind === 'labels' ? labelScoring(metric) !== undefined : metric.kind === kind;
}

/** How a metric scores sets of classes; undefined where it does not. */
function labelScoring(metric: MetricEntry<string>): LabelScoring | undefined {
  if (metric.kind === 'labels') return metric;
  return metric.kind === 'classes' ? metric.ofLabels : undefined;
}

function mismatch({ name, kind }: MetricEntry<string>, received: string): TypeError {
  return new TypeError(`${name} is a metric of ${kind}, and was given ${received}`);
}

/** Whether every number that a model made is finite, in single precision. */
export function areFinite(predictions: Predictions): boolean {
  if (predictions.kind === 'sequences') return predictions.finite;
  const made = predictions.kind === 'values' ? Float32Array.from(predictions.predicted) : predictions.logits;
  return made.every(Number.isFinite);
}
