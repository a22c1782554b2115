import type { Convergence } from '../../compare/contract/convergence.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { correction, heldOut } from '../design-words.ts';
import { count, gain, plural, score } from '../numbers.ts';
import { flagged } from '../oracles.ts';
import { metricHead } from '../patterns.ts';
import type { Table } from '../table.ts';
import { say, type Text } from '../text.ts';
import { primary, scoreDecimals } from '../view.ts';

/** Each curve's start, end, time to the wanted score, and whether it was still rising. */
export function convergenceTable(comparison: Comparison, target: TargetComparison): Table {
  const metric = primary(comparison);
  const decimals = scoreDecimals(target, metric);
  const number = (value: number | undefined) =>
    value === undefined ? '' : score(metric, value, decimals).replace(' %', '');
  const curves = comparison.arms.flatMap(({ name: arm }) =>
    target.convergence.filter((curve) => curve.arm === arm).toSorted((a, b) => a.size - b.size),
  );
  return {
    caption: say`Observed ${metricHead(metric)}`,
    columns: [
      { head: 'arm' },
      { head: 'examples', numeric: true },
      { head: 'first', numeric: true },
      { head: 'halfway', numeric: true },
      { head: 'last', numeric: true },
      { head: 'last step', numeric: true },
      { head: comparison.reach === null ? 'reached' : `reached ${score(metric, comparison.reach, decimals)}` },
      { head: 'gain over the last fifth', numeric: true },
      { head: 'still improving' },
    ],
    rows: curves.map((curve) => {
      const { points, tail } = curve;
      const halfway = points[Math.floor(points.length / 2)];
      const untold = isLevel(curve) ? '–' : 'unknown';
      return [
        flagged(comparison, curve.arm),
        count(curve.size),
        number(points[0]?.mean),
        number(halfway?.mean),
        number(points.at(-1)?.mean),
        count(points.at(-1)?.step ?? 0),
        reached(curve),
        tail === null ? untold : gain(metric, tail.gain, decimals),
        tail === null ? untold : tail.stillImproving ? 'yes' : 'no',
      ];
    }),
  };
}

/** `5 of 5, half by step 75`. */
function reached(curve: Convergence): string {
  if (curve.reached === null) return 'not asked';
  const { count: times, of, medianStep } = curve.reached;
  return `${times} of ${of}${medianStep === null ? '' : `, half by step ${count(medianStep)}`}`;
}

/** Whether the arm trained nothing: observed once, before the first step that it never took. */
export function isLevel({ points }: Convergence): boolean {
  return points.length === 1 && points[0]?.step === 0;
}

/** What the marks are, and that they chose nothing. `size` is the one that is shown where not all are. */
export function convergenceCaption(comparison: Comparison, curves: readonly Convergence[], size: number | null): Text {
  const intervals = curves.some(({ points }) => points.some(({ interval }) => interval !== null));
  const bands = intervals ? `bands are 95 % intervals of the mean${correction(comparison.design)}; ` : '';
  const some = curves.some(({ cells, points }) => cells.length < (points[0]?.n ?? 0)) ? ' (some of them)' : '';
  const crossing =
    comparison.reach === null
      ? ''
      : ' Dots on the dashed line mark the step by which half of the trials had reached it.';
  const level = curves.some(isLevel) ? ' An arm that trains nothing keeps its score, and is drawn level.' : '';
  const only = size === null ? '' : ` Shown for ${plural(size, 'example')}; the table has every size.`;
  return say`Lines are means over trials, faint lines single trials${some}; ${bands}the curves observe the ${heldOut(comparison.design)} and chose nothing.${level}${crossing}${only}`;
}
