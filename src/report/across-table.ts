import type { AcrossSize, GainOverTargets } from '../compare/contract/across-targets.ts';
import type { MetricFacts } from '../compare/contract/values.ts';
import type { Comparison } from '../compare/contract.ts';
import { count, decimal, gain, pValue, range } from './numbers.ts';
import { atSizes, gainUnit } from './patterns.ts';
import type { Cell, Table } from './table.ts';
import { name, say, shown, type Text } from './text.ts';
import { decimalsOfIntervals, labelOf, primary } from './view.ts';

/**
 * The numbers of several targets together, one table per training size.
 */

const none = '–';

/** Mean ranks, gains with targets as the unit, and verdicts counted. */
export function acrossTable(comparison: Comparison, size: AcrossSize): Table {
  const metric = primary(comparison);
  const unit = gainUnit(metric);
  const decimals = acrossDecimals(size, metric);
  const gains = new Map(size.gains.map((one) => [one.arm, one]));
  const ranked = new Map(size.table.arms.map((one) => [one.arm, one]));
  const arms = comparison.arms.filter((arm) => gains.has(arm.name) || ranked.has(arm.name));
  return {
    caption: say`Over targets, ${atSizes([size.size], [])}, by ${labelOf(metric)}`,
    columns: [
      { head: 'arm' },
      ...['mean rank', 'best on', unit === '' ? 'mean gain' : `mean gain, ${unit}`, '95 % interval', 'p', 'Holm p'].map(
        (head) => ({ head, numeric: true }),
      ),
      ...['helps on', 'hurts on', 'of targets'].map((head) => ({ head, numeric: true })),
      { head: 'lowest gain' },
    ],
    rows: arms.map(({ name: arm }): Cell[] => {
      const [own, gained] = [ranked.get(arm), gains.get(arm)];
      return [
        [name(arm)],
        own === undefined ? none : decimal(own.meanRank, 2),
        own === undefined ? none : count(own.bestOn),
        ...(gained === undefined ? Array<Cell>(8).fill(none) : gainCells(gained, metric, decimals)),
      ];
    }),
  };
}

function gainCells(gained: GainOverTargets, metric: MetricFacts, decimals: number): Cell[] {
  const { verdicts, gains } = gained;
  const judged = gains.length > verdicts.none;
  const counts = [...(judged ? [verdicts.helps, verdicts.hurts].map(count) : [none, none]), count(gains.length)];
  if (gained.status !== 'ok') {
    const mean = gained.status === 'zero_variance' ? gain(metric, gained.mean, decimals) : none;
    return [mean, none, none, none, ...counts, none];
  }
  const { mean, interval, p, pAdjusted, lowest, pHarm } = gained;
  const harm = lowest.gain < 0 && pHarm !== null ? ` (p of harm ${pValue(pHarm)})` : '';
  return [
    gain(metric, mean, decimals),
    range(metric, interval, decimals),
    pValue(p),
    pValue(pAdjusted),
    ...counts,
    `${gain(metric, lowest.gain, decimals)} on ${shown(lowest.target, 24)}${harm}`,
  ];
}

/** Decimals for all gains over targets at a size. */
export function acrossDecimals({ gains }: AcrossSize, metric: MetricFacts): number {
  return decimalsOfIntervals(
    gains.map((one) => (one.status === 'ok' ? one.interval : null)),
    gains.flatMap((one) => (one.status === 'insufficient' ? [] : [one.mean])),
    metric,
  );
}

/** The share of targets on which each arm's error is near the smallest; null where errors are not defined. */
export function profileTable(comparison: Comparison, { profile, size }: AcrossSize): Table | null {
  if (profile.status !== 'ok') return null;
  const metric = primary(comparison);
  const what: Text = profile.of === 'score' ? [labelOf(metric)] : say`error (1 − ${labelOf(metric)})`;
  return {
    caption: say`Share of targets, in %, on which an arm’s ${what} is within so many times that of the best arm, ${atSizes([size], [])}`,
    columns: [{ head: 'arm' }, ...profile.thresholds.map((times) => ({ head: `${times}×`, numeric: true }))],
    rows: profile.arms.map(({ arm, shares }): Cell[] => [
      [name(arm)],
      ...shares.map((share) => decimal(100 * share, 0)),
    ]),
  };
}
