import { targetNamesOf } from '../data/classes.ts';
import { textsOf } from '../data/text/vocabulary.ts';
import type { View } from '../data/view.ts';
import { evaluate } from '../model/evaluate.ts';
import { type MetricName, metrics } from '../model/registry.ts';
import type { DataChoice } from '../suite/contract.ts';
import type { RunRecord } from './run-record.ts';

/**
 * What is written for each example of a target, and what a model would score that gives back what it reads, on all examples
 * of the target: a score that is no better has learnt nothing beyond that. Empty for targets without sequences.
 */
export function writtenOf(
  { use, options }: DataChoice,
  view: View,
  named: readonly MetricName[],
): Pick<RunRecord['targets'][number], 'written'> {
  const names = targetNamesOf(use, options);
  if (names.kind !== 'sequences' || view.kind !== 'sequences') return {};
  const { vocabulary, tokens, places, dataset, rows } = view;
  const [length] = dataset.shape as [number];
  const predicted = Array.from(
    rows,
    (row) => textsOf(vocabulary, dataset.samples.subarray(row * length, (row + 1) * length), length)[0]!,
  );
  const copies = { kind: 'sequences', predicted, actual: textsOf(vocabulary, tokens, places), finite: true } as const;
  const copied = named.flatMap((metric): [string, number][] => {
    const score = evaluate(metrics[metric], copies);
    return score.status === 'ok' ? [[metric, score.value]] : [];
  });
  return { written: { of: names.of, copied: Object.fromEntries(copied) } };
}
