import { mean } from 'simple-statistics';
import type { Contrast } from '../../compare/contract/contrast.ts';
import type { MetricFacts } from '../../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { armColours } from '../colours.ts';
import { cellText, intervalText, pairedWhere } from '../design-words.ts';
import { count, gain, plural, range, score } from '../numbers.ts';
import { metricHead, verdictClause, within } from '../patterns.ts';
import type { Cell, Table } from '../table.ts';
import { name, say, shortName, shown, type Text } from '../text.ts';
import { contrastsOf, gainDecimals, gainOf, primary, primaryScores, reference, scoreDecimals } from '../view.ts';
import { estimationSpec, PLACES } from './estimation-spec.ts';
import { type Figure, MOST_FAINT, type Panel, type Row, thin } from './figure.ts';
import { differencesOf } from './gain-twin.ts';
import { extent } from './style.ts';
import { roundTicks } from './ticks.ts';

/**
 * Both scores of every pair at the smallest size that has some, one panel per arm: a faint line for each from the
 * reference to the arm, and beside them the mean gain with its interval, on an axis of its own whose zero is the
 * reference's mean (Gardner and Altman 1986; Ho et al. 2019). Null with more arms than make a figure.
 */
export function estimation(comparison: Comparison, target: TargetComparison): Figure | null {
  const metric = primary(comparison);
  const measured = contrastsOf(comparison, target, metric).flatMap((contrast) => pairsOf(comparison, target, contrast));
  const size = target.sizes.find((one) => measured.some(({ contrast }) => contrast.size === one));
  const drawn = measured.filter(({ contrast }) => contrast.size === size);
  if (size === undefined || drawn.length === 0 || drawn.length > MOST_PANELS) return null;
  const most = Math.max(1, Math.floor(MOST_FAINT / drawn.length));
  const domain = domainOf(metric, drawn);
  const others = target.sizes.length > 1 ? ', the smallest' : '';
  return {
    measure: `${metricHead(metric)}, ${plural(size, 'example')}${others}`,
    spec: estimationSpec(metric, domain),
    panels: drawn.map((pairs) => panel(comparison, target, pairs, { most, domain })),
    layout: 'grid',
    caption: captionOf(
      comparison,
      drawn.some(({ contrast }) => differencesOf(contrast).length > most),
      drawn.some(({ interval }) => interval !== null),
    ),
    twin: twinOf(comparison, target, drawn),
  };
}

/** More small panels than this are not compared with each other. */
const MOST_PANELS = 12;

/** A contrast with its gain, and the reference's mean, from which the gain is drawn. */
interface Pairs {
  readonly contrast: Contrast;
  readonly base: number;
  readonly gain: number;
  readonly interval: readonly [number, number] | null;
}

function pairsOf(comparison: Comparison, target: TargetComparison, contrast: Contrast): Pairs[] {
  const own = gainOf(contrast);
  const differences = differencesOf(contrast);
  if (own === null || differences.length === 0 || !target.sizes.includes(contrast.size)) return [];
  // A page carries some of very many pairs: then the mean of all is that of the reference's scores.
  const all = primaryScores(comparison, target).find(
    ({ arm, size }) => arm === contrast.reference && size === contrast.size,
  );
  const base =
    differences.length < contrast.n && all !== undefined ? all.mean : mean(differences.map((pair) => pair.reference));
  return [{ contrast, base, gain: own, interval: contrast.status === 'ok' ? contrast.interval : null }];
}

/** Where a gain lies on the axis of scores. */
function place(metric: MetricFacts, { base }: Pairs, of: number): number {
  return metric.direction === 'higher' ? base + of : base - of;
}

function domainOf(metric: MetricFacts, drawn: readonly Pairs[]): [number, number] {
  const rope = metric.rope ?? 0;
  return extent(
    drawn.flatMap((pairs) => [
      ...differencesOf(pairs.contrast).flatMap(({ reference: before, value }) => [before, value]),
      ...[-rope, rope, pairs.gain, ...(pairs.interval ?? [])].map((of) => place(metric, pairs, of)),
    ]),
  );
}

interface Frame {
  readonly most: number;
  readonly domain: readonly [number, number];
}

