import { mean, sum } from 'simple-statistics';
import type { TimingRow, TrialRow, TuningRow } from '../store/rows.ts';
import { groupBy } from './cells.ts';
import type { LedgerLine } from './contract/ledger.ts';

export interface LedgerInput {
  /** Of one target, one row per trial. */
  readonly trials: readonly TrialRow[];
  readonly timings: readonly TimingRow[] | null;
  /** Of the target; empty where nothing was tuned. */
  readonly searches: readonly TuningRow[];
  readonly arms: readonly { readonly name: string; readonly source: string | null }[];
  readonly sizes: readonly number[];
}

/** What each arm × size cost. Work that arms share is charged to each as if it were alone. */
export function ledgerOf({ trials, timings, searches, arms, sizes }: LedgerInput): LedgerLine[] {
  const timing = new Map((timings ?? []).map((row) => [row.node, row]));
  return arms.flatMap(({ name, source }) => {
    const ofArm = trials.filter((trial) => trial.arm === name);
    const pretraining = source === null ? null : pretrainingOf(ofArm, timing);
    const features = featuresOf(ofArm, timing);
    return sizes.map((size) => {
      const ofSize = ofArm.filter((trial) => trial.size === size);
      // A trial that diverged or failed stopped early, and would understate the budget of the others.
      const completed = ofSize.filter((trial) => trial.status === 'completed');
      const told = completed.length > 0 ? completed : ofSize;
      const perTrial = (column: 'parameters' | 'trainable' | 'steps' | 'examples') =>
        average(told.map((trial) => trial[column])) ?? 0;
      const [trainable, steps] = [perTrial('trainable'), perTrial('steps')];
      return {
        arm: name,
        size,
        trials: ofSize.length,
        parameters: perTrial('parameters'),
        trainable,
        steps,
        examples: perTrial('examples'),
        updates: steps * trainable,
        seconds: average(told.map((trial) => timing.get(trial.trial)?.seconds ?? null)),
        tuning: searchOf(
          searches.filter((row) => row.arm === name && row.size === size),
          timing,
        ),
        pretraining,
        features,
      };
    });
  });
}

type Timing = ReadonlyMap<string, TimingRow>;

/** What was tried before a trial, as a mean over the cells of an arm and size. */
function searchOf(rows: readonly TuningRow[], timing: Timing): LedgerLine['tuning'] {
  const nodes = [...groupBy(rows, ({ node }) => node)].filter(([, [row]]) => row!.status === 'completed');
  if (nodes.length === 0) return null;
  const each = nodes.map(([node, splits]) => ({
    configurations: new Set(splits.map(({ configuration }) => configuration)).size,
    distinct: new Set(splits.map(({ settings }) => settings)).size,
    steps: timing.get(node)?.steps ?? null,
    seconds: timing.get(node)?.seconds ?? null,
  }));
  return {
    configurations: mean(each.map(({ configurations }) => configurations)),
    distinct: mean(each.map(({ distinct }) => distinct)),
    steps: average(each.map(({ steps }) => steps)),
    seconds: average(each.map(({ seconds }) => seconds)),
  };
}

/** The distinct checkpoints that an arm's trials started from, at any size, and what they cost. */
function pretrainingOf(trials: readonly TrialRow[], timing: Timing): LedgerLine['pretraining'] {
  const checkpoints = checkpointsOf(trials);
  const total = (column: 'steps' | 'seconds') => totalOf(checkpoints, timing, column);
  return { checkpoints: checkpoints.length, steps: total('steps'), seconds: total('seconds') };
}

/** The distinct features that an arm's trials were trained on, at any size, and what they cost. */
function featuresOf(trials: readonly TrialRow[], timing: Timing): LedgerLine['features'] {
  const nodes = [...new Set(trials.flatMap((trial) => trial.features ?? []))].sort();
  return nodes.length === 0 ? null : { passes: nodes.length, seconds: totalOf(nodes, timing, 'seconds') };
}

/** The sum over some nodes; null with a part missing, since it would be too low. */
function totalOf(nodes: readonly string[], timing: Timing, column: 'steps' | 'seconds'): number | null {
  const known = nodes.map((node) => timing.get(node)?.[column] ?? null);
  return known.every((value) => value !== null) ? sum(known) : null;
}

/** Node ids of the pre-trainings that trials started from, each once and sorted. */
export function checkpointsOf(trials: readonly TrialRow[]): string[] {
  return [...new Set(trials.flatMap((trial) => trial.checkpoint ?? []))].sort();
}

/** The mean of the numbers that are known; null if none is. */
function average(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : mean(known);
}
