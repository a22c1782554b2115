import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { z } from 'zod';
import type { FlopCount } from '../engine/contract.ts';
import { floorOf } from '../model/evaluate.ts';
import { type MetricName, metrics } from '../model/registry.ts';
import { analysisName, featuresName } from '../plan/node-names.ts';
import type { PlanNode, TrialNode } from '../plan/nodes.ts';
import type { HeldOut, Outcome, TrialOutcome } from '../plan/outcome.ts';
import type { Plan } from '../plan/plan.ts';
import { oracleOf } from '../transfer/oracle.ts';
import { analysisTables } from './analysis-tables.ts';
import { replaceFile } from './atomic.ts';
import { heldOutRows } from './prediction-tables.ts';
import { reasonOf } from './reason.ts';
import {
  analysisRow,
  type CurveRow,
  curveRow,
  embeddingRow,
  heldOutRow,
  predictionRow,
  type TaskRow,
  type TimingRow,
  type TrialRow,
  taskRow,
  timingRow,
  trialRow,
  tuningRow,
} from './rows.ts';
import type { RunRecord } from './run-record.ts';
import { tuningTable } from './tuning-table.ts';

/**
 * Writes a run's folder: `run.json`, `trials.csv`, `curves.csv`, `timings.csv`, `held-out.csv` and `predictions.csv`; of a
 * suite that tunes `tuning.csv`, of one that learns several tasks at once `tasks.csv`, and of one with analyses
 * `analyses.csv` and `embeddings.csv`. Rows stand in plan order, so that equal runs are equal bytes whatever the order of
 * execution; only `timings.csv` and `run.json` hold times.
 *
 * @param outcomes by node id; trials without one have no row.
 * @param heldOut what the cells of the plan hold out.
 */
export async function writeRun(
  folder: string,
  record: RunRecord,
  plan: Plan,
  outcomes: ReadonlyMap<string, Outcome>,
  heldOut: readonly HeldOut[],
): Promise<void> {
  const trials = plan.trials.flatMap((trial) => {
    const outcome = outcomes.get(trial.id);
    return outcome?.kind === 'trial' ? [{ trial, outcome }] : [];
  });
  await replaceFile(
    join(folder, 'trials.csv'),
    csv(
      trialRow,
      trials.flatMap(({ trial, outcome }) => trialRows(plan, trial, outcome)),
    ),
  );
  await replaceFile(
    join(folder, 'curves.csv'),
    csv(
      curveRow,
      trials.flatMap(({ trial, outcome }) => curveRows(trial, outcome)),
    ),
  );
  await replaceFile(join(folder, 'held-out.csv'), csv(heldOutRow, heldOutRows(heldOut)));
  await replaceFile(
    join(folder, 'predictions.csv'),
    csv(
      predictionRow,
      trials.flatMap(({ trial, outcome }) =>
        outcome.status === 'completed' ? [{ ...cellColumns(trial), predicted: outcome.predictions }] : [],
      ),
    ),
  );
  if (plan.arms.some(({ recipe }) => recipe.tasks !== 'single')) {
    await replaceFile(
      join(folder, 'tasks.csv'),
      csv(
        taskRow,
        trials.flatMap(({ trial, outcome }) => taskRows(trial, outcome)),
      ),
    );
  }
  await replaceFile(join(folder, 'timings.csv'), csv(timingRow, timingRows(plan, outcomes)));
  if (plan.tuning.length > 0) {
    await replaceFile(join(folder, 'tuning.csv'), csv(tuningRow, tuningTable(plan, outcomes)));
  }
  if (plan.analyses.length > 0) {
    const { findings, points } = analysisTables(plan, outcomes);
    await replaceFile(join(folder, 'analyses.csv'), csv(analysisRow, findings));
    await replaceFile(join(folder, 'embeddings.csv'), csv(embeddingRow, points));
  }
  await writeRecord(folder, record);
}

/** The rows of one trial, as they stand in the files of a run. */
export function trialTables(plan: Plan, trial: TrialNode, outcome: TrialOutcome) {
  return {
    trials: trialRows(plan, trial, outcome),
    curves: curveRows(trial, outcome),
    tasks: taskRows(trial, outcome),
    predictions: outcome.status === 'completed' ? outcome.predictions : null,
  };
}

/** Writes `run.json` alone: at the start of a run, before there are results. */
export async function writeRecord(folder: string, record: RunRecord): Promise<void> {
  await replaceFile(join(folder, 'run.json'), `${JSON.stringify(record, null, 2)}\n`);
}

/** One header, which is the row schema; cells that a spreadsheet would take for a formula are quoted safe. */
export function csv<Row extends object>(schema: z.ZodObject, rows: readonly Row[]): string {
  return stringify([...rows], {
    header: true,
    columns: Object.keys(schema.shape),
    escape_formulas: true,
    quoted_match: /[;\t]/, // which split cells in some country's spreadsheets
    cast: { number: (value) => String(value) },
  });
}

function cellColumns(trial: TrialNode) {
  const { split, size } = trial.spec;
  return { trial: trial.id, target: split.target, arm: trial.arm, size, repeat: split.repeat, fold: split.fold };
}

