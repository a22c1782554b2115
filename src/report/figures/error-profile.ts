import type { TopLevelSpec } from 'vega-lite';
import type { AcrossSize } from '../../compare/contract/across-targets.ts';
import type { Comparison } from '../../compare/contract.ts';
import { performanceProfile } from '../../stats/performance-profile.ts';
import { armColours, isCrowded } from '../colours.ts';
import { decimal, decimalsFor, plural } from '../numbers.ts';
import { atSizes } from '../patterns.ts';
import type { Table } from '../table.ts';
import { join, name, say, shown, type Text } from '../text.ts';
import { distinct, labelOf, primary, reference } from '../view.ts';
import { COLOUR, END_LABELS, endLabels, FRAME } from './curves.ts';
import type { Figure, Panel, Row } from './figure.ts';

/** Beyond so many times the smallest error, it no longer matters how many. */
const FARTHEST = 10;

/** From this multiple on, the axis is logarithmic. */
const LOGARITHMIC = 4;

/**
 * For each arm, the share of targets on which its error is within so many times the smallest of that target, as a step
 * curve over the multiple (Dolan and Moré 2002), at the largest training size that all targets share. With many arms, one
 * panel per arm beside the reference. Null where the metric has no errors, or fewer than two arms are ranked.
 */
export function errorProfile(comparison: Comparison): Figure | null {
  const size = comparison.across?.sizes.at(-1);
  if (size === undefined || size.profile.status !== 'ok' || size.table.arms.length < 2) return null;
  const profiles = profilesOf(size, size.profile.of);
  const finite = profiles.flatMap(({ ratios }) => ratios.filter(Number.isFinite));
  const most = finite.reduce((high, ratio) => Math.max(high, ratio), 1);
  if (most === 1) return null;
  const end = Math.min(FARTHEST, most * 1.02);
  const base = reference(comparison)?.name;
  const crowded = isCrowded(comparison);
  const error: Text =
    size.profile.of === 'score' ? [labelOf(primary(comparison))] : say`error (1 − ${labelOf(primary(comparison))})`;
  const panels = crowded
    ? profiles
        .filter(({ arm }) => arm !== base)
        .map(({ arm }) =>
          panel(
            comparison,
            profiles.filter((one) => one.arm === arm || one.arm === base),
            end,
            arm,
          ),
        )
    : [panel(comparison, profiles, end, null)];
  const beyond = most > FARTHEST ? ` The axis ends at ${FARTHEST}×.` : '';
  return {
    measure: `% of ${plural(size.table.targets.length, 'target')}, ${atSizes([size.size], [])}`,
    spec: spec(end),
    panels,
    layout: panels.length === 1 ? 'wide' : 'grid',
    caption: say`Share of targets on which an arm’s ${error} is within so many times that of the best arm there. At 1× it is how often the arm is best; equals all are. The multiples hang on which arms take part.${beyond}`,
    twin: twinOf(profiles, error),
  };
}

interface Profile {
  readonly arm: string;
  /** Of each target; infinite where the best error is 0 and the arm's is not. */
  readonly ratios: readonly number[];
}

function profilesOf({ table }: AcrossSize, of: 'error' | 'score'): Profile[] {
  const costs = table.targets.map((_, target) =>
    table.arms.map(({ means }) => (of === 'error' ? 1 - means[target]! : means[target]!)),
  );
  const found = performanceProfile(costs, []);
  if (found.status !== 'ok') return [];
  return table.arms.map(({ arm }, index) => ({ arm, ratios: found.ratios.map((row) => row[index]!) }));
}

function within({ ratios }: Profile, times: number): number {
  return ratios.filter((ratio) => ratio <= times).length / ratios.length;
}

function panel(comparison: Comparison, profiles: readonly Profile[], end: number, titled: string | null): Panel {
  const colour = armColours(comparison);
  const steps = profiles.flatMap((profile) => {
    const at = distinct([1, ...profile.ratios.filter((ratio) => ratio <= end), end]);
    return at.map((times): Row => {
      const share = within(profile, times);
      const tip = `${shown(profile.arm)}: within ${timesText(times)} on ${percent(share)} % of targets`;
      return { arm: profile.arm, times, share, colour: colour(profile.arm), tip };
    });
  });
  const ends = profiles.map((profile) => ({ arm: profile.arm, value: within(profile, end) }));
  const best = profiles.map((profile) => say`${name(profile.arm)} ${percent(within(profile, 1))} %`);
  return {
    title: titled === null ? null : [name(titled)],
    alt: say`Share of targets on which each arm is best: ${join(best, ', ')}`,
    datasets: { steps, labels: endLabels(comparison, ends, titled, 22) },
  };
}

/** `1.25×`. */
function timesText(times: number): string {
  return `${decimal(times, Math.max(1, decimalsFor(times, 3)))}×`;
}

function percent(share: number): string {
  return decimal(100 * share, 0);
}

function spec(end: number): TopLevelSpec {
  const along = [1, end];
  const logarithmic = end >= LOGARITHMIC;
  const x = {
    field: 'times',
    type: 'quantitative',
    scale: { type: logarithmic ? 'log' : 'linear', domain: along, nice: false, zero: false },
    axis: { labelExpr: "format(datum.value, '.3~g') + '×'", tickCount: { expr: 'room < 440 ? 4 : 6' } },
    title: `times the smallest error${logarithmic ? ', log scale' : ''}`,
  } as const;
  const whole = [0, 1];
  const y = {
    field: 'share',
    type: 'quantitative',
    scale: { domain: whole, nice: false },
    axis: { labelExpr: "format(datum.value * 100, '.0f')", tickCount: 5 },
    title: null,
  } as const;
  return {
    ...FRAME,
    datasets: { steps: [], labels: [] },
    layer: [
      {
        data: { name: 'steps' },
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2.25 },
        encoding: { x, y, color: COLOUR, detail: { field: 'arm' } },
      },
      {
        data: { name: 'steps' },
        mark: { type: 'point', filled: true, size: 60, opacity: 0 },
        encoding: { x, y, color: COLOUR, tooltip: { field: 'tip' } },
      },
      END_LABELS,
    ],
  };
}

/** The multiple of each arm on each target says all that the curves do. */
function twinOf(profiles: readonly Profile[], error: Text): Table {
  return {
    caption: say`Multiples of the smallest ${error}, over targets`,
    columns: [
      { head: 'arm' },
      { head: 'best on, %', numeric: true },
      { head: 'median', numeric: true },
      { head: 'largest', numeric: true },
      { head: 'each target', lines: 'long' },
    ],
    rows: profiles.map((profile) => {
      const ordered = profile.ratios.toSorted((a, b) => a - b);
      const show = (ratio: number | undefined) =>
        ratio === undefined || !Number.isFinite(ratio) ? 'unbounded' : timesText(ratio);
      return [
        [name(profile.arm)],
        percent(within(profile, 1)),
        show(ordered[Math.ceil(ordered.length / 2) - 1]),
        show(ordered.at(-1)),
        profile.ratios.map(show).join(', '),
      ];
    }),
  };
}
