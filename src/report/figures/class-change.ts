import type { TopLevelSpec } from 'vega-lite';
import type { ArmPredictions } from '../../compare/contract/predictions.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { className, lastPredictions, MOST_CLASSES } from '../class-table.ts';
import { armColours } from '../colours.ts';
import { count, decimal, plural, signed } from '../numbers.ts';
import { flagged } from '../oracles.ts';
import { atSizes } from '../patterns.ts';
import type { Cell } from '../table.ts';
import { name, say, shown, type Text } from '../text.ts';
import { reference } from '../view.ts';
import { COLOUR } from './curves.ts';
import type { Figure, Panel, Row } from './figure.ts';
import { besideNames, guideLayer, namedFrame, nameLayer, rowScale } from './named-rows.ts';
import { extent } from './style.ts';

/** The most panels; more arms are in the table. */
const MOST_PANELS = 6;

/** Pixels per row, and of the column of changes at the right. */
const ROW = 24;
const CHANGES = 46;

/** One class: its F1 in the reference and in the arm. */
interface Change {
  readonly label: number;
  readonly held: number;
  readonly from: number;
  readonly to: number;
}

/**
 * F1 of each class, from the reference to the arm, at the largest size that both have predictions at: one panel per arm,
 * classes in the order of their change. Null where there is no arm beside the reference.
 */
export function classChange(comparison: Comparison, target: TargetComparison): Figure | null {
  const found = lastPredictions(comparison, target);
  const base = found.find(({ arm }) => arm === reference(comparison)?.name);
  const others = found.filter((arm) => arm !== base);
  if (base === undefined || others.length === 0) return null;
  const drawn = others.slice(0, MOST_PANELS).map((arm) => ({ arm, changes: someOf(changesOf(base, arm)) }));
  const shownChanges = drawn.flatMap(({ changes }) => changes);
  if (shownChanges.length === 0) return null;
  const rows = Math.max(...drawn.map(({ changes }) => changes.length));
  const names = shownChanges.map(({ label }) => className(target, label));
  return {
    measure: `F1 of each class, %, ${atSizes([base.size], [])}`,
    spec: spec(names, rows, shownChanges),
    panels: drawn.map(({ arm, changes }) => panel(comparison, target, base, arm, changes)),
    layout: drawn.length === 1 ? 'rows' : 'columns',
    caption: caption(base, others.length - drawn.length),
    twin: {
      caption: say`F1 of each class, %, ${atSizes([base.size], [])}, beside that of ${name(base.arm)}`,
      columns: [
        { head: 'arm' },
        { head: 'class' },
        { head: 'held out', numeric: true },
        { head: shown(base.arm, 24), numeric: true },
        { head: 'arm’s own', numeric: true },
        { head: 'change, points', numeric: true },
      ],
      rows: others.flatMap((arm) =>
        someOf(changesOf(base, arm)).map((change): Cell[] => [
          flagged(comparison, arm.arm),
          className(target, change.label),
          count(change.held),
          percent(change.from),
          percent(change.to),
          signed(100 * (change.to - change.from), 1),
        ]),
      ),
    },
  };
}

/** Every class with held-out examples, the greatest loss first. */
function changesOf(base: ArmPredictions, arm: ArmPredictions): readonly Change[] {
  return base.classes
    .flatMap(({ support, f1 }, label): Change[] => {
      const own = arm.classes[label];
      return support === 0 || own === undefined ? [] : [{ label, held: support, from: f1, to: own.f1 }];
    })
    .toSorted((a, b) => a.to - a.from - (b.to - b.from) || a.label - b.label);
}

/** All of them, or those at either end. */
function someOf(changes: readonly Change[]): readonly Change[] {
  if (changes.length <= MOST_CLASSES) return changes;
  return [...changes.slice(0, MOST_CLASSES / 2), ...changes.slice(-MOST_CLASSES / 2)];
}

function percent(share: number): string {
  return decimal(100 * share, 1);
}