function trialRows(plan: Plan, trial: TrialNode, outcome: TrialOutcome): TrialRow[] {
  const ledger = 'ledger' in outcome ? outcome.ledger : null;
  const looks = 'looks' in outcome ? outcome.looks : null;
  return trial.spec.metrics.map((metric) => ({
    ...cellColumns(trial),
    status: outcome.status,
    metric,
    value: scoreOf(plan, trial, outcome, metric),
    fingerprint: trial.fingerprint,
    tested: outcome.status === 'completed' ? outcome.tested : null,
    observations: looks?.observe ?? null,
    scorings: looks?.score ?? null,
    parameters: ledger?.parameters ?? null,
    trainable: ledger?.trainable ?? null,
    steps: ledger?.steps ?? null,
    examples: ledger?.examples ?? null,
    flops: ledger === null ? null : known(ledger.flops),
    checkpoint: trial.uses,
    features: trial.features,
    oracle: oracleOf(trial.spec.recipe, trial.spec.select),
    selectedStep: outcome.status === 'completed' ? (outcome.selected?.step ?? null) : null,
    reason: reasonOf(outcome) ?? unscoredReason(outcome, metric),
  }));
}

/** Why a completed trial has no score in this metric. */
function unscoredReason(outcome: TrialOutcome, metric: MetricName): string | null {
  return outcome.status === 'completed' ? (outcome.unscored?.[metric] ?? null) : null;
}

/** A diverged trial is scored as if it guessed: never dropped, so that instability counts against an arm. */
function scoreOf(plan: Plan, trial: TrialNode, outcome: TrialOutcome, metric: MetricName): number | null {
  if (outcome.status === 'completed') return outcome.scores[metric] ?? null;
  if (outcome.status !== 'diverged') return null;
  return floorOf(metrics[metric], plan.described.get(trial.spec.split.target)!);
}

function taskRows(trial: TrialNode, outcome: TrialOutcome): TaskRow[] {
  return trial.spec.tasks.flatMap(({ name, split }, index) =>
    trial.spec.metrics.map((metric): TaskRow => {
      const done = outcome.status === 'completed' ? outcome.tasks[index]! : null;
      const floor = floorOf(metrics[metric], {
        kind: 'classes',
        classes: split.episode?.ways ?? split.data.classes!.length,
      });
      return {
        ...cellColumns(trial),
        task: name,
        status: outcome.status,
        metric,
        value: outcome.status === 'diverged' ? floor : (done?.scores[metric] ?? null),
        reason: done?.unscored?.[metric] ?? null,
        tested: done?.tested ?? null,
        scorings: done?.looks.score ?? null,
        learnt: done?.learnt ?? null,
        alone: trial.alone[index] ?? null,
      };
    }),
  );
}

function curveRows(trial: TrialNode, outcome: TrialOutcome): CurveRow[] {
  if (outcome.status !== 'completed') return [];
  const { metric, observed, points } = outcome.curve;
  return points.map((point) => ({ ...cellColumns(trial), metric, domains: null, ...point, observed }));
}

function timingRows(plan: Plan, outcomes: ReadonlyMap<string, Outcome>): TimingRow[] {
  return [...plan.pretraining, ...plan.features, ...plan.tuning, ...plan.trials, ...plan.analyses].flatMap((node) => {
    const outcome = outcomes.get(node.id);
    return outcome === undefined ? [] : [timingRowOf(node, outcome)];
  });
}

function timingRowOf(node: PlanNode, outcome: Outcome): TimingRow {
  const timings = 'timings' in outcome ? outcome.timings : null;
  return {
    node: node.id,
    kind: node.kind,
    ...placeOf(node),
    status: outcome.status,
    steps: 'ledger' in outcome ? outcome.ledger.steps : null,
    flops: flopsOf(outcome),
    trainSeconds: timings?.train ?? null,
    scoreSeconds: timings?.score ?? null,
    seconds: timings?.total ?? null,
    worker: outcome.worked?.worker ?? null,
    started: timeOf(outcome.worked?.started),
    ended: timeOf(outcome.worked?.ended),
  };
}

function timeOf(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}

function flopsOf(outcome: Outcome): number | null {
  if ('ledger' in outcome) return known(outcome.ledger.flops);
  return 'flops' in outcome ? known(outcome.flops) : null;
}

function known(count: FlopCount): number | null {
  return count.status === 'counted' ? count.flops : null;
}

/** Which work it was. A pre-training or features that serve all folds, sizes or targets have none of their own. */
function placeOf(node: PlanNode): Pick<TimingRow, 'name' | 'target' | 'size' | 'repeat' | 'fold'> {
  switch (node.kind) {
    case 'pretrain': {
      const { source, repeat, without } = node.spec;
      return { name: source, target: without?.target ?? null, size: null, repeat, fold: without?.fold ?? null };
    }
    case 'features': {
      const { target, repeat } = node.spec;
      return { name: featuresName(node), target, size: null, repeat, fold: node.fold };
    }
    case 'analysis': {
      const { split, size } = node.spec;
      return { name: analysisName(node), target: split.target, size, repeat: split.repeat, fold: split.fold };
    }
    case 'tune':
    case 'trial': {
      const { split, size } = node.spec;
      return { name: node.arm, target: split.target, size, repeat: split.repeat, fold: split.fold };
    }
  }
}
