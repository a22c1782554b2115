import type { Calibration, Counted } from '../../gate/calibration.ts';
import { wrap } from '../../report/lines.ts';
import { count, decimal, plural } from '../../report/numbers.ts';

/** What the gate's own error rates are, for a person. */
export function calibrationLines(suite: string, found: Calibration): string[] {
  const row = (what: string, { count: found, share, interval: [low, high] }: Counted, of: number) =>
    `${what.padEnd(44)}${`${count(found)} of ${count(of)}`.padStart(14)}  ${percent(share).padStart(6)}  ${percent(low)} to ${percent(high)}`;
  const { pairs, comparisons } = found;
  return [
    ...wrap(
      `${suite}: the present code against itself in ${plural(pairs, 'pair')} of runs under fresh seeds, which differ in chance alone. Rates with 95 % intervals:`,
    ),
    '',
    row('runs in which a regression was suspected', found.suspected, pairs),
    row('runs that would have failed: confirmed', found.confirmed, pairs),
    row('single comparisons that were suspected', found.suspectedComparisons, comparisons),
    row('single comparisons that were confirmed', found.confirmedComparisons, comparisons),
    row('single comparisons that stayed inconclusive', found.inconclusive, comparisons),
    '',
    ...wrap(
      'Each comparison is tested at 5 %, against a loss as large as the margin; without any loss it comes up less often.',
    ),
  ];
}

function percent(share: number): string {
  return `${decimal(100 * share, 1)} %`;
}
