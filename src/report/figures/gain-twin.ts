import type { Contrast, PairedDifference } from '../../compare/contract/contrast.ts';
import type { MetricFacts } from '../../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { intervalText, listedBy, pairedWhere } from '../design-words.ts';
import { count, gain, range } from '../numbers.ts';
import { within } from '../patterns.ts';
import type { Table } from '../table.ts';
import { name, say, type Text } from '../text.ts';
import { contrastsOf, gainDecimals, gainOf, labelOf, primary, reference } from '../view.ts';
import { MOST_FAINT } from './figure.ts';

/** The pairs of a contrast, where there are any. */
export function differencesOf(contrast: Contrast): readonly PairedDifference[] {
  return contrast.status === 'ok' || contrast.status === 'zero_variance' ? contrast.differences : [];
}

/** `gain in accuracy over scratch, points`. */
export function gainHead(comparison: Comparison): string {
  const metric = primary(comparison);
  return `gain in ${labelOf(metric)}${metric.unit === 'fraction' ? ', points' : ''}`;
}

/** Everything that a gain axis has to show: pairs, intervals, zero and the region of equivalence. */
export function gainValues(contrasts: readonly Contrast[], metric: MetricFacts): number[] {
  const rope = metric.rope ?? 0;
  const shown = contrasts.flatMap((contrast) => [
    gainOf(contrast) ?? 0,
    ...(contrast.status === 'ok' ? contrast.interval : []),
    ...differencesOf(contrast).map((pair) => pair.gain),
  ]);
  return [-rope, rope, ...shown];
}

/** Every pair in numbers. */
export function gainTable(comparison: Comparison, target: TargetComparison): Table {
  const metric = primary(comparison);
  const decimals = gainDecimals(target, metric);
  const contrasts = contrastsOf(comparison, target, metric).filter((contrast) => gainOf(contrast) !== null);
  return {
    caption: say`Paired differences: ${gainHead(comparison)}`,
    columns: [
      { head: 'arm' },
      { head: 'examples', numeric: true },
      { head: 'mean', numeric: true },
      { head: '95 % interval', numeric: true },
      { head: `each pair, by ${listedBy(comparison.design)}`, lines: 'long' },
    ],
    rows: contrasts.map((contrast) => [
      [name(contrast.arm)],
      count(contrast.size),
      gain(metric, gainOf(contrast) ?? 0, decimals),
      contrast.status === 'ok' ? range(metric, contrast.interval, decimals) : 'none',
      listed(
        differencesOf(contrast).map((pair) => gain(metric, pair.gain, decimals)),
        contrast.n,
      ),
    ]),
  };
}

/** So many that nobody reads them are left to the file. */
function listed(gains: readonly string[], all: number): string {
  const some = gains.slice(0, MOST_FAINT);
  return some.length === all ? some.join(', ') : `${some.join(', ')} … ${count(all - some.length)} more in trials.csv`;
}

/** What the marks of a gain figure are, and how the intervals were made. */
export function gainCaption(comparison: Comparison, contrasts: readonly Contrast[], thinned: boolean): Text {
  const metric = primary(comparison);
  const base = name(reference(comparison)?.name ?? '');
  const sampled = thinned ? ` (${MOST_FAINT} of them, evenly sampled)` : '';
  const intervals = contrasts.some(({ status }) => status === 'ok')
    ? `; bars are ${intervalText(comparison.design)}`
    : '';
  const where = pairedWhere(comparison.design);
  const rope = metric.rope === null ? '' : ` The grey band is what the suite calls negligible, ${within(metric)}.`;
  return say`Each faint mark is one pair: the arm and ${base} ${where}${sampled}${intervals}.${rope}`;
}
