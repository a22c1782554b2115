import { sum } from 'simple-statistics';
import type { TimingRow, TrialRow } from '../store/rows.ts';
import type { RunRecord } from '../store/run-record.ts';
import type { ArmFacts } from './arms.ts';
import { groupBy } from './cells.ts';
import type { RunFacts, TrialCounts } from './contract/run.ts';
import type { MetricFacts } from './contract/values.ts';
import type { Comparison } from './contract.ts';
import { designOf } from './design.ts';
import { checkpointsOf } from './ledger.ts';
import { scheduleOf } from './schedule.ts';

/** What was run, from `run.json` and the times. */
export function runFacts(record: RunRecord, timings: readonly TimingRow[] | null, folder: string): RunFacts {
  const { id, command, commit, dirty, started, engine, environment, data, existing, suite } = record;
  const { changes, lock, plugins, modelFiles } = record;
  const { node, platform, release, cpu, cores, workers, threads, variables } = environment;
  return {
    id,
    selected: record.planned < record.suiteTrials,
    command,
    commit,
    dirty,
    started,
    computeSeconds: sum((timings ?? []).map((row) => row.seconds ?? 0)),
    schedule: scheduleOf(timings),
    engine: engine.name,
    device: engine.device,
    versions: engine.versions,
    environment: `Node ${node}, ${platform}${release === '' ? '' : ` ${release}`}, ${cpu}, ${cores} cores, ${workers} at work${threads > 1 ? ` with ${threads} threads each` : ''}`,
    data,
    existing,
    sources: { changes, lock, plugins, modelFiles },
    variables,
    folder,
    suiteText: suite.text,
  };
}

export function metricFacts({ metrics, compare }: RunRecord): [MetricFacts, ...MetricFacts[]] {
  const [primary, ...others] = metrics.map((metric) => ({
    ...metric,
    rope: Object.hasOwn(compare.rope, metric.name) ? (compare.rope[metric.name] ?? null) : null,
  }));
  if (primary === undefined) throw new RangeError('a run has at least one metric'); // the schema demands it
  return [primary, ...others];
}

export function armFacts({ arms, compare }: RunRecord): ArmFacts[] {
  const others = arms.filter(({ name }) => name !== compare.reference);
  const order = [...others.filter(({ origin }) => origin === null), ...others.filter(({ origin }) => origin !== null)];
  const places = new Map(order.map(({ name }, index) => [name, index + 1]));
  return arms.map((arm) => ({
    ...arm,
    reference: arm.name === compare.reference,
    place: places.get(arm.name) ?? 0,
  }));
}

/** @param trials One row per trial. */
export function designFacts(record: RunRecord, trials: readonly TrialRow[]): Comparison['design'] {
  return { ...testedFacts(record.design), checkpoints: checkpointUse(record, trials) };
}

/** A design, and the test that it gets. */
export function testedFacts(design: RunRecord['design']): Omit<Comparison['design'], 'checkpoints'> {
  const { kind, folds, repeats, seed, groups, holdout, episodes } = design;
  const { test, reason: testReason, ratio: correctionRatio, rho } = designOf(design);
  const share = holdout === undefined ? {} : { holdout };
  const tested = { test, testReason, correctionRatio, rho };
  return { kind, folds, repeats, seed, groups, ...share, ...(episodes && { episodes }), ...tested };
}

function checkpointUse({ arms, design }: RunRecord, trials: readonly TrialRow[]): Comparison['design']['checkpoints'] {
  const transferring = arms.filter((arm) => arm.source !== null);
  if (transferring.length === 0) return 'none';
  if (design.repeats === 1) return 'one';
  const sources = groupBy(transferring, (arm) => arm.source);
  const repeated = [...sources.values()].some((users) => {
    const names = new Set(users.map((arm) => arm.name));
    const own = groupBy(
      trials.filter((trial) => names.has(trial.arm)),
      (trial) => trial.target,
    );
    return [...own.values()].some((rows) => checkpointsOf(rows).length > 1); // targets may have sources of their own
  });
  return repeated ? 'per-repeat' : 'one';
}

/**
 * Skipped trials, whose pre-training did not succeed, are missing like those without a row.
 * @param trials One row per trial.
 */
export function countTrials(planned: number, trials: readonly TrialRow[]): TrialCounts {
  const count = (status: TrialRow['status']) => trials.filter((trial) => trial.status === status).length;
  const [completed, diverged] = [count('completed'), count('diverged')];
  const [failed, timedOut] = [count('failed'), count('timed-out')];
  const missing = Math.max(0, planned - completed - diverged - failed - timedOut);
  return { planned, completed, diverged, failed, timedOut, missing };
}
