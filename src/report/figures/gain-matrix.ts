import type { RankedArm } from '../../compare/arms.ts';
import type { Contrast } from '../../compare/contract/contrast.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { count, gain, plural, range } from '../numbers.ts';
import { predicate } from '../patterns.ts';
import type { Cell } from '../table.ts';
import { name, say, shown } from '../text.ts';
import {
  challengers,
  gainDecimals,
  gainOf,
  manyTargets,
  primary,
  reference,
  standing,
  story,
  targetName,
} from '../view.ts';
import type { Figure, Row } from './figure.ts';
import { gainHead } from './gain-twin.ts';
import { headRows, matrixSpec, STRONGEST, squareAt } from './matrix.ts';

/** The most targets that are drawn; more are in the table. */
const MOST_ROWS = 100;

/** Hues of gains and of losses: the two of the page that all kinds of colour vision tell apart. */
const HUES = { gain: 'var(--a1)', loss: 'var(--a2)' } as const;

/**
 * Gains of every arm on every target as a heat map, each at the target's largest size: for more targets than lines of a
 * forest can be read. Null below that many.
 */
export function gainMatrix(comparison: Comparison): Figure | null {
  if (!manyTargets(comparison)) return null;
  const arms = challengers(comparison);
  const targets = comparison.targets.filter((target) => arms.some((arm) => measured(lastOf(comparison, target, arm))));
  if (arms.length === 0 || targets.length === 0) return null;
  const drawn = targets.slice(0, MOST_ROWS);
  const labels = drawn.map((target) => shown(targetName(target), 60));
  const largest = Math.max(
    ...drawn.flatMap((target) => arms.map((arm) => Math.abs(meanOf(lastOf(comparison, target, arm)) ?? 0))),
  );
  const heads = arms.map((arm) => shown(arm.name, 18));
  const names = labels.map((text, row): Row => ({ row: row + 0.5, text, colour: 'var(--ink)', tip: text }));
  const squares = drawn.flatMap((target, row) =>
    arms.map((arm, column) => ({
      ...squareAt(row, column),
      ...square(comparison, target, arm, largest),
    })),
  );
  const left = targets.length - drawn.length;
  const sizes = new Set(drawn.map(({ sizes: own }) => own.at(-1)));
  const at = sizes.size === 1 ? `with ${plural([...sizes][0]!, 'training example')}` : 'at its largest training size';
  return {
    measure: gainHead(comparison),
    spec: matrixSpec({ names: labels, heads }),
    panels: [
      {
        title: null,
        alt: say`Gains of ${plural(arms.length, 'arm')} on ${plural(drawn.length, 'target')}: ${tally(comparison, drawn, arms)}`,
        datasets: { squares, names, heads: headRows(heads) },
      },
    ],
    layout: 'rows',
    caption: say`Mean gain over ${name(reference(comparison)?.name ?? '')}, each target ${at}: blue where the arm is ahead, orange where it is behind, the stronger the more. In brackets where no verdict says that it helps or hurts.${left > 0 ? ` ${plural(left, 'target')} more in the table.` : ''}`,
    twin: {
      caption: say`Gains by target: ${gainHead(comparison)}`,
      columns: [
        { head: 'target' },
        { head: 'arm' },
        { head: 'examples', numeric: true },
        { head: 'gain', numeric: true },
        { head: '95 % interval', numeric: true },
        { head: 'verdict' },
      ],
      rows: targets.flatMap((target) =>
        arms.flatMap((arm): Cell[][] => {
          const contrast = lastOf(comparison, target, arm);
          return contrast === null ? [] : [rowOf(comparison, target, contrast)];
        }),
      ),
    },
  };
}

function lastOf(comparison: Comparison, target: TargetComparison, arm: RankedArm): Contrast | null {
  return story(comparison, target, arm).find(({ size }) => size === target.sizes.at(-1)) ?? null;
}

function meanOf(contrast: Contrast | null): number | null {
  return contrast === null ? null : gainOf(contrast);
}

function measured(contrast: Contrast | null): boolean {
  return meanOf(contrast) !== null;
}

function square(comparison: Comparison, target: TargetComparison, arm: RankedArm, largest: number): Row {
  const contrast = lastOf(comparison, target, arm);
  const value = meanOf(contrast);
  const place = `${shown(arm.name)} on ${shown(targetName(target), 60)}`;
  if (contrast === null || value === null) {
    return { arm: arm.name, value, text: '–', shade: 0, colour: HUES.gain, tip: `${place}: no gain` };
  }
  const [text, interval] = numbersOf(comparison, target, contrast, value);
  const of = standing(contrast);
  return {
    arm: arm.name,
    size: contrast.size,
    value,
    text: of === 'helps' || of === 'hurts' ? text : `(${text})`,
    shade: largest > 0 ? (STRONGEST * Math.abs(value)) / largest : 0,
    colour: value < 0 ? HUES.loss : HUES.gain,
    tip: `${place}: ${text}${interval === null ? '' : ` (${interval})`}, ${predicate(of)}`,
  };
}

function numbersOf(
  comparison: Comparison,
  target: TargetComparison,
  contrast: Contrast,
  value: number,
): readonly [string, string | null] {
  const metric = primary(comparison);
  const decimals = gainDecimals(target, metric);
  return [gain(metric, value, decimals), contrast.status === 'ok' ? range(metric, contrast.interval, decimals) : null];
}

function rowOf(comparison: Comparison, target: TargetComparison, contrast: Contrast): Cell[] {
  const value = gainOf(contrast);
  const [text, interval] = value === null ? ['none', null] : numbersOf(comparison, target, contrast, value);
  return [
    shown(targetName(target), 60),
    [name(contrast.arm)],
    count(contrast.size),
    text,
    interval ?? 'none',
    predicate(standing(contrast)),
  ];
}

/** `ahead in 40 squares, behind in 20`. */
function tally(comparison: Comparison, targets: readonly TargetComparison[], arms: readonly RankedArm[]): string {
  const values = targets.flatMap((target) => arms.map((arm) => meanOf(lastOf(comparison, target, arm)) ?? 0));
  return `ahead in ${count(values.filter((value) => value > 0).length)}, behind in ${count(values.filter((value) => value < 0).length)}`;
}
