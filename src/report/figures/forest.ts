import type { Contrast } from '../../compare/contract/contrast.ts';
import type { MetricFacts } from '../../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { armColours } from '../colours.ts';
import { intervalText } from '../design-words.ts';
import { count, gain, plural, range } from '../numbers.ts';
import { predicate, within } from '../patterns.ts';
import type { Cell, Table } from '../table.ts';
import { name, say, shortName, shown, type Text } from '../text.ts';
import {
  challengers,
  contrastsOf,
  gainDecimals,
  gainOf,
  groupBy,
  primary,
  reference,
  standing,
  targetName,
} from '../view.ts';
import type { Figure, Row } from './figure.ts';
import { forestSpec } from './forest-spec.ts';
import { gainHead } from './gain-twin.ts';
import { extent } from './style.ts';

/**
 * Every contrast in the primary metric as a line of a forest plot (Lewis and Clarke 2001): its gain with the 95 %
 * interval, the region of practical equivalence behind all of them, and the verdict in words.
 */

/** Lines that are read at a glance; with more of them, those at the largest size stand for the others. */
const MOST_LINES = 60;

/** With more than that even so, tables serve better. */
const MOST_AT_ALL = 150;

interface Line {
  readonly target: TargetComparison;
  readonly contrast: Contrast;
}

/** How lines are named, and pixels that their names need in little room and in much. */
interface Naming {
  readonly of: (line: Line) => { readonly text: string; readonly brief: string };
  readonly room: readonly [narrow: number, wide: number];
}

/** The contrasts of one target over its sizes. At a single size the paired differences show the same. */
export function forest(comparison: Comparison, target: TargetComparison): Figure | null {
  if (target.sizes.length < 2) return null;
  return forestOf(comparison, linesOf(comparison, target), {
    of: ({ contrast: { size } }) => ({ text: plural(size, 'example'), brief: count(size) }),
    room: [52, 130],
  });
}

/** The contrasts of all targets; null below two of them. */
export function forestAcross(comparison: Comparison): Figure | null {
  const { targets } = comparison;
  if (targets.filter(({ contrasts }) => contrasts.length > 0).length < 2) return null;
  const several = new Set(targets.flatMap(({ sizes }) => sizes)).size > 1;
  const named = (target: TargetComparison, size: number, letters: number) =>
    `${shortName(targetName(target), letters)}${several ? `, ${count(size)}` : ''}`;
  return forestOf(
    comparison,
    targets.flatMap((target) => linesOf(comparison, target)),
    {
      of: ({ target, contrast: { size } }) => ({ text: named(target, size, 22), brief: named(target, size, 8) }),
      room: several ? [108, 220] : [76, 170],
    },
  );
}

function linesOf(comparison: Comparison, target: TargetComparison): Line[] {
  return contrastsOf(comparison, target, primary(comparison))
    .filter(({ size }) => target.sizes.includes(size))
    .map((contrast) => ({ target, contrast }));
}

function forestOf(comparison: Comparison, all: readonly Line[], naming: Naming): Figure | null {
  const lines = all.length <= MOST_LINES ? all : all.filter(isAtLargest);
  if (lines.length > MOST_AT_ALL || lines.every(({ contrast }) => gainOf(contrast) === null)) return null;
  const metric = primary(comparison);
  const heads: Row[] = [];
  const means: Row[] = [];
  const colour = armColours(comparison);
  let row = 0;
  for (const { name: arm } of challengers(comparison)) {
    const own = lines.filter(({ contrast }) => contrast.arm === arm);
    if (own.length === 0) continue;
    heads.push({ arm, text: shown(arm), brief: shortName(shown(arm), BRIEF), row: row + 0.5, colour: colour(arm) });
    means.push(...own.map((line, index) => lineRow(comparison, line, naming, row + 1.5 + index)));
    row += own.length + HEAD;
  }
  const region: Row[] = metric.rope === null ? [] : [{ low: -metric.rope, high: metric.rope }];
  return {
    measure: gainHead(comparison),
    spec: forestSpec({ metric, rows: row, domain: domainOf(metric, lines), names: naming.room }),
    panels: [{ title: null, alt: altOf(lines), datasets: { region, zero: [{ at: 0 }], heads, means } }],
    layout: 'rows',
    caption: captionOf(comparison, lines, all),
    twin: twinOf(comparison, all),
  };
}

