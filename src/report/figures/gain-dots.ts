import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { armColours } from '../colours.ts';
import { cellText } from '../design-words.ts';
import { gain, range } from '../numbers.ts';
import { atSizes } from '../patterns.ts';
import { shown } from '../text.ts';
import { certaintyTitle } from '../titles.ts';
import { contrastsOf, gainDecimals, gainOf, primary } from '../view.ts';
import { type Figure, MOST_FAINT, type Row, thin } from './figure.ts';
import { differencesOf, gainCaption, gainHead, gainTable, gainValues } from './gain-twin.ts';
import { rowPlace, rowsSpec } from './rows.ts';
import { extent, gainLabel } from './style.ts';

/** Paired differences at the only training size: one row per arm, its pairs as dots, its gain with interval. */
export function gainDots(comparison: Comparison, target: TargetComparison): Figure | null {
  const metric = primary(comparison);
  const contrasts = contrastsOf(comparison, target, metric).filter((contrast) => gainOf(contrast) !== null);
  const [size, another] = target.sizes;
  if (contrasts.length === 0 || size === undefined || another !== undefined) return null;
  const colour = armColours(comparison);
  const decimals = gainDecimals(target, metric);
  const perRow = Math.max(1, Math.floor(MOST_FAINT / contrasts.length));
  const dots = contrasts.flatMap((contrast, index) =>
    thin(differencesOf(contrast), perRow).map(
      (pair): Row => ({
        arm: contrast.arm,
        size,
        repeat: pair.repeat,
        fold: pair.fold,
        value: pair.gain,
        diverged: false,
        row: rowPlace(index).dots,
        colour: colour(contrast.arm),
        tip: `${shown(contrast.arm)}, ${cellText(comparison.design, pair)}: ${gain(metric, pair.gain, decimals)}`,
      }),
    ),
  );
  const means = contrasts.map((contrast, index): Row => {
    const interval = contrast.status === 'ok' ? contrast.interval : null;
    const mean = gainOf(contrast) ?? 0;
    return {
      arm: contrast.arm,
      size,
      mean,
      low: interval?.[0] ?? null,
      high: interval?.[1] ?? null,
      row: rowPlace(index).mean,
      colour: colour(contrast.arm),
      tip: `${shown(contrast.arm)}: ${gain(metric, mean, decimals)}${interval === null ? '' : ` (${range(metric, interval, decimals)})`}`,
    };
  });
  const labels = contrasts.map(
    ({ arm }, index): Row => ({ arm, text: shown(arm), row: rowPlace(index).label, colour: colour(arm) }),
  );
  const region: Row[] = metric.rope === null ? [] : [{ low: -metric.rope, high: metric.rope }];
  return {
    measure: `${gainHead(comparison)}, ${atSizes([size], [])}`,
    spec: rowsSpec({
      rows: contrasts.length,
      domain: extent(gainValues(contrasts, metric)),
      labelExpr: gainLabel(metric),
      zero: true,
    }),
    panels: [{ title: null, alt: certaintyTitle(comparison, target), datasets: { region, dots, means, labels } }],
    layout: 'rows',
    caption: gainCaption(
      comparison,
      contrasts,
      contrasts.some(({ n }) => n > perRow),
    ),
    twin: gainTable(comparison, target),
  };
}
