import type { RunChange, RunsComparison } from '../compare/compare-runs.ts';
import { COLOURS } from './colours.ts';
import type { Figure, Row } from './figures/figure.ts';
import { rowPlace, rowsSpec } from './figures/rows.ts';
import { extent, gainLabel } from './figures/style.ts';
import { count, gain, plural, range } from './numbers.ts';
import { changesTable } from './runs-table.ts';
import { changeDecimals } from './runs-words.ts';
import { say, shown, type Text } from './text.ts';
import { labelOf } from './view.ts';

/** With more rows than this, the figure shows the largest changes; the table has all. */
const MOST_ROWS = 40;

/** Class of an arm's colour on the page of two runs, by its place among the arms of both. */
export function runsArmClass({ arms }: RunsComparison): (arm: string) => string {
  return (arm) => `a${(Math.max(0, arms.indexOf(arm)) % COLOURS) + 1}`;
}

/** A forest of what changed in the primary metric: one row per arm and size, its pairs as dots. Null without any. */
export function changesFigure(comparison: RunsComparison): Figure | null {
  const { metric, changes, suite } = comparison;
  const measured = changes.filter(({ contrast }) => 'gain' in contrast);
  if (measured.length === 0) return null;
  const kept = new Set(measured.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, MOST_ROWS));
  const rows = measured.filter((change) => kept.has(change));
  const armClass = runsArmClass(comparison);
  const decimals = changeDecimals(changes, metric);
  const several = new Set(changes.map(({ target }) => target)).size > 1;
  const colour = (arm: string) => `var(--${armClass(arm)})`;
  const data = rows.map(({ target, contrast }, index) => {
    const mean = 'gain' in contrast ? contrast.gain : 0;
    const interval = contrast.status === 'ok' ? contrast.interval : null;
    const text = `${shown(contrast.arm, 40)}, ${plural(contrast.size, 'example')}${several ? `, ${shown(target, 30)}` : ''}`;
    const told = `${gain(metric, mean, decimals)}${interval === null ? '' : ` (${range(metric, interval, decimals)})`}`;
    const base = { arm: contrast.arm, colour: colour(contrast.arm) };
    const pairs = 'differences' in contrast ? contrast.differences : [];
    return {
      values: [...pairs.map((pair) => pair.gain), ...(interval ?? []), mean],
      label: { ...base, row: rowPlace(index).label, text: `${text}: ${told}` } satisfies Row,
      dots: pairs.map(
        (pair): Row => ({ ...base, value: pair.gain, diverged: false, row: rowPlace(index).dots, tip: '' }),
      ),
      mean: {
        ...base,
        mean,
        low: interval?.[0] ?? null,
        high: interval?.[1] ?? null,
        row: rowPlace(index).mean,
        tip: told,
      },
    };
  });
  const region: Row[] = metric.rope === null ? [] : [{ low: -metric.rope, high: metric.rope }];
  const alt: Text = say`Change in ${labelOf(metric)} of ${plural(rows.length, 'arm and size', 'arms and sizes')} of ${shown(suite.name)} from the earlier run to the later one`;
  return {
    measure: `change in ${labelOf(metric)}${metric.unit === 'fraction' ? ', points' : ''}`,
    spec: rowsSpec({
      rows: rows.length,
      domain: extent([0, metric.rope ?? 0, -(metric.rope ?? 0), ...data.flatMap(({ values }) => values)]),
      labelExpr: gainLabel(metric),
      zero: true,
    }),
    panels: [
      {
        title: null,
        alt,
        datasets: {
          region,
          dots: data.flatMap(({ dots }) => dots),
          means: data.map(({ mean }) => mean),
          labels: data.map(({ label }) => label),
        },
      },
    ],
    layout: 'rows',
    caption: captionOf(rows, measured, metric.rope !== null),
    twin: changesTable(comparison, metric, changes),
  };
}

function sizeOf({ contrast }: RunChange): number {
  return 'gain' in contrast ? Math.abs(contrast.gain) : 0;
}

function captionOf(rows: readonly RunChange[], all: readonly RunChange[], region: boolean): Text {
  const some =
    rows.length < all.length ? say` The ${count(rows.length)} largest of ${count(all.length)} changes.` : say``;
  const grey = region ? ' The grey band is the region of practical equivalence.' : '';
  return say`Right of zero the later run is better. Faint points are pairs of trials of one cell, bars are 95 % intervals of their mean difference, by the test of the design.${grey}${some}`;
}
