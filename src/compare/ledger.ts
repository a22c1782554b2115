import { mean } from 'simple-statistics';
import type { TimingRow, TrialRow, TuningRow } from '../store/rows.ts';
import { groupBy } from './cells.ts';
import type { Cost, LedgerLine } from './contract/ledger.ts';
import { existedBefore, type Nodes, nodesOf, total } from './costs.ts';

export interface LedgerInput {
  /** Of one target, one row per trial. */
  readonly trials: readonly TrialRow[];
  /** Of all targets: what work is shared among. */
  readonly everywhere: readonly TrialRow[];
  readonly timings: readonly TimingRow[] | null;
  /** Of the target; empty where nothing was tuned. */
  readonly searches: readonly TuningRow[];
  readonly arms: readonly { readonly name: string; readonly source: string | null }[];
  readonly sizes: readonly number[];
}

/** What each arm × size cost. Work that arms share is charged to each as if it were alone. */
export function ledgerOf({ trials, everywhere, timings, searches, arms, sizes }: LedgerInput): LedgerLine[] {
  const nodes = nodesOf(timings);
  return arms.flatMap(({ name, source }) => {
    const ofArm = trials.filter((trial) => trial.arm === name);
    const uses = usesOf(everywhere.filter((trial) => trial.arm === name));
    const pretraining = source === null ? null : pretrainingOf(ofArm, nodes, uses);
    const features = featuresOf(ofArm, nodes);
    return sizes.map((size) => {
      const ofSize = ofArm.filter((trial) => trial.size === size);
      // A trial that diverged or failed stopped early, and would understate the budget of the others.
      const completed = ofSize.filter((trial) => trial.status === 'completed');
      const told = completed.length > 0 ? completed : ofSize;
      const perTrial = (column: 'parameters' | 'trainable' | 'steps' | 'examples') =>
        average(told.map((trial) => trial[column])) ?? 0;
      const [trainable, steps] = [perTrial('trainable'), perTrial('steps')];
      const flops = average(told.map((trial) => trial.flops));
      return {
        arm: name,
        size,
        trials: ofSize.length,
        parameters: perTrial('parameters'),
        trainable,
        steps,
        examples: perTrial('examples'),
        updates: steps * trainable,
        flops,
        flopsPerStep: flops === null || steps === 0 ? null : flops / steps,
        seconds: average(told.map((trial) => nodes.get(trial.trial)?.seconds ?? null)),
        tuning: searchOf(
          searches.filter((row) => row.arm === name && row.size === size),
          nodes,
        ),
        pretraining,
        features,
        whole: wholeOf(told, nodes, uses),
      };
    });
  });
}

/** How many of an arm's trials use a node. */
type Uses = (node: string) => number;

function usesOf(trials: readonly TrialRow[]): Uses {
  const used = groupBy(
    trials.flatMap(({ checkpoint, features }) => [checkpoint, features].filter((node) => node !== null)),
    (node) => node,
  );
  return (node) => used.get(node)?.length ?? 0;
}

/** What was tried before a trial, as a mean over the cells of an arm and size. */
function searchOf(rows: readonly TuningRow[], all: Nodes): LedgerLine['tuning'] {
  const nodes = [...groupBy(rows, ({ node }) => node)].filter(([, [row]]) => row!.status === 'completed');
  if (nodes.length === 0) return null;
  const each = nodes.map(([node, splits]) => ({
    configurations: new Set(splits.map(({ configuration }) => configuration)).size,
    distinct: new Set(splits.map(({ settings }) => settings)).size,
    steps: all.get(node)?.steps ?? null,
    seconds: all.get(node)?.seconds ?? null,
  }));
  return {
    configurations: mean(each.map(({ configurations }) => configurations)),
    distinct: mean(each.map(({ distinct }) => distinct)),
    steps: average(each.map(({ steps }) => steps)),
    seconds: average(each.map(({ seconds }) => seconds)),
  };
}

/** The distinct checkpoints that an arm's trials started from, at any size, and what they cost. */
function pretrainingOf(trials: readonly TrialRow[], nodes: Nodes, uses: Uses): LedgerLine['pretraining'] {
  const checkpoints = checkpointsOf(trials);
  const all = (column: 'steps' | 'flops' | 'seconds') => totalOf(checkpoints, nodes, column);
  return {
    checkpoints: checkpoints.length,
    steps: all('steps'),
    flops: all('flops'),
    seconds: all('seconds'),
    uses: checkpoints.reduce((sum, checkpoint) => sum + uses(checkpoint), 0),
  };
}

/** The distinct features that an arm's trials were trained on, at any size, and what they cost. */
function featuresOf(trials: readonly TrialRow[], nodes: Nodes): LedgerLine['features'] {
  const passes = [...new Set(trials.flatMap((trial) => trial.features ?? []))].sort();
  if (passes.length === 0) return null;
  return {
    passes: passes.length,
    flops: totalOf(passes, nodes, 'flops'),
    seconds: totalOf(passes, nodes, 'seconds'),
  };
}

/** Each trial with what it uses, charged in full and by its share. */
function wholeOf(trials: readonly TrialRow[], nodes: Nodes, uses: Uses): LedgerLine['whole'] {
  const whole = (shareOf: (node: string) => number): Cost => {
    const of = (column: 'flops' | 'seconds') => {
      const each = trials.map((trial) => {
        const own = column === 'flops' ? trial.flops : (nodes.get(trial.trial)?.seconds ?? null);
        const used = [trial.checkpoint, trial.features].filter((node) => node !== null);
        return total([own, ...used.map((node) => times(costOf(nodes.get(node), column), shareOf(node)))]);
      });
      return each.includes(null) ? null : average(each);
    };
    return { flops: of('flops'), seconds: of('seconds') };
  };
  return { alone: whole(() => 1), shared: whole((node) => 1 / Math.max(1, uses(node))) };
}

function times(cost: number | null, share: number): number | null {
  return cost === null ? null : cost * share;
}

function costOf(row: TimingRow | undefined, column: 'flops' | 'seconds'): number | null {
  return row === undefined || existedBefore(row) ? null : row[column];
}

/** The sum over some nodes; null with a part missing. */
function totalOf(ids: readonly string[], nodes: Nodes, column: 'steps' | 'flops' | 'seconds'): number | null {
  return total(ids.map((id) => nodes.get(id)?.[column] ?? null));
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
