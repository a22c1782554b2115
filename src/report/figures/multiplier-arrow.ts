import type { Known, TransferFigures } from '../../compare/contract/curve-figures.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { decimal, decimalsFor, plural } from '../numbers.ts';
import { name, plain, say, type Text } from '../text.ts';
import { challengers, primary, primaryScores, reference, story } from '../view.ts';
import type { Row } from './figure.ts';

/** An arm's data multiplier at a size, as it is drawn: from the arm's mean to the reference's curve at the same score. */
export interface MultiplierArrow {
  readonly arm: string;
  /** Where the arm stands, and its mean there. */
  readonly size: number;
  readonly score: number;
  /** Where the reference's curve has that score: the arm's size times the multiplier. */
  readonly reached: number;
  /** `6.2× (4.1 to 9.0)`. */
  readonly label: string;
  /** `6.2×`. */
  readonly brief: string;
  readonly words: Text;
}

/**
 * The one multiplier that says most. Only those count that are known (the reference does reach the score within the
 * sizes of the suite), above 1, and at a size where the interval of the gain lies above zero, and their own interval, if
 * there is one, above 1. Of these, the one whose interval begins highest, or, without intervals, the largest; null where
 * there is none.
 */
export function multiplierArrow(comparison: Comparison, target: TargetComparison): MultiplierArrow | null {
  const metric = primary(comparison);
  const base = reference(comparison)?.name;
  const candidates = challengers(comparison).flatMap((arm) => {
    const gaining = new Set(
      story(comparison, target, arm).flatMap((contrast) =>
        contrast.status === 'ok' && contrast.interval[0] > 0 ? [contrast.size] : [],
      ),
    );
    const figures = target.transfer.find(
      (each) => each.arm === arm.name && each.reference === base && each.metric === metric.name,
    );
    return (figures?.multipliers ?? []).flatMap(({ size, estimate, interval }) => {
      const found = gaining.has(size) ? shownMultiplier(estimate, interval) : null;
      return found === null ? [] : [{ figures: figures!, size, ...found, interval }];
    });
  });
  const best = candidates.toSorted((a, b) => b.surely - a.surely || b.times - a.times)[0];
  if (best === undefined) return null;
  const { figures, size, times, interval } = best;
  const scores = primaryScores(comparison, target);
  const summary = scores.find((each) => each.arm === figures.arm && each.size === size);
  if (summary === undefined || size * times > (target.sizes.at(-1) ?? 0)) return null;
  const brief = `${decimal(times, decimalsFor(times))}×`;
  const within = interval === null ? '' : ` (${rangeText(interval, decimalsFor(times))})`;
  return {
    arm: figures.arm,
    size,
    score: summary.mean,
    reached: size * times,
    label: `${brief}${within}`,
    brief,
    words: arrowWords(figures, size, `${brief}${within}`),
  };
}

/** A multiplier that an arrow can show, and how large it is for sure. */
function shownMultiplier(
  estimate: Known | null,
  interval: Known | null,
): { readonly times: number; readonly surely: number } | null {
  if (estimate === null || estimate.low === null || estimate.low !== estimate.high || estimate.low <= 1) return null;
  const times = estimate.low;
  if (interval === null) return { times, surely: times };
  return interval.low === null || interval.low <= 1 ? null : { times, surely: interval.low };
}

/** `4.1 to 9.0`, or `4.1 or more` where the upper end lies beyond the sizes. */
function rangeText({ low, high }: Known, decimals: number): string {
  const from = decimal(low!, decimals);
  return high === null ? `${from} or more` : `${from} to ${decimal(high, decimals)}`;
}

function arrowWords({ arm, reference, incomplete }: TransferFigures, size: number, label: string): Text {
  const left = incomplete === 0 ? '' : ' (over the cells that have a score at every size)';
  return say`The arrow: ${name(reference)} needs ${label} as many examples to score as ${name(arm)} does with ${plural(size, 'example')}${left}.`;
}

/** The rows that `arrowLayers` reads. */
export function arrowRows({ arm, size, score, reached, label, brief, words }: MultiplierArrow, middle: number): Row[] {
  return [{ arm, size, score, reached, early: size <= middle, text: label, brief, tip: plain(words) }];
}

/** In no arm's colour: the arrow stands between two of them. */
const INK = 'var(--ink)';

/** The arrow, its head, and what it says: to its right where it begins on the left of the page, else to its left. */
export function arrowLayers<X extends object, Y extends object>(x: X, y: Y) {
  const [start, end, height] = [
    { ...x, field: 'size' },
    { ...x, field: 'reached' },
    { ...y, field: 'score' },
  ];
  const text = { type: 'text' as const, baseline: 'top' as const, dy: 11, fontSize: 13, color: INK };
  const words = { expr: 'room < 440 ? datum.brief : datum.text' };
  return [
    {
      data: { name: 'arrow' },
      mark: { type: 'rule' as const, color: INK, strokeWidth: 1.5 },
      encoding: { x: start, x2: { field: 'reached' }, y: height, tooltip: { field: 'tip' } },
    },
    {
      data: { name: 'arrow' },
      mark: {
        type: 'point' as const,
        shape: 'triangle-right',
        filled: true,
        size: 90,
        xOffset: -4,
        color: INK,
        opacity: 1,
      },
      encoding: { x: end, y: height, tooltip: { field: 'tip' } },
    },
    {
      data: { name: 'arrow' },
      transform: [{ filter: 'datum.early' }],
      mark: { ...text, text: words, align: 'left' as const, dx: 8 },
      encoding: { x: start, y: height },
    },
    {
      data: { name: 'arrow' },
      transform: [{ filter: '!datum.early' }],
      mark: { ...text, text: words, align: 'right' as const, dx: -8 },
      encoding: { x: end, y: height },
    },
  ];
}
