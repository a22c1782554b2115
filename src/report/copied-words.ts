import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { score } from './numbers.ts';
import { list, say, type Text } from './text.ts';
import { labelOf, scoreDecimals } from './view.ts';

/** What giving back what is read would score; null where nothing is written. */
export function copiedSentence({ metrics }: Comparison, target: TargetComparison): Text | null {
  const { copied } = target;
  if (copied === undefined) return null;
  const each = metrics.flatMap((metric) => {
    const value = copied[metric.name];
    return value === undefined
      ? []
      : [say`${score(metric, value, scoreDecimals(target, metric))} in ${labelOf(metric)}`];
  });
  return each.length === 0 ? null : say`Who gives back what was read, unchanged, gets ${list(each)}.`;
}

/** How the scores of metrics were made, where that must be said. */
export function metricNotes({ metrics }: Comparison): Text[] {
  return metrics.flatMap((metric) => (metric.note === undefined ? [] : [say`${labelOf(metric)}: ${metric.note}.`]));
}
