import type { TopLevelSpec } from 'vega-lite';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { armColours, isCrowded } from '../colours.ts';
import { count, decimal, plural } from '../numbers.ts';
import { flagged } from '../oracles.ts';
import { type KnownTimes, sizesByReach, timesAt, wantedScore } from '../reach-view.ts';
import type { Table } from '../table.ts';
import { join, name, say, shown, type Text } from '../text.ts';
import { challengers, oracles, reference } from '../view.ts';
import { COLOUR, END_LABELS, endLabels, FRAME, stepAxis } from './curves.ts';
import type { Figure, Panel, Row } from './figure.ts';

/**
 * Share of trials that have reached the wanted score, by training step: one panel for each size where some did, or,
 * with many arms, one panel per arm beside the reference at the largest such size.
 */
export function reachShare(comparison: Comparison, target: TargetComparison): Figure | null {
  const { told } = sizesByReach(comparison, target);
  const largest = told.at(-1);
  if (target.timesToReach === null || largest === undefined) return null;
  const wanted = wantedScore(comparison, target.timesToReach.score);
  const crowded = isCrowded(comparison);
  const at = (size: number) => timesAt(comparison, target, size, 'steps');
  const base = reference(comparison)?.name;
  const end = Math.max(1, ...(crowded ? [largest] : told).flatMap((size) => at(size).map(({ horizon }) => horizon)));
  const panels = crowded
    ? [...challengers(comparison), ...oracles(comparison)].map((arm) => {
        const both = at(largest).filter((times) => times.arm === arm.name || times.arm === base);
        return panel(comparison, both, end, { title: flagged(comparison, arm.name), titled: arm.name }, wanted);
      })
    : told.map((size) => panel(comparison, at(size), end, { title: [plural(size, 'example')], titled: null }, wanted));
  const only = crowded ? ` Shown for ${plural(largest, 'example')}; the table has every size.` : '';
  return {
    measure: `% of trials that have reached ${wanted}${crowded ? `, ${plural(largest, 'example')}` : ''}`,
    spec: spec(end),
    panels,
    layout: panels.length === 1 ? 'wide' : 'grid',
    caption: say`Share of trials that have reached ${wanted} by a step: one less the product-limit estimate of Kaplan and Meier (1958), for which a trial that diverged never gets there. Lines rise where trials were observed, every ${plural(target.timesToReach.every, 'step')} or more often.${only}`,
    twin: twin(comparison, told.flatMap(at), wanted),
  };
}

interface Heading {
  readonly title: Text;
  /** The arm that the title names, if it names one. */
  readonly titled: string | null;
}

function panel(
  comparison: Comparison,
  all: readonly KnownTimes[],
  end: number,
  { title, titled }: Heading,
  wanted: string,
): Panel {
  const colour = armColours(comparison);
  const shares = all.flatMap((times) => {
    const { arm, curve, horizon } = times;
    const steps = [...new Set([0, ...curve.times, horizon, end])];
    return steps.map((step): Row => {
      const share = shareBy(times, step);
      const tip = `${shown(arm)}: ${percent(share)} % by step ${count(step)}`;
      return { arm, step, share, colour: colour(arm), tip };
    });
  });
  const labels = endLabels(
    comparison,
    all.map((times) => ({ arm: times.arm, value: shareBy(times, end) })),
    titled,
  );
  const each = all.slice(0, 7).map(({ arm, reached, of }) => say`${name(arm)} ${count(reached)} of ${count(of)}`);
  return { title, alt: say`${title}: reached ${wanted}: ${join(each, ', ')}`, datasets: { shares, labels } };
}

/** The share that had got there by a step. */
function shareBy({ curve }: KnownTimes, step: number): number {
  const index = curve.times.findLastIndex((time) => time <= step);
  return index === -1 ? 0 : curve.shares[index]!;
}

function percent(share: number): string {
  return decimal(100 * share, 0);
}

/** Shares at each quarter of the budget. */
function twin(comparison: Comparison, all: readonly KnownTimes[], wanted: string): Table {
  const end = Math.max(...all.map(({ horizon }) => horizon));
  const steps = [...new Set([1, 2, 3, 4].map((quarter) => Math.round((quarter * end) / 4)))];
  const rows = comparison.arms.flatMap(({ name: arm }) => all.filter((times) => times.arm === arm));
  return {
    caption: say`Trials that had reached ${wanted}, % of all`,
    columns: [
      { head: 'arm' },
      { head: 'examples', numeric: true },
      ...steps.map((step) => ({ head: `by step ${count(step)}`, numeric: true })),
    ],
    rows: rows.map((times) => [
      flagged(comparison, times.arm),
      count(times.size),
      ...steps.map((step) => percent(shareBy(times, step))),
    ]),
  };
}

function spec(end: number): TopLevelSpec {
  const [across, up] = [
    [0, end],
    [0, 1],
  ];
  const x = stepAxis(across);
  const y = {
    field: 'share',
    type: 'quantitative',
    // Room below the line at zero, for the names of several arms that stay there.
    scale: { domain: up, nice: false, padding: 14 },
    axis: { labelExpr: "format(datum.value * 100, '.0f')", tickCount: 5 },
    title: null,
  } as const;
  return {
    ...FRAME,
    datasets: { shares: [], labels: [] },
    layer: [
      {
        data: { name: 'shares' },
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2.25 },
        encoding: { x, y, color: COLOUR, detail: { field: 'arm' } },
      },
      {
        data: { name: 'shares' },
        mark: { type: 'point', filled: true, size: 60, opacity: 0 },
        encoding: { x, y, color: COLOUR, tooltip: { field: 'tip' } },
      },
      END_LABELS,
    ],
  };
}
