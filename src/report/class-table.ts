import type { ArmPredictions } from '../compare/contract/predictions.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { count, decimal, plural } from './numbers.ts';
import { flagged, oracleMark } from './oracles.ts';
import { atSizes } from './patterns.ts';
import type { Cell, Table } from './table.ts';
import { list, name, say, shown, type Text } from './text.ts';
import { reference } from './view.ts';

/**
 * Which classes each arm tells apart, at the largest size: per class, and what it is most often taken for.
 */

const none = '–';

/** Beyond so many classes, the table has those that are told apart worst and best. */
export const MOST_CLASSES = 20;

/** Predictions of each arm at the largest size that has any, in suite order. */
export function lastPredictions(comparison: Comparison, { predictions }: TargetComparison): readonly ArmPredictions[] {
  const all = predictions?.arms ?? [];
  const largest = Math.max(...all.map(({ size }) => size));
  return comparison.arms.flatMap(({ name: arm }) => all.filter((one) => one.arm === arm && one.size === largest));
}

/** The arm that orders the classes: the reference, or the first that has predictions. */
export function guide(comparison: Comparison, arms: readonly ArmPredictions[]): ArmPredictions | undefined {
  const base = reference(comparison)?.name;
  return arms.find(({ arm }) => arm === base) ?? arms[0];
}

/** Places of the classes that are shown: all in the target's order, or the worst and the best of the guiding arm. */
export function shownClasses(of: ArmPredictions): readonly number[] {
  const all = [...of.classes.keys()];
  if (all.length <= MOST_CLASSES) return all;
  const held = all.filter((label) => of.classes[label]!.support > 0);
  const ordered = held.toSorted((a, b) => of.classes[a]!.f1 - of.classes[b]!.f1 || a - b);
  const half = MOST_CLASSES / 2;
  return ordered.length <= MOST_CLASSES ? ordered : [...ordered.slice(0, half), ...ordered.slice(-half)];
}

/** One row per class, one column per arm: F1. Null without predictions. */
export function classTable(comparison: Comparison, target: TargetComparison): Table | null {
  const arms = lastPredictions(comparison, target);
  const first = guide(comparison, arms);
  if (first === undefined) return null;
  const percent = (value: number) => decimal(100 * value, 1);
  return {
    caption: say`F1 of each class, %, ${atSizes([first.size], [])}`,
    columns: [
      { head: 'class' },
      { head: 'held out', numeric: true },
      ...arms.map(({ arm }) => ({ head: `${shown(arm, 24)}${oracleMark(comparison, arm)}`, numeric: true })),
    ],
    rows: shownClasses(first).map((label): Cell[] => [
      className(target, label),
      count(first.classes[label]!.support),
      ...arms.map(({ classes }) => (classes[label]!.support === 0 ? none : percent(classes[label]!.f1))),
    ]),
  };
}

/** Precision, recall and the commonest mistake, by arm and class. */
export function classDetails(comparison: Comparison, target: TargetComparison): Table | null {
  const arms = lastPredictions(comparison, target);
  const first = guide(comparison, arms);
  if (first === undefined) return null;
  const percent = (value: number) => decimal(100 * value, 1);
  return {
    caption: say`Precision, recall and the commonest mistake, ${atSizes([first.size], [])}`,
    columns: [
      { head: 'arm' },
      { head: 'class' },
      { head: 'held out', numeric: true },
      { head: 'precision, %', numeric: true },
      { head: 'recall, %', numeric: true },
      { head: 'F1, %', numeric: true },
      { head: 'most often taken for' },
    ],
    rows: arms.flatMap(({ arm, classes, confusion }) =>
      shownClasses(first).map((label): Cell[] => {
        const { support, precision, recall, f1 } = classes[label]!;
        const values = support === 0 ? [none, none, none] : [precision, recall, f1].map(percent);
        return [
          flagged(comparison, arm),
          className(target, label),
          count(support),
          ...values,
          mistake(target, confusion[label]!, label),
        ];
      }),
    ),
  };
}

function mistake(target: TargetComparison, row: readonly number[], label: number): string {
  const worst = row.reduce((best, times, other) => (other !== label && times > (row[best] ?? 0) ? other : best), -1);
  return worst === -1 ? none : `${className(target, worst)} (${count(row[worst]!)})`;
}

/** A class's name, safe to print. */
export function className({ classes }: TargetComparison, label: number): string {
  return shown(classes[label] ?? '', 30);
}

/** The class with the lowest F1 in the reference, and whether it has that in every arm. */
export function classTitle(comparison: Comparison, target: TargetComparison): Text | null {
  const arms = lastPredictions(comparison, target);
  const first = guide(comparison, arms);
  if (first === undefined) return null;
  const hardest = (of: ArmPredictions) =>
    of.classes.reduce((worst, { support, f1 }, label) => {
      const least = worst === -1 ? Number.POSITIVE_INFINITY : of.classes[worst]!.f1;
      return support > 0 && f1 < least ? label : worst;
    }, -1);
  const label = hardest(first);
  if (label === -1) return say`What held-out examples were taken for`;
  const alike = arms.filter((of) => hardest(of) === label).length;
  const whose = alike === arms.length && arms.length > 1 ? say`every arm` : say`${name(first.arm)}`;
  return say`Class ${className(target, label)} has the lowest F1 in ${whose} ${atSizes([first.size], [])}`;
}

/** What was counted, which classes are left out, and which trials are missing. */
export function classNote(comparison: Comparison, target: TargetComparison): Text {
  const arms = lastPredictions(comparison, target);
  const first = guide(comparison, arms);
  if (first === undefined) return say``;
  const rows = shownClasses(first).length;
  const some =
    rows < first.classes.length
      ? say` Of ${count(first.classes.length)} classes, those with the lowest and the highest F1 of ${name(first.arm)} are shown.`
      : say``;
  const lost = arms.filter(({ diverged }) => diverged > 0);
  const without = lost.map(({ arm, diverged }) => say`${plural(diverged, 'trial')} of ${name(arm)}`);
  const missing = lost.length === 0 ? say`` : say` Without ${list(without)} that diverged.`;
  const all = comparison.arms.filter(({ name: arm }) => !arms.some((one) => one.arm === arm));
  const nothing =
    all.length === 0 ? say`` : say` No completed trial of ${list(all.map(({ name: arm }) => [name(arm)]))}.`;
  return say`Counts of all folds and repeats together, at the final score. They describe: no verdict rests on them.${some}${missing}${nothing}`;
}
