import type { Contrast } from '../compare/contract/contrast.ts';
import type { TrialFacts } from '../compare/contract/trials.ts';
import type { Comparison } from '../compare/contract.ts';
import { thin } from './figures/figure.ts';

/**
 * What a page carries of a comparison: enough to say and draw everything again for any selection, and no more than a
 * browser holds with ease. Single cells are thinned out, since figures draw few of them; the trials stand in a table of
 * their own, column by column.
 */

/** Single cells in all, of scores and of contrasts each. */
const MOST_CELLS = 6000;

/** What a figure draws of any group at the least. */
const FEWEST_CELLS = 8;

/** Characters of a trial's id that tell it from any other of a run. */
const ID = 12;

/** Digits of a number: no table or figure shows more than five. */
const DIGITS = 7;

/** The comparison with few cells, short numbers and no trials. */
export function slim(comparison: Comparison): Comparison {
  const groups = comparison.targets.flatMap(({ scores }) => scores).length;
  const most = Math.max(FEWEST_CELLS, Math.floor(MOST_CELLS / Math.max(1, groups)));
  const targets = comparison.targets.map((target) => ({
    ...target,
    scores: target.scores.map((summary) => ({
      ...summary,
      cells: thin(summary.cells, most).map((cell) => ({ ...cell, trial: cell.trial.slice(0, ID) })),
    })),
    contrasts: target.contrasts.map((contrast) => fewerPairs(contrast, most)),
    ablations: target.ablations.map((contrast) => fewerPairs(contrast, FEWEST_CELLS)),
  }));
  return rounded({ ...comparison, targets, trials: [] });
}

function fewerPairs<Some extends Contrast>(contrast: Some, most: number): Some {
  if (contrast.status !== 'ok' && contrast.status !== 'zero_variance') return contrast;
  return { ...contrast, differences: thin(contrast.differences, most) };
}

/** Trials as columns of places in lists, so that a name stands once. */
export interface PackedTrials {
  readonly targets: readonly string[];
  readonly arms: readonly string[];
  readonly statuses: readonly TrialFacts['status'][];
  readonly reasons: readonly string[];
  /** id, target, arm, size, repeat, fold, status, reason (or −1), then one score (or null) per metric. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

export function packTrials(trials: readonly TrialFacts[]): PackedTrials {
  const [targets, arms, statuses, reasons] = [new Listed(), new Listed(), new Listed(), new Listed()];
  const rows = trials.map(({ trial, target, arm, size, repeat, fold, status, reason, scores }) => [
    trial.slice(0, ID),
    targets.place(target),
    arms.place(arm),
    size,
    repeat,
    fold,
    statuses.place(status),
    reason === null ? -1 : reasons.place(reason.slice(0, 200)),
    ...scores.map((score) => (score === null ? null : short(score))),
  ]);
  return {
    targets: targets.names,
    arms: arms.names,
    statuses: statuses.names as TrialFacts['status'][],
    reasons: reasons.names,
    rows,
  };
}

export function unpackTrials({ targets, arms, statuses, reasons, rows }: PackedTrials): TrialFacts[] {
  return rows.map(([trial, target, arm, size, repeat, fold, status, reason, ...scores]) => ({
    trial: String(trial),
    target: targets[Number(target)]!,
    arm: arms[Number(arm)]!,
    size: Number(size),
    repeat: Number(repeat),
    fold: Number(fold),
    status: statuses[Number(status)]!,
    scores: scores as (number | null)[],
    reason: reasons[Number(reason)] ?? null,
  }));
}

/** Names by their places, each once. */
class Listed {
  readonly names: string[] = [];
  readonly #places = new Map<string, number>();

  place(name: string): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    this.#places.set(name, this.names.length);
    this.names.push(name);
    return this.names.length - 1;
  }
}

function short(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS));
}

/** The same with every number in it shortened. */
function rounded<Value>(value: Value): Value {
  if (typeof value === 'number') return short(value) as Value;
  if (Array.isArray(value)) return value.map(rounded) as Value;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)])) as Value;
}
