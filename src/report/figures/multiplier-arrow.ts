import type { TransferFigures } from '../../compare/contract/curve-figures.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { best, multipliersOf, timesText, withinText } from '../multipliers.ts';
import { plural } from '../numbers.ts';
import { name, plain, say, type Text } from '../text.ts';
import { challengers, primaryScores } from '../view.ts';
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
 * The one multiplier that says most, of those that are known: the reference does reach the score within the sizes of the
 * suite. Null where there is none.
 */
export function multiplierArrow(comparison: Comparison, target: TargetComparison): MultiplierArrow | null {
  const known = challengers(comparison).flatMap((arm) => multipliersOf(comparison, target, arm));
  const found = best(known.filter(({ bound }) => !bound));
  if (found === null) return null;
  const { figures, size, times } = found;
  const scores = primaryScores(comparison, target);
  const summary = scores.find((each) => each.arm === figures.arm && each.size === size);
  if (summary === undefined || size * times > (target.sizes.at(-1) ?? 0)) return null;
  const [brief, within] = [timesText(found), withinText(found)];
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