/** Letters of an arm's name in little room: what tells names apart is often at their ends. */
const BRIEF = 36;

/** Lines that an arm's name takes, with the space before the next arm. */
const HEAD = 1.3;

function lineRow(comparison: Comparison, line: Line, naming: Naming, row: number): Row {
  const metric = primary(comparison);
  const { target, contrast } = line;
  const decimals = gainDecimals(target, metric);
  const mean = gainOf(contrast);
  const interval = contrast.status === 'ok' ? contrast.interval : null;
  const of = standing(contrast);
  const said =
    mean === null
      ? ''
      : `${gain(metric, mean, decimals)}${interval === null ? '' : ` (${range(metric, interval, decimals)})`}, `;
  const place = `${targetName(target)}, ${plural(contrast.size, 'example')}`;
  return {
    arm: contrast.arm,
    size: contrast.size,
    mean,
    low: interval?.[0] ?? null,
    high: interval?.[1] ?? null,
    row,
    verdict: predicate(of),
    settled: of === 'helps' || of === 'hurts' || of === 'equivalent',
    ...naming.of(line),
    colour: armColours(comparison)(contrast.arm),
    tip: `${shown(contrast.arm)}, ${place}: ${said}${predicate(of)}`,
  };
}

function isAtLargest({ target, contrast }: Line): boolean {
  return contrast.size === target.sizes.at(-1);
}

function domainOf(metric: MetricFacts, lines: readonly Line[]): [number, number] {
  const rope = metric.rope ?? 0;
  const ends = lines.flatMap(({ contrast }) => [
    gainOf(contrast) ?? 0,
    ...(contrast.status === 'ok' ? contrast.interval : []),
  ]);
  return extent([-rope, rope, ...ends]);
}

/** `12 contrasts by verdict: helps 4, inconclusive 8`. */
function altOf(lines: readonly Line[]): Text {
  const groups = groupBy(lines, ({ contrast }) => predicate(standing(contrast)));
  const tally = [...groups].map(([word, members]) => `${word} ${count(members.length)}`);
  return say`${plural(lines.length, 'contrast')} by verdict: ${tally.join(', ')}`;
}

function captionOf(comparison: Comparison, lines: readonly Line[], all: readonly Line[]): Text {
  const metric = primary(comparison);
  const base = name(reference(comparison)?.name ?? '');
  const intervals = lines.some(({ contrast }) => contrast.status === 'ok')
    ? `; bars are ${intervalText(comparison.design)}, each by itself and not adjusted for their number`
    : '';
  const rope = metric.rope === null ? '' : ` The grey band is what the suite calls negligible, ${within(metric)}.`;
  const fewer =
    lines.length === all.length
      ? ''
      : ` Of ${plural(all.length, 'contrast')}, those at the largest size are drawn; the table has all.`;
  const lead = new Set(lines.map(({ target }) => target)).size > 1 ? 'Each line is a target. ' : '';
  return say`${lead}Points are mean gains over ${base}${intervals}. Words at the right are the verdicts.${rope}${fewer}`;
}

function twinOf(comparison: Comparison, all: readonly Line[]): Table {
  const metric = primary(comparison);
  const several = new Set(all.map(({ target }) => target)).size > 1;
  return {
    caption: say`Contrasts: ${gainHead(comparison)}`,
    columns: [
      { head: 'arm' },
      ...(several ? [{ head: 'target' }] : []),
      { head: 'examples', numeric: true },
      { head: 'gain', numeric: true },
      { head: '95 % interval', numeric: true },
      { head: 'verdict' },
    ],
    rows: challengers(comparison).flatMap(({ name: arm }) =>
      all
        .filter(({ contrast }) => contrast.arm === arm)
        .map(({ target, contrast }): Cell[] => {
          const decimals = gainDecimals(target, metric);
          const mean = gainOf(contrast);
          return [
            [name(arm)],
            ...(several ? [targetName(target)] : []),
            count(contrast.size),
            mean === null ? 'none' : gain(metric, mean, decimals),
            contrast.status === 'ok' ? range(metric, contrast.interval, decimals) : 'none',
            predicate(standing(contrast)),
          ];
        }),
    ),
  };
}
