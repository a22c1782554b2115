import { printableText } from '../base/errors.ts';
import {
  type CurveFigure,
  type CurveLaw,
  FEWEST_UNITS,
  type Known,
  type TransferFigures,
} from '../compare/contract/curve-figures.ts';
import type { MetricFacts } from '../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { repeated } from './design-words.ts';
import { count, decimal, decimalsFor, gain, score } from './numbers.ts';
import { gainUnit } from './patterns.ts';
import type { Cell, Table } from './table.ts';
import { name, say, type Text } from './text.ts';
import { primary } from './view.ts';

/** Of the primary metric; null where there is one size only, or no arm to compare. */
export function worthTable(comparison: Comparison, target: TargetComparison): Table | null {
  const metric = primary(comparison);
  const rows = target.transfer.filter((figures) => figures.metric === metric.name);
  if (rows.length === 0) return null;
  const unit = gainUnit(metric);
  const points = (head: string) => (unit === '' ? head : `${head}, ${unit}`);
  const gained = (value: number) => gain(metric, value, metric.unit === 'fraction' ? 1 : 3);
  return {
    caption: say`What transfer is worth in examples`,
    columns: [
      { head: 'arm' },
      ...target.sizes.map((size) => ({ head: `at ${count(size)}`, lines: 'given' as const, size })),
      { head: points('jump-start'), lines: 'given' },
      { head: points('mean gain'), lines: 'given' },
      { head: 'ahead up to', lines: 'given' },
      ...(target.laws.length === 0 ? [] : [{ head: points('gain in the end'), lines: 'given' as const }]),
    ],
    rows: rows.map((figures): Cell[] => [
      [name(figures.arm)],
      ...figures.multipliers.map((figure) => figureText(figure, times)),
      figureText(figures.jumpStart, gained),
      figureText(figures.area, gained),
      crossoverText(figures, target.sizes),
      ...(target.laws.length === 0 ? [] : [figureText(figures.asymptoteGap, gained)]),
    ]),
  };
}

/** `2.0×`, `0.54×`. */
export function times(factor: number): string {
  return `${decimal(factor, decimalsFor(factor))}×`;
}

function figureText(figure: CurveFigure, show: (value: number) => string): string {
  const { estimate, interval } = curveFigureWords(figure, show);
  return figure.estimate === null || interval === null ? estimate : `${estimate}\n${interval}`;
}

/** `8.3×` or what bounds it, and its interval where it has one: `7.4× to 9.9×`. */
export function curveFigureWords(
  { estimate, interval }: CurveFigure,
  show: (value: number) => string,
): { readonly estimate: string; readonly interval: string | null } {
  return {
    estimate: estimate === null ? 'not known' : knownText(estimate, show),
    interval: interval === null ? null : rangeText(interval, show),
  };
}

/** A value, or what bounds it: `at least 4.0×`. */
function knownText({ low, high }: Known, show: (value: number) => string): string {
  if (low === null) return high === null ? 'not known' : `at most ${show(high)}`;
  return high === null ? `at least ${show(low)}` : show(low);
}

function rangeText({ low, high }: Known, show: (value: number) => string): string {
  if (low === null || high === null) return knownText({ low, high }, show);
  return `${show(low)} to ${show(high)}`;
}

function crossoverText({ crossover }: TransferFigures, sizes: readonly number[]): string {
  const { estimate, interval } = crossover;
  const show = (size: number) => count(Math.round(size));
  if (estimate === null) return 'not known';
  // Down to zero at the smallest size: a tie there is no lead.
  const tied = estimate.high === sizes[0];
  const found =
    estimate.low === null || tied
      ? 'never ahead'
      : estimate.high === null
        ? 'all sizes'
        : `${show(estimate.low)} examples`;
  return interval === null ? found : `${found}\n${rangeText(interval, show)}`;
}

/** What the table's figures are, and what they rest on. */
export function worthNote(comparison: Comparison, target: TargetComparison): Text {
  const metric = primary(comparison);
  const rows = target.transfer.filter((figures) => figures.metric === metric.name);
  const [first] = rows;
  if (first === undefined) return [];
  const unit = repeated(comparison.design);
  const intervals =
    first.units < FEWEST_UNITS
      ? ` There are no intervals: resampling takes ${FEWEST_UNITS} ${unit}s, and here ${first.units === 1 ? 'is' : 'are'} ${count(first.units)}.`
      : !rows.some(hasInterval)
        ? ` Resampled ${unit}s are all alike, so that there are no intervals.`
        : ` Below each is its 95 % interval over ${count(first.units)} resampled ${unit}s.`;
  const left = Math.max(...rows.map(({ incomplete }) => incomplete));
  const incomplete =
    left === 0 ? '' : ` Up to ${count(left)} cells without a score at every size are left out of these curves.`;
  const laws = target.laws.length === 0 ? '' : ` ${lawsText(target.laws, metric)}`;
  return say`“At n” is how many examples of ${name(first.reference)} one example of the arm is worth there: where the mean curve of ${name(first.reference)}, linear over the logarithm of the size, has the arm’s score. Beyond the sizes of the suite it is a bound, never extrapolated. The mean gain is over the logarithm of the size.${intervals}${incomplete}${laws}`;
}

function hasInterval({ multipliers, jumpStart, area, crossover }: TransferFigures): boolean {
  return [...multipliers, jumpStart, area, crossover].some(({ interval }) => interval !== null);
}

/** `Where curves would end, by power laws fitted to their means: scratch 97.1 % (rate 0.52); full not known (…).` */
function lawsText(laws: readonly CurveLaw[], metric: MetricFacts): string {
  const ends = laws.map((law) => ({ arm: law.arm, end: endText(law, metric) }));
  const [first] = ends;
  const lead = 'Where curves would end, by power laws fitted to their means';
  if (ends.every(({ end }) => end === first?.end)) return `${lead}: ${first?.end}.`;
  return `${lead}: ${ends.map(({ arm, end }) => `${printableText(arm)} ${end}`).join('; ')}.`;
}

function endText(law: CurveLaw, metric: MetricFacts): string {
  if (law.status !== 'ok') return `not known (${law.reason})`;
  if (law.asymptoteAtZero) return 'not known (it does not level off yet)';
  const end = metric.direction === 'higher' ? 1 - law.asymptote : law.asymptote;
  return `${score(metric, end, metric.unit === 'fraction' ? 1 : 3)} (rate ${decimal(law.rate, 2)})`;
}
