import type { CurveRow, TaskRow, TimingRow, TrialRow, TuningRow } from '../store/rows.ts';
import type { RunRecord } from '../store/run-record.ts';
import { acrossTargets } from './across-targets.ts';
import type { ArmFacts } from './arms.ts';
import { breakEvensOf } from './break-even.ts';
import { distinctTrials, groupBy, indexScores } from './cells.ts';
import type { MetricFacts } from './contract/values.ts';
import type { Comparison, TargetComparison } from './contract.ts';
import { convergenceOf } from './convergence.ts';
import { costCurves } from './cost-curves.ts';
import { withStarts } from './costs.ts';
import { designOf } from './design.ts';
import { domainGapsOf } from './domain-gap.ts';
import { equalCostsOf } from './equal-cost.ts';
import { armFacts, countTrials, designFacts, metricFacts, runFacts } from './facts.ts';
import { familiesOf } from './families.ts';
import { heldOutLooksOf } from './held-out-looks.ts';
import { ledgerOf } from './ledger.ts';
import { type Detectable, detectableByPairs } from './mean-test.ts';
import { predictionsOf } from './predictions.ts';
import type { PredictionsOf } from './read-predictions.ts';
import { type RunFiles, readRun } from './read-run.ts';
import { type AnalysisTables, representationsOf } from './representations.ts';
import { summariseScores } from './scores.ts';
import { type AloneScores, indexAlone, tasksOf } from './tasks.ts';
import { timesToReach } from './times-to-reach.ts';
import { trialFacts } from './trials.ts';
import { tuningOf } from './tuning.ts';
import { warningsOf } from './warnings.ts';

/**
 * Compares the arms of a run, from the files in its folder alone.
 * @throws {HeadstartError} `store`, naming file and line, where a file is missing or malformed.
 */
export async function compareRun(folder: string): Promise<Comparison> {
  const { record, trials, curves, timings, ...more } = await readRun(folder);
  return compareTables(record, trials, curves, timings, folder, more);
}

/** What only some runs have: findings of analyses, what was tried to tune the arms, scores of further tasks, predictions. */
export type MoreTables = Partial<Pick<RunFiles, 'looks' | 'searches' | 'tasks' | 'predictions'>>;

/**
 * The comparison as a pure function of a run's tables. The order of rows does not matter.
 * @param timings Null where there are none: seconds are then null.
 * @param folder Where the files are; it is only passed on.
 * @param more Tables that only some suites have.
 */
export function compareTables(
  record: RunRecord,
  trials: readonly TrialRow[],
  curves: readonly CurveRow[],
  timings: readonly TimingRow[] | null,
  folder = '.',
  { looks = null, searches = [], tasks = null, predictions = null }: MoreTables = {},
): Comparison {
  const metrics = metricFacts(record);
  const arms = armFacts(record);
  const single = distinctTrials(trials);
  const counts = countTrials(record.planned, single);
  const tables = {
    trials: groupBy(trials, (row) => row.target),
    single: groupBy(single, (row) => row.target),
    curves: groupBy(curves, (row) => row.target),
    tasks: groupBy(tasks ?? [], (row) => row.target),
  };
  const alone = indexAlone(record, trials);
  const detectable = detectableByPairs(designOf(record.design));
  const targets = record.targets.map((target): TargetComparison => {
    const rows = tables.trials.get(target.name) ?? [];
    const ofTarget = {
      trials: tables.single.get(target.name) ?? [],
      curves: tables.curves.get(target.name) ?? [],
      searches: searches.filter((row) => row.target === target.name),
      tasks: tables.tasks.get(target.name) ?? [],
    };
    const shared = {
      record,
      facts: arms,
      metrics,
      everywhere: single,
      timings: withStarts(timings, record.starts),
      detectable,
      looks,
      alone,
      predictions,
    };
    return compareTarget(target, { ...shared, rows, ...ofTarget });
  });
  const { name, version, question } = record.suite;
  return {
    suite: { name, version, question },
    run: runFacts(record, timings, folder),
    design: designFacts(record, single),
    metrics,
    reach: record.compare.reach,
    arms,
    select: record.select,
    targets,
    across: acrossTargets({ arms, metric: metrics[0], design: designOf(record.design), targets, rows: tables.trials }),
    counts,
    trials: trialFacts(
      trials,
      { targets: record.targets.map((target) => target.name), arms: arms.map((arm) => arm.name) },
      metrics,
    ),
    warnings: warningsOf({ record, arms, metric: metrics[0], counts, targets, trials: single, rows: trials }),
  };
}

