import { classificationMetrics } from '../stats/classification-metrics.ts';
import { mcNemar } from '../stats/mcnemar.ts';
import { expectedCalibrationError, reliabilityBins } from '../stats/reliability.ts';
import type { TrialRow } from '../store/rows.ts';
import type { RunRecord } from '../store/run-record.ts';
import { byCell, groupBy, type Place } from './cells.ts';
import type { Contrast } from './contract/contrast.ts';
import type { ArmPredictions, ItemContrast, ItemCounts, PredictionComparison } from './contract/predictions.ts';
import type { PredictionsOf, TrialClasses } from './read-predictions.ts';

/** Bins of a reliability diagram, as many as Guo et al. 2017 take for the error of which this is the picture. */
const BINS = 15;

export interface PredictionInput {
  readonly target: RunRecord['targets'][number];
  readonly arms: readonly string[];
  /** One row per trial, of this target. */
  readonly trials: readonly TrialRow[];
  readonly predictions: PredictionsOf | null;
  /** Of the same target, in any metrics. */
  readonly contrasts: readonly Contrast[];
  /** Whether the cells are episodes, whose examples may be in several of one repeat. */
  readonly episodes: boolean;
}

/**
 * What the held-out examples of a target were taken for, by arm and size; null where no predictions were kept, and of
 * values and of sets of classes, which are neither right nor wrong.
 */
export function predictionsOf(input: PredictionInput): PredictionComparison | null {
  const { target, arms, trials } = input;
  const predictions = classesOnly(input.predictions);
  if (predictions === null || target.quantity !== null || target.labels !== null || target.written !== undefined)
    return null;
  const groups = groupBy(trials, ({ arm, size }) => `${arm}\0${size}`);
  const trialsOf = (arm: string, size: number) => groups.get(`${arm}\0${size}`) ?? [];
  const summaries = arms.flatMap((arm) =>
    target.sizes.flatMap((size) => summaryOf(arm, size, trialsOf(arm, size), target.classes.length, predictions) ?? []),
  );
  return { arms: summaries, contrasts: input.episodes ? [] : itemContrasts(input, trialsOf, predictions) };
}

/** The predictions of trials of a target with classes. */
type ClassesOf = (trial: Place) => TrialClasses | null;

function classesOnly(predictions: PredictionsOf | null): ClassesOf | null {
  if (predictions === null) return null;
  return (trial) => {
    const found = predictions(trial);
    return found?.kind === 'classes' ? found : null;
  };
}

function summaryOf(
  arm: string,
  size: number,
  trials: readonly TrialRow[],
  classes: number,
  predictions: ClassesOf,
): ArmPredictions | null {
  const found = trials.toSorted(byCell).flatMap((trial) => predictions(trial) ?? []);
  if (found.length === 0) return null;
  const { truth, predicted, confidence } = pooled(found);
  const metrics = classificationMetrics(truth, predicted, classes);
  if (metrics.status !== 'ok') return null; // all classes were checked when they were read: there are no examples
  const correct = new Uint8Array(truth.length);
  for (let example = 0; example < correct.length; example++)
    correct[example] = Number(predicted[example] === truth[example]);
  const bins = reliabilityBins(confidence, correct, BINS);
  const { support, precision, recall, f1, confusion } = metrics;
  return {
    arm,
    size,
    trials: found.length,
    diverged: trials.filter(({ status }) => status === 'diverged').length,
    examples: truth.length,
    classes: support.map((count, label) => ({
      support: count,
      precision: precision[label]!,
      recall: recall[label]!,
      f1: f1[label]!,
    })),
    confusion,
    bins,
    ece: expectedCalibrationError(bins),
  };
}

/** The predictions of several trials, one after the other. */
function pooled(found: readonly TrialClasses[]) {
  const count = found.reduce((sum, { truth }) => sum + truth.length, 0);
  const [truth, predicted] = [new Uint16Array(count), new Uint16Array(count)];
  const confidence = new Float64Array(count);
  let start = 0;
  for (const trial of found) {
    truth.set(trial.truth, start);
    predicted.set(trial.predicted, start);
    confidence.set(trial.confidence(), start);
    start += trial.truth.length;
  }
  return { truth, predicted, confidence };
}

function itemContrasts(
  { target, contrasts }: PredictionInput,
  trialsOf: (arm: string, size: number) => readonly TrialRow[],
  predictions: ClassesOf,
): ItemContrast[] {
  const pairs = new Map(contrasts.map((contrast) => [`${contrast.arm}\0${contrast.reference}`, contrast]));
  return [...pairs.values()].flatMap(({ arm, reference }) =>
    target.sizes.flatMap((size): ItemContrast[] => {
      const theirs = new Map(trialsOf(reference, size).map((trial) => [`${trial.repeat}.${trial.fold}`, trial]));
      const byRepeat = groupBy(
        trialsOf(arm, size)
          .toSorted(byCell)
          .flatMap((trial) => countsOf(trial, theirs.get(`${trial.repeat}.${trial.fold}`), predictions) ?? []),
        ({ repeat }) => repeat,
      );
      const repeats = [...byRepeat.values()].flatMap((folds) => tested(folds.reduce(added)));
      return repeats.length === 0 ? [] : [{ arm, reference, size, repeats }];
    }),
  );
}

type Counts = Omit<ItemCounts, 'pMid'>;

/** How two trials of one cell agree; null where one has no predictions. */
function countsOf(trial: Place, reference: Place | undefined, predictions: PredictionsOf): Counts | null {
  const mine = predictions(trial);
  const theirs = reference === undefined ? null : predictions(reference);
  if (mine === null || theirs === null) return null;
  const counts = { both: 0, armOnly: 0, referenceOnly: 0, neither: 0 };
  const [{ truth, predicted: a }, { predicted: b }] = [mine, theirs];
  for (let example = 0; example < truth.length; example++) {
    if (a[example] === truth[example]) {
      if (b[example] === truth[example]) counts.both += 1;
      else counts.armOnly += 1;
    } else if (b[example] === truth[example]) counts.referenceOnly += 1;
    else counts.neither += 1;
  }
  return { repeat: trial.repeat, ...counts };
}

function added(a: Counts, b: Counts): Counts {
  return {
    repeat: a.repeat,
    both: a.both + b.both,
    armOnly: a.armOnly + b.armOnly,
    referenceOnly: a.referenceOnly + b.referenceOnly,
    neither: a.neither + b.neither,
  };
}

function tested(counts: Counts): ItemCounts[] {
  const { both, armOnly: onlyFirst, referenceOnly: onlySecond, neither } = counts;
  const test = mcNemar({ both, onlyFirst, onlySecond, neither });
  return test.status === 'ok' || test.status === 'no_discordant' ? [{ ...counts, pMid: test.pMid }] : [];
}