function panel(
  comparison: Comparison,
  target: TargetComparison,
  base: ArmPredictions,
  arm: ArmPredictions,
  changes: readonly Change[],
): Panel {
  const colour = armColours(comparison);
  const told = (change: Change) =>
    `${className(target, change.label)}: ${shown(base.arm)} ${percent(change.from)}, ${shown(arm.arm)} ${percent(change.to)} (${signed(100 * (change.to - change.from), 1)} points), ${plural(change.held, 'example')}`;
  const ends = changes.flatMap((change, index): Row[] =>
    [
      { arm: base.arm, f1: change.from, own: false },
      { arm: arm.arm, f1: change.to, own: true },
    ].map((end) => ({
      ...end,
      size: arm.size,
      class: className(target, change.label),
      row: index + 0.5,
      colour: colour(end.arm),
      tip: told(change),
    })),
  );
  const links = changes.map(({ from, to }, index): Row => ({ from, to, row: index + 0.5, colour: colour(arm.arm) }));
  const names = changes.map((change, index): Row => {
    const text = className(target, change.label);
    return { row: index + 0.5, text, colour: 'var(--ink)', tip: told(change) };
  });
  const amounts = changes.map(
    ({ from, to }, index): Row => ({ row: index + 0.5, text: signed(100 * (to - from), 1), colour: colour(arm.arm) }),
  );
  const title = flagged(comparison, arm.arm);
  return { title, alt: say`${title}: ${finding(target, changes)}`, datasets: { links, ends, names, amounts } };
}

/** The ends of the ranking in words. */
function finding(target: TargetComparison, changes: readonly Change[]): string {
  const points = ({ from, to }: Change) => `${signed(100 * (to - from), 1)} points`;
  const [first, last] = [changes[0], changes.at(-1)];
  if (first === undefined || last === undefined) return 'no class has held-out examples';
  const at = (change: Change) => `${className(target, change.label)} changes by ${points(change)}`;
  return first === last ? at(first) : `from ${at(first)} to ${at(last)}`;
}

function caption(base: ArmPredictions, left: number): Text {
  const some =
    base.classes.filter(({ support }) => support > 0).length > MOST_CLASSES
      ? ` Of ${count(base.classes.length)} classes, the ${MOST_CLASSES / 2} whose F1 falls most or gains least and the ${MOST_CLASSES / 2} that gain most are shown.`
      : '';
  const more = left > 0 ? ` ${plural(left, 'arm')} more in the table.` : '';
  return say`From the F1 of ${name(base.arm)} (grey) to that of the arm, class by class, in the order of the change, which stands at the right in points. Counts of all folds and repeats together; they describe, and no verdict rests on them.${some}${more}`;
}

function spec(names: readonly string[], rows: number, changes: readonly Change[]): TopLevelSpec {
  const y = rowScale(rows);
  const x = {
    type: 'quantitative',
    scale: {
      domain: extent(
        changes.flatMap(({ from, to }) => [from, to]),
        [0, 1],
      ),
      range: besideNames(8, CHANGES),
      zero: false,
      nice: false,
    },
    axis: { labelExpr: "format(datum.value * 100, '.4~f')", grid: true, tickCount: { expr: 'room < 440 ? 4 : 6' } },
    title: null,
  } as const;
  return {
    ...namedFrame(names, rows * ROW),
    datasets: { links: [], ends: [], names: [], amounts: [] },
    layer: [
      guideLayer(y),
      {
        data: { name: 'links' },
        mark: { type: 'rule', strokeWidth: 3, opacity: 0.45 },
        encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' }, y: { ...y, field: 'row' }, color: COLOUR },
      },
      {
        data: { name: 'ends' },
        mark: { type: 'point', filled: true, size: 64, opacity: 1 },
        encoding: { x: { ...x, field: 'f1' }, y: { ...y, field: 'row' }, color: COLOUR, tooltip: { field: 'tip' } },
      },
      {
        data: { name: 'amounts' },
        mark: { type: 'text', align: 'right', baseline: 'middle', fontSize: 12 },
        encoding: { x: { value: 'width' }, y: { ...y, field: 'row' }, text: { field: 'text' }, color: COLOUR },
      },
      nameLayer(y),
    ],
  };
}
