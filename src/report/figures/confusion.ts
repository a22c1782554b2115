import type { ArmPredictions } from '../../compare/contract/predictions.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { className, guide, lastPredictions, shownClasses } from '../class-table.ts';
import { count, decimal, plural } from '../numbers.ts';
import { flagged } from '../oracles.ts';
import { atSizes } from '../patterns.ts';
import type { Cell } from '../table.ts';
import { name, say, shown, type Text } from '../text.ts';
import type { Figure, Panel, Row } from './figure.ts';
import { headRows, matrixSpec, STRONGEST, squareAt } from './matrix.ts';

/** With more classes than this, a panel takes the whole width, so that there is room for its numbers. */
const MOST_BESIDE = 12;

/** The most panels beside each other, and of the whole width; more arms are in the table. */
const MOST_PANELS = 6;
const MOST_WIDE = 3;

/** What is right is grey, and a mistake has a hue: they are seen, rare as they are. */
export const RIGHT = 'var(--ref)';
export const MISTAKE = 'var(--a2)';

/** The column of all classes that have none of their own. */
const OTHERS = 'others';

/**
 * What the examples of each class were taken for, in per cent of the class, at the largest size: one panel per arm, the
 * reference first. Null without predictions.
 */
export function confusion(comparison: Comparison, target: TargetComparison): Figure | null {
  const found = lastPredictions(comparison, target);
  const first = guide(comparison, found);
  if (first === undefined) return null;
  const arms = [first, ...found.filter((arm) => arm !== first)];
  const classes = shownClasses(first);
  const some = classes.length < first.classes.length;
  const wide = classes.length > MOST_BESIDE;
  const drawn = arms.slice(0, wide ? MOST_WIDE : MOST_PANELS);
  const left = arms.length - drawn.length;
  const names = classes.map((label) => className(target, label));
  const heads = [...names.map((text) => shown(text, 16)), ...(some ? [OTHERS] : [])];
  return {
    measure: 'true class in rows, taken for in columns, % of the row',
    spec: matrixSpec({ names, heads }),
    panels: drawn.map((arm) => panel(comparison, target, arm, classes, heads)),
    layout: wide || drawn.length === 1 ? 'rows' : 'columns',
    caption: caption(first, classes, left),
    twin: {
      caption: say`What examples were taken for, % of their class, ${atSizes([first.size], [])}`,
      columns: [
        { head: 'arm' },
        { head: 'class' },
        { head: 'held out', numeric: true },
        ...heads.map((head) => ({ head, numeric: true })),
      ],
      rows: arms.flatMap((arm) =>
        classes.map((label): Cell[] => [
          flagged(comparison, arm.arm),
          className(target, label),
          count(total(arm, label)),
          ...taken(arm, label, classes).map(({ times }) => percent(times, total(arm, label))),
        ]),
      ),
    },
  };
}

interface Taken {
  /** Null for all classes without a column. */
  readonly as: number | null;
  readonly times: number;
}

/** How often examples of a class were taken for each class with a column, and for all others together. */
function taken(arm: ArmPredictions, label: number, classes: readonly number[]): readonly Taken[] {
  const row = arm.confusion[label]!;
  const each = classes.map((as): Taken => ({ as, times: row[as] ?? 0 }));
  if (classes.length === row.length) return each;
  return [...each, { as: null, times: total(arm, label) - each.reduce((sum, { times }) => sum + times, 0) }];
}

function total(arm: ArmPredictions, label: number): number {
  return arm.confusion[label]!.reduce((sum, times) => sum + times, 0);
}

function percent(times: number, of: number): string {
  return of === 0 ? '–' : decimal((100 * times) / of, 1);
}

function panel(
  comparison: Comparison,
  target: TargetComparison,
  arm: ArmPredictions,
  classes: readonly number[],
  heads: readonly string[],
): Panel {
  const squares = classes.flatMap((label, row) => {
    const of = total(arm, label);
    return taken(arm, label, classes).map(({ as, times }, column): Row => {
      const share = of === 0 ? 0 : times / of;
      const taker = as === null ? 'another class' : className(target, as);
      return {
        ...squareAt(row, column),
        arm: arm.arm,
        size: arm.size,
        times,
        of,
        text: share < 0.005 ? '' : decimal(100 * share, 0),
        // By its root: a mistake in a hundred has a tenth of the strength, not a hundredth.
        shade: STRONGEST * Math.sqrt(share),
        colour: as === label ? RIGHT : MISTAKE,
        tip: `${shown(arm.arm)}: ${count(times)} of ${plural(of, 'example')} of ${className(target, label)} taken for ${taker}, ${percent(times, of)} %`,
      };
    });
  });
  const names = classes.map(
    (label, row): Row => ({
      row: row + 0.5,
      text: className(target, label),
      colour: 'var(--ink)',
      tip: `${className(target, label)}: ${plural(total(arm, label), 'example')}`,
    }),
  );
  const title = flagged(comparison, arm.arm);
  return {
    title,
    alt: say`${title}: ${worst(target, arm, classes)}`,
    datasets: { squares, names, heads: headRows(heads) },
  };
}

/** The commonest mistake, by its share of the class. */
function worst(target: TargetComparison, arm: ArmPredictions, classes: readonly number[]): string {
  const mistakes = classes.flatMap((label) =>
    arm.confusion[label]!.flatMap((times, as) =>
      as === label || times === 0 ? [] : [{ label, as, share: times / total(arm, label) }],
    ),
  );
  const [most] = mistakes.toSorted((a, b) => b.share - a.share);
  if (most === undefined) return 'no example was taken for another class';
  return `most often ${className(target, most.label)} is taken for ${className(target, most.as)}, ${decimal(100 * most.share, 1)} % of it`;
}

function caption(first: ArmPredictions, classes: readonly number[], left: number): Text {
  const all = first.classes.length;
  const some =
    classes.length < all
      ? say` Of ${count(all)} classes, those with the lowest and the highest F1 of ${name(first.arm)} are shown, in that order.`
      : say``;
  const more = left > 0 ? ` ${plural(left, 'arm')} more in the table.` : '';
  return say`What held-out examples were taken for ${atSizes([first.size], [])}, all folds and repeats together; rows add up to 100 %, and shares below half a per cent are left blank. Grey is right, a hue is a mistake, shaded by the root of its share. It describes: no verdict rests on it.${some}${more}`;
}
