import { stream } from '../../src/base/random.ts';
import { packLabels, packPredictions } from '../../src/model/packed-predictions.ts';
import type { HeldOutRow, PredictionRow, TrialRow } from '../../src/store/rows.ts';
import type { RunTables } from './make-run.ts';

export interface MadePredictions {
  readonly heldOut: HeldOutRow[];
  readonly predictions: PredictionRow[];
  /** The run with as many classes, and as many held-out examples. */
  readonly tables: RunTables;
}

/** Classes that the logits of one trial are for, and the logits: examples × classes. */
export function madeLogits(trial: TrialRow, examples: number, classes: number): Float32Array {
  const random = stream('made logits', { arm: trial.arm, size: trial.size, repeat: trial.repeat, fold: trial.fold });
  const shared = stream('made examples', { repeat: trial.repeat, fold: trial.fold });
  const hardness = Array.from({ length: examples }, () => shared.normal());
  return Float32Array.from({ length: examples * classes }, (_, index) => {
    const [example, label] = [Math.floor(index / classes), index % classes];
    const truth = example % classes;
    const pull = label === truth ? 2.2 + (trial.value ?? 0) - hardness[example]! - (truth === 1 ? 1 : 0) : 0;
    return pull + 0.7 * random.normal();
  });
}

/** What the completed trials of a run might have taken its held-out examples for. Class 1 is the hardest. */
export function makePredictions(made: RunTables, examples = 60, classes = 5): MadePredictions {
  const names = Array.from({ length: classes }, (_, label) => `c${label}`);
  const targets = made.record.targets.map((target) => ({ ...target, classes: names }));
  const trials = made.trials.map((row) => ({ ...row, tested: row.status === 'completed' ? examples : null }));
  const labels = Int32Array.from({ length: examples }, (_, example) => example % classes);
  const cells = new Map(
    trials.map(({ target, repeat, fold }) => [`${target} ${repeat} ${fold}`, { target, repeat, fold }]),
  );
  const heldOut = [...cells.values()].map((cell) => ({
    ...cell,
    classes: [...names.keys()].join(' '),
    labels: packLabels(labels, classes),
    examples: `x1.${labels.reduce((text, _, example) => text + String(example).padStart(8, 'A'), '')}`,
  }));
  const predictions = trials
    .filter(({ metric, status }) => metric === 'accuracy' && status === 'completed')
    .map((row): PredictionRow => {
      const { trial, target, arm, size, repeat, fold } = row;
      const logits = madeLogits(row, examples, classes);
      return {
        trial,
        target,
        arm,
        size,
        repeat,
        fold,
        predicted: packPredictions({ kind: 'classes', logits, labels, classes }),
      };
    });
  return { heldOut, predictions, tables: { ...made, record: { ...made.record, targets }, trials } };
}