interface TargetInput {
  readonly record: RunRecord;
  readonly facts: readonly ArmFacts[];
  readonly metrics: readonly [MetricFacts, ...MetricFacts[]];
  readonly rows: readonly TrialRow[];
  /** One row per trial. */
  readonly trials: readonly TrialRow[];
  /** The same of all targets. */
  readonly everywhere: readonly TrialRow[];
  readonly curves: readonly CurveRow[];
  readonly timings: readonly TimingRow[] | null;
  readonly searches: readonly TuningRow[];
  readonly detectable: Detectable;
  readonly looks: AnalysisTables | null;
  readonly tasks: readonly TaskRow[];
  readonly alone: AloneScores;
  readonly predictions: PredictionsOf | null;
}

function compareTarget(target: RunRecord['targets'][number], input: TargetInput): TargetComparison {
  const { record, facts, metrics, rows, trials, curves, timings, detectable, looks, predictions } = input;
  const { searches, tasks, alone } = input;
  const design = designOf(record.design);
  const { reach } = record.compare;
  const sizes = target.sizes.toSorted((a, b) => a - b);
  const arms = record.arms.map((arm) => arm.name);
  const scores = indexScores(rows);
  // Targets may be scored by different metrics; one that no row of this target has was not asked for here.
  const present = new Set(rows.map((row) => row.metric));
  const measured = present.size === 0 ? metrics : metrics.filter((metric) => present.has(metric.name));
  const families = familiesOf({
    target: target.name,
    record,
    arms: facts,
    scores,
    sizes,
    metrics: measured,
    detectable,
  });
  return {
    name: target.name,
    classes: target.classes,
    ...(target.written && { copied: target.written.copied }),
    sizes,
    scores: summariseScores({ scores, arms, sizes, metrics: measured.map((metric) => metric.name), design }),
    ...families,
    convergence: convergenceOf({ trials, curves, timings, arms, sizes, metric: metrics[0], reach, design }),
    looks: heldOutLooksOf(trials),
    ledger: ledgerOf({ trials, everywhere: input.everywhere, timings, searches, arms: record.arms, sizes }),
    tuning: tuningOf({ rows: searches, arms, sizes, metric: metrics[0], design }),
    ...costsOf({ record, rows, trials, curves, timings, sizes, metric: metrics[0] }),
    domainGaps: domainGapsOf({
      target: target.name,
      scores,
      arms: facts,
      sizes,
      metric: metrics[0],
      design,
      curves,
      looks,
    }),
    tasks: tasksOf({
      record,
      target: { ...target, sizes },
      metrics: measured,
      rows: tasks,
      trials: rows,
      alone,
      design,
      detectable,
    }),
    predictions: predictionsOf({
      target: { ...target, sizes },
      arms,
      trials,
      predictions,
      contrasts: families.contrasts,
      episodes: record.design.episodes !== undefined,
    }),
    representations: representationsOf(looks, target.name),
  };
}

interface CostInput extends Pick<TargetInput, 'record' | 'rows' | 'trials' | 'curves' | 'timings'> {
  readonly sizes: readonly number[];
  /** The primary one. */
  readonly metric: MetricFacts;
}

type CostResults = Pick<TargetComparison, 'equalCosts' | 'breakEvens' | 'timesToReach'>;

/** What the gains over the reference look like where cost is equal, when pre-training has paid, and who is sooner. */
function costsOf({ record, sizes, metric, ...tables }: CostInput): CostResults {
  const planned = record.contrasts.filter(({ family }) => family === 'reference');
  const curves = costCurves({ ...tables, metric: metric.name });
  const pretrained = new Set(record.arms.filter(({ source }) => source !== null).map(({ name }) => name));
  const common = { planned, curves, pretrained, sizes, metric };
  const [design, { reach, reference }] = [designOf(record.design), record.compare];
  return {
    equalCosts: equalCostsOf({ ...common, design }),
    breakEvens: breakEvensOf({ ...common, reach }),
    timesToReach: timesToReach({ ...common, arms: record.arms.map(({ name }) => name), reference, reach, design }),
  };
}