function panel(comparison: Comparison, target: TargetComparison, pairs: Pairs, { most, domain }: Frame): Panel {
  const metric = primary(comparison);
  const { contrast, base } = pairs;
  const colours = armColours(comparison);
  const [grey, colour] = [colours(contrast.reference), colours(contrast.arm)];
  const [decimals, digits] = [gainDecimals(target, metric), scoreDecimals(target, metric)];
  const lines = thin(differencesOf(contrast), most).flatMap((pair): Row[] => {
    const scores = [pair.reference, pair.value].map((value) => score(metric, value, digits));
    const tip = `${cellText(comparison.design, pair)}: ${scores.join(' → ')} (${gain(metric, pair.gain, decimals)})`;
    const line = {
      arm: contrast.arm,
      size: contrast.size,
      repeat: pair.repeat,
      fold: pair.fold,
      cell: `${pair.repeat}/${pair.fold}`,
      line: colour,
      tip,
    };
    return [
      { ...line, arm: contrast.reference, at: PLACES.reference, value: pair.reference, colour: grey },
      { ...line, at: PLACES.arm, value: pair.value, colour },
    ];
  });
  const ends = pairs.interval?.map((of) => place(metric, pairs, of)) ?? [null, null];
  const middle = place(metric, pairs, pairs.gain);
  const rope = metric.rope;
  const turned = metric.direction === 'higher' ? 1 : -1;
  const span = domain.map((end) => turned * (end - base)).toSorted((a, b) => a - b);
  return {
    title: [name(contrast.arm)],
    alt: say`${name(contrast.arm)} ${verdictClause([contrast], target.sizes)}: ${gainText(metric, pairs, decimals)}`,
    datasets: {
      region: rope === null ? [] : [{ low: place(metric, pairs, -rope), high: place(metric, pairs, rope) }],
      levels: [
        { from: PLACES.reference, value: base, colour: grey },
        { from: PLACES.arm, value: middle, colour },
      ],
      pairs: lines,
      means: [
        {
          arm: contrast.arm,
          size: contrast.size,
          mean: middle,
          low: ends[0] ?? null,
          high: ends[1] ?? null,
          colour,
          tip: `${shown(contrast.arm)}: ${gainText(metric, pairs, decimals)}`,
        },
      ],
      ticks: roundTicks(span[0]!, span[1]!, metric.unit === 'fraction' ? 100 : 1).map(({ value, text }) => ({
        value: place(metric, pairs, value),
        text,
      })),
      columns: [
        { at: PLACES.reference, text: shortName(shown(contrast.reference), 12), colour: grey },
        { at: PLACES.arm, text: shortName(shown(contrast.arm), 12), colour },
        { at: PLACES.gain, text: 'gain', colour: 'var(--soft)' },
      ],
    },
  };
}

/** `+12.4 (9.8 to 15.0)`. */
function gainText(metric: MetricFacts, { gain: of, interval }: Pairs, decimals: number): string {
  return `${gain(metric, of, decimals)}${interval === null ? '' : ` (${range(metric, interval, decimals)})`}`;
}

function captionOf(comparison: Comparison, thinned: boolean, intervals: boolean): Text {
  const metric = primary(comparison);
  const base = name(reference(comparison)?.name ?? '');
  const sampled = thinned ? ` (${MOST_FAINT} of them over all panels, evenly sampled)` : '';
  const bars = intervals ? `; bars are ${intervalText(comparison.design)}` : '';
  const unit = metric.unit === 'fraction' ? ' in points' : '';
  const rope = metric.rope === null ? '' : ` The grey band is what the suite calls negligible, ${within(metric)}.`;
  return say`Each faint line is one pair, from ${base} to the arm, ${pairedWhere(comparison.design)}${sampled}. Large points are mean gains${bars}. Both are read on the right${unit}, where zero is the mean of ${base}.${rope}`;
}

function twinOf(comparison: Comparison, target: TargetComparison, drawn: readonly Pairs[]): Table {
  const metric = primary(comparison);
  const [decimals, digits] = [gainDecimals(target, metric), scoreDecimals(target, metric)];
  const show = (value: number) => score(metric, value, digits).replace(' %', '');
  const size = drawn[0]?.contrast.size ?? 0;
  return {
    caption: say`Pairs with ${plural(size, 'example')}: ${metricHead(metric)}`,
    columns: [
      { head: 'arm' },
      { head: 'pairs', numeric: true },
      { head: 'reference', numeric: true },
      { head: 'gain', numeric: true },
      { head: '95 % interval', numeric: true },
      { head: 'each pair, reference → arm', lines: 'long' },
    ],
    rows: drawn.map(({ contrast, base, gain: of, interval }): Cell[] => {
      const each = differencesOf(contrast);
      const listed = each.slice(0, MOST_FAINT).map((pair) => `${show(pair.reference)} → ${show(pair.value)}`);
      const more = contrast.n > listed.length ? ` … ${count(contrast.n - listed.length)} more in trials.csv` : '';
      return [
        [name(contrast.arm)],
        count(contrast.n),
        show(base),
        gain(metric, of, decimals),
        interval === null ? 'none' : range(metric, interval, decimals),
        `${listed.join(', ')}${more}`,
      ];
    }),
  };
}
