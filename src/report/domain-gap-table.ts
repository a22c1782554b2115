import type { DomainGap, GapShare } from '../compare/contract/domain-gap.ts';
import type { MetricFacts } from '../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { clause } from './amounts.ts';
import { overlap } from './design-words.ts';
import { count, decimal, difference, plural, range, score } from './numbers.ts';
import { flagged } from './oracles.ts';
import { atSizes } from './patterns.ts';
import type { Cell, Table } from './table.ts';
import { capital, join, name, say, type Text } from './text.ts';
import { decimalsOfIntervals, primary, primaryScores, scoreDecimals } from './view.ts';

/**
 * How much of the gap between two domains adaptation covers.
 */

const none = '–';

/** Both ends of the gap and what each adapted arm covers of it; null without a gap to speak of. */
export function domainGapTable(comparison: Comparison, target: TargetComparison): Table | null {
  const gaps = target.domainGaps;
  if (gaps.length === 0) return null;
  const metric = primary(comparison);
  const seen = gaps.flatMap((gap) => gap.seen);
  const has = (key: 'proxyADistance' | 'domainAccuracy') => seen.some((one) => one[key] !== null);
  const [distances, classifiers] = [has('proxyADistance'), has('domainAccuracy')];
  return {
    caption: say`Gap covered: gain over the arm trained on the labelled domain alone, as a share of what training on the target’s labels gains`,
    columns: [
      { head: 'arm' },
      { head: 'examples', numeric: true },
      { head: metric.unit === 'fraction' ? `${metric.label}, %` : metric.label, numeric: true },
      { head: 'gap covered, %', numeric: true },
      { head: '95 % interval', numeric: true },
      { head: 'cells', numeric: true },
      ...(distances ? [{ head: 'proxy A-distance', numeric: true }] : []),
      ...(classifiers ? [{ head: 'domain classifier, %', numeric: true }] : []),
    ],
    rows: gaps.flatMap((gap) =>
      gap.seen.map(({ arm, proxyADistance, domainAccuracy }): Cell[] => [
        flagged(comparison, arm),
        count(gap.size),
        scoreText(comparison, target, arm, gap.size),
        ...shareCells(gap, arm),
        ...(distances ? [proxyADistance === null ? none : decimal(proxyADistance, 2)] : []),
        ...(classifiers ? [domainAccuracy === null ? none : decimal(100 * domainAccuracy, 0)] : []),
      ]),
    ),
  };
}

function scoreText(comparison: Comparison, target: TargetComparison, arm: string, size: number): string {
  const metric = primary(comparison);
  const found = primaryScores(comparison, target).find((summary) => summary.arm === arm && summary.size === size);
  return found === undefined ? none : score(metric, found.mean, scoreDecimals(target, metric)).replace(' %', '');
}

/** Share, interval and cells. The ends are 0 and 1 by definition, where a gap was tested and found. */
function shareCells(gap: DomainGap, arm: string): Cell[] {
  if (arm === gap.lower || arm === gap.upper) {
    const end = gap.gap.interval === null ? none : arm === gap.lower ? '0' : '100';
    return [hasGap(gap) ? end : 'no gap', none, count(gap.n)];
  }
  const share = gap.shares.find((one) => one.arm === arm);
  if (share === undefined) return [none, none, none];
  if (share.status === 'ok') return [percent(share.covered), rangeText(share), count(share.n)];
  return [share.status === 'no-gap' ? 'no gap' : none, none, count(share.n)];
}

type Covered = Extract<GapShare, { status: 'ok' }>;

function hasGap({ gap: { mean, interval } }: DomainGap): boolean {
  return mean > 0 && (interval === null || interval[0] > 0);
}

function percent(share: number): string {
  return decimal(100 * share, 0);
}

function rangeText({ interval: [low, high] }: Covered): string {
  return `${percent(low)} to ${percent(high)}`;
}

/** What is covered, no stronger than its interval: at the largest size. */
export function domainGapTitle({ domainGaps }: TargetComparison): Text | null {
  const gap = domainGaps.at(-1);
  if (gap === undefined) return null;
  const where = domainGaps.length > 1 ? say` ${atSizes([gap.size], [])}` : say``;
  if (!hasGap(gap))
    return say`No gap to cover is shown${where}: training on the target’s labels is not shown to be better`;
  const covered = gap.shares.filter((share): share is Covered => share.status === 'ok');
  if (covered.length === 0) {
    const untested = gap.shares.find((share) => share.status === 'insufficient');
    const why = untested?.status === 'insufficient' ? `: ${clause(untested.reason)}` : '';
    return say`What adaptation covers of the gap is not known${where}${why}`;
  }
  const each = covered.map((share) => {
    const [low, high] = share.interval;
    const verb = low > 0 ? 'covers' : high < 0 ? 'widens the gap by' : 'is not shown to cover the gap:';
    const amount = high < 0 ? percent(-share.covered) : percent(share.covered);
    const between = high < 0 ? `${percent(-high)} to ${percent(-low)}` : rangeText(share);
    return say`${name(share.arm)} ${verb} ${amount} % (${between})${low > 0 ? ' of the gap' : ''}`;
  });
  return capital(say`${where.length > 0 ? say`${atSizes([gap.size], [])} ` : ''}${join(each, '; ')}`);
}

/** How wide the gap is, where the intervals come from, and what the last columns are. */
export function domainGapNote(comparison: Comparison, { domainGaps }: TargetComparison): Text {
  const metric = primary(comparison);
  const widths = domainGaps.map(
    (gap) => say`${widthOf(gap, metric)}${domainGaps.length > 1 ? ` ${atSizes([gap.size], [])}` : ''}`,
  );
  const seen = domainGaps.flatMap((gap) => gap.seen);
  const distance = seen.some(({ proxyADistance }) => proxyADistance !== null)
    ? ' Proxy A-distance: 0 where a linear classifier cannot tell the domains apart on the body’s output, 2 where it never errs.'
    : '';
  const classifier = seen.some(({ domainAccuracy }) => domainAccuracy !== null)
    ? ' The domain classifier is the arm’s own, on training examples at the end: 50 % is guessing.'
    : '';
  return say`The gap is ${join(widths, ', ')}. A share is the ratio of the means over matched cells, its interval by Fieller’s theorem${overlap(comparison.design)}; where the interval of the gap holds zero there is no share.${distance}${classifier}${selection(comparison)}`;
}

function widthOf({ gap: { mean, interval }, n }: DomainGap, metric: MetricFacts): Text {
  const decimals = decimalsOfIntervals([interval], [mean], metric);
  const between = interval === null ? '' : ` (${range(metric, interval, decimals)})`;
  return say`${difference(metric, mean, decimals)}${between} over ${plural(n, 'cell')}`;
}

/** How the scored step was chosen. */
function selection({ select }: Comparison): string {
  if (select === 'last') return ' The last step is scored: nothing was selected.';
  return select === 'oracle'
    ? ' Arms that adapt are scored at the observed step that is best on the labels of the target’s training examples, which no one would have: all of them are oracles.'
    : ' Arms that adapt are scored at the observed step that is best on a held-out fifth of the labelled domain.';
}
