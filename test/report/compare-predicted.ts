import { cellKey } from '../../src/compare/cells.ts';
import { compareTables } from '../../src/compare/compare-run.ts';
import type { Comparison } from '../../src/compare/contract.ts';
import { unpackLabels, unpackPredictions } from '../../src/model/packed-predictions.ts';
import { makePredictions } from '../compare/make-predictions.ts';
import { makeRun } from '../compare/make-run.ts';

/** A made run with predictions; one trial of the arm `full` diverged. */
export function comparePredicted(classes: number): Comparison {
  const arms = [
    { name: 'scratch' },
    { name: 'features', source: 'low-digits', gain: -0.03 },
    { name: 'full', source: 'low-digits', gain: 0.03 },
  ];
  const run = makeRun({ arms });
  const trials = run.trials.map((row) =>
    row.arm === 'full' && row.size === 150 && row.repeat === 1 && row.fold === 2
      ? { ...row, status: 'diverged' as const, value: row.metric === 'accuracy' ? 1 / classes : Math.log(classes) }
      : row,
  );
  const examples = Math.max(60, 2 * classes);
  const { tables, heldOut, predictions } = makePredictions({ ...run, trials }, examples, classes);
  const texts = new Map(predictions.map((row) => [cellKey(row), row.predicted]));
  const truth = unpackLabels(heldOut[0]!.labels, classes)!;
  return compareTables(tables.record, tables.trials, tables.curves, tables.timings, '.', {
    predictions: (trial) => {
      const text = texts.get(cellKey(trial));
      const found = text === undefined ? null : unpackPredictions(text, examples, classes);
      return found && { kind: 'classes', truth, predicted: found.classes, confidence: found.confidence };
    },
  });
}
