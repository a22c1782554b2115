import { mean } from 'simple-statistics';
import { holm } from '../stats/holm.ts';
import type { TaskRow, TrialRow } from '../store/rows.ts';
import type { RunRecord } from '../store/run-record.ts';
import { byCell, isScored, type Score } from './cells.ts';
import type { Contrast } from './contract/contrast.ts';
import type { TaskComparison } from './contract/tasks.ts';
import type { Measured, MetricFacts } from './contract/values.ts';
import { adjusted, pairedContrast } from './contrasts.ts';
import type { TestedDesign } from './design.ts';
import { type Detectable, intervalOfMean } from './mean-test.ts';
import type { Pair } from './pairs.ts';

export interface TaskInput {
  readonly record: RunRecord;
  readonly target: RunRecord['targets'][number];
  readonly metrics: readonly MetricFacts[];
  /** Of this target. */
  readonly rows: readonly TaskRow[];
  /** Of this target. */
  readonly trials: readonly TrialRow[];
  /** Of all targets. */
  readonly alone: AloneScores;
  readonly design: TestedDesign;
  readonly detectable: Detectable;
}

/** The score of an arm in a metric, by the fingerprint of its cell. */
export type AloneScores = (fingerprint: string, arm: string, metric: string) => Score | undefined;

/** Indexes the scores of the arms that learn one task alone, wherever they stand. */
export function indexAlone({ arms }: RunRecord, trials: readonly TrialRow[]): AloneScores {
  const controls = new Set(arms.flatMap(({ tasks }) => tasks?.alone ?? []));
  const found = new Map<string, Score>();
  for (const row of controls.size === 0 ? [] : trials) {
    const score = controls.has(row.arm) ? scoreOf(row, row.fingerprint) : null;
    if (score !== null) found.set(`${row.fingerprint}\0${row.arm}\0${row.metric}`, score);
  }
  return (fingerprint, arm, metric) => found.get(`${fingerprint}\0${arm}\0${metric}`);
}

/** Every task of every arm that learns several, by metric, arm, size, and the order of the arm's tasks. */
export function tasksOf(input: TaskInput): TaskComparison[] {
  const { record, target, metrics } = input;
  const together = record.arms.filter(({ tasks }) => tasks !== null);
  return metrics.flatMap((metric) => {
    const all = together.flatMap((arm) =>
      target.sizes.flatMap((size) => {
        const further = arm.tasks!.with.filter((task) => task !== target.data);
        return [null, ...new Set(further)].flatMap((task) => taskOf(input, metric, arm, size, task) ?? []);
      }),
    );
    const contrasts = all.flatMap((task) => (task.status === 'matched' && !task.target ? [task.contrast] : []));
    const known = new Map(adjusted(contrasts, holm).map((contrast, index) => [contrasts[index]!, contrast]));
    return all.map((task) =>
      task.status === 'matched' ? { ...task, contrast: known.get(task.contrast) ?? task.contrast } : task,
    );
  });
}

/** @param task null for the target itself. */
function taskOf(
  input: TaskInput,
  metric: MetricFacts,
  arm: RunRecord['arms'][number],
  size: number,
  task: string | null,
): TaskComparison | null {
  const { target, design, detectable } = input;
  const cells = cellsOf(input, metric.name, arm, size, task);
  if (cells.length === 0) return null;
  const scored = cells.flatMap(({ score }) => score ?? []);
  const learnt = cells.flatMap((cell) => cell.learnt ?? []);
  const base = {
    arm: arm.name,
    size,
    metric: metric.name,
    task: task ?? target.name,
    target: task === null,
    n: scored.length,
    learnt: learnt.length === 0 ? null : ([Math.min(...learnt), Math.max(...learnt)] as const),
    together: measured(scored, design),
  };
  const reason = unmatchedReason(input, arm, cells, base.task);
  if (reason !== null) return { ...base, status: 'unmatched', reason };
  const alone = arm.tasks!.alone!;
  const pairs = cells.flatMap(({ score, fingerprint }): Pair[] => {
    const reference = fingerprint === null ? undefined : input.alone(fingerprint, alone, metric.name);
    return score === null || reference === undefined ? [] : [{ reference, arm: score }];
  });
  const contrast: Contrast = pairedContrast({ arm: arm.name, reference: alone, size, metric: metric.name }, pairs, {
    metric,
    design,
    detectable,
  });
  const controls = pairs.map(({ reference }) => reference);
  return { ...base, status: 'matched', alone: measured(controls, design), contrast };
}

/** One cell of an arm, as far as one of its tasks is concerned. */
interface TaskCell {
  readonly score: Score | null;
  readonly learnt: number | null;
  /** Of the cell in which it is learnt alone. */
  readonly fingerprint: string | null;
}

function cellsOf(
  { rows, trials }: TaskInput,
  metric: string,
  arm: RunRecord['arms'][number],
  size: number,
  task: string | null,
): TaskCell[] {
  const isMine = (row: Pick<TrialRow, 'arm' | 'size' | 'metric'>) =>
    row.arm === arm.name && row.size === size && row.metric === metric;
  if (task === null) {
    return trials
      .filter(isMine)
      .toSorted(byCell)
      .map((row) => ({
        score: scoreOf(row, row.fingerprint),
        learnt: row.status === 'completed' ? size : null,
        fingerprint: row.fingerprint,
      }));
  }
  return rows
    .filter((row) => isMine(row) && row.task === task)
    .toSorted(byCell)
    .map((row) => ({ score: scoreOf(row, row.alone ?? ''), learnt: row.learnt, fingerprint: row.alone }));
}

type Scored = Pick<TrialRow, 'status' | 'value' | 'repeat' | 'fold' | 'trial'>;

function scoreOf({ status, value, repeat, fold, trial }: Scored, fingerprint: string): Score | null {
  if (!isScored({ status }) || value === null || !Number.isFinite(value)) return null;
  return { repeat, fold, value, diverged: status === 'diverged', trial, fingerprint };
}

function measured(scores: readonly Score[], design: TestedDesign): Measured | null {
  if (scores.length === 0) return null;
  const values = scores.map(({ value }) => value);
  return { mean: mean(values), interval: intervalOfMean(values, design) };
}

function unmatchedReason(
  { record }: TaskInput,
  { tasks, oracle }: RunRecord['arms'][number],
  cells: readonly TaskCell[],
  task: string,
): string | null {
  if (oracle !== null) return 'An oracle is shown and never ranked.';
  if (tasks?.alone == null) return 'No arm has the same recipe for one task alone.';
  if (cells.some(({ fingerprint }) => fingerprint !== null)) return null;
  if (cells.every(({ score }) => score === null)) return 'It has no score.';
  return record.targets.some(({ data }) => data === task)
    ? `No trial learns ${task} alone from the same examples.`
    : `${task} is no target of the suite, so that nothing learns it alone.`;
}
