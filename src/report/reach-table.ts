import type { Clock, TimeContrast } from '../compare/contract/times-to-reach.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { correction, overlap } from './design-words.ts';
import { count, decimal, decimalsFor, plural, pValue } from './numbers.ts';
import { flagged } from './oracles.ts';
import { atSizes } from './patterns.ts';
import { speedRange, timesText } from './reach-title.ts';
import { type KnownTimes, sizesByReach, timeContrastOf, timesAt, wantedScore } from './reach-view.ts';
import type { Cell, Table } from './table.ts';
import { capital, say, shown, type Text } from './text.ts';
import { reference } from './view.ts';

/**
 * How long the arms took to the wanted score, in steps, examples and seconds.
 */

const none = '–';

/** In steps, one row for each arm at each size where there is something to tell; null without any. */
export function reachTable(comparison: Comparison, target: TargetComparison): Table | null {
  const rows = rowsOf(comparison, target);
  if (target.timesToReach === null || rows.length === 0) return null;
  return {
    caption: say`Steps to ${wantedScore(comparison, target.timesToReach.score)}`,
    columns: [
      { head: 'arm' },
      { head: 'examples', numeric: true },
      { head: 'reached', numeric: true },
      { head: 'median step', numeric: true },
      { head: 'mean step', numeric: true },
      { head: '95 % interval', numeric: true },
      { head: fasterHead(comparison), numeric: true },
      { head: '95 % interval', numeric: true },
      { head: 'log-rank p, Holm', numeric: true },
    ],
    rows: rows.map((times): Cell[] => {
      const { arm, size, reached, of, median, mean } = times;
      const contrast = timeContrastOf(target, arm, size, 'steps');
      return [
        flagged(comparison, arm),
        count(size),
        `${count(reached)} of ${count(of)}`,
        median === null ? none : decimal(median, Number.isInteger(median) ? 0 : 1),
        `${bound(times)}${count(mean.mean)}`,
        mean.interval === null ? none : mean.interval.map(count).join(' to '),
        ...speedCells(contrast),
        contrast?.status === 'ok' && contrast.pAdjusted !== null ? pValue(contrast.pAdjusted) : none,
      ];
    }),
  };
}

const CLOCKS = ['examples', 'seconds', 'seconds-with-pretraining'] as const satisfies readonly Clock[];
const HEADS = {
  examples: 'examples seen',
  seconds: 'seconds',
  'seconds-with-pretraining': 'seconds with pre-training',
} as const satisfies Record<(typeof CLOCKS)[number], string>;

/** The same rows by the other clocks: restricted means, and the ratio to the reference with its interval. */
export function reachClocksTable(comparison: Comparison, target: TargetComparison): Table | null {
  const rows = rowsOf(comparison, target);
  if (target.timesToReach === null || rows.length === 0) return null;
  return {
    caption: say`Mean time to ${wantedScore(comparison, target.timesToReach.score)} in training examples and in seconds; in brackets, how many times as fast as the reference`,
    columns: [
      { head: 'arm' },
      { head: 'examples', numeric: true },
      ...CLOCKS.map((clock) => ({ head: HEADS[clock], numeric: true })),
    ],
    rows: rows.map(({ arm, size }): Cell[] => [
      flagged(comparison, arm),
      count(size),
      ...CLOCKS.map((clock) => clockCell(comparison, target, arm, size, clock)),
    ]),
  };
}

function clockCell(
  comparison: Comparison,
  target: TargetComparison,
  arm: string,
  size: number,
  clock: (typeof CLOCKS)[number],
): string {
  const times = timesAt(comparison, target, size, clock).find((one) => one.arm === arm);
  if (times === undefined) return 'unknown';
  const { mean } = times.mean;
  const time = `${bound(times)}${clock === 'examples' ? count(mean) : decimal(mean, Math.min(3, decimalsFor(mean)))}`;
  const contrast = timeContrastOf(target, arm, size, clock);
  if (contrast?.status !== 'ok' || contrast.ratio === null) return time;
  const { value, interval } = contrast.ratio;
  return `${time} (${timesText(value)}×${interval === null ? '' : `, ${speedRange(interval)}`})`;
}

/** A restricted mean is no more than a bound where some trials never got there. */
function bound({ reached, of }: KnownTimes): string {
  return reached < of ? '≥ ' : '';
}

function rowsOf(comparison: Comparison, target: TargetComparison): KnownTimes[] {
  const { told } = sizesByReach(comparison, target);
  const times = told.flatMap((size) => timesAt(comparison, target, size, 'steps'));
  return comparison.arms.flatMap(({ name: arm }) => times.filter((one) => one.arm === arm));
}

function fasterHead(comparison: Comparison): string {
  const base = reference(comparison);
  return base === null ? 'times as fast' : `times as fast as ${shown(base.name, 24)}`;
}

function speedCells(contrast: TimeContrast | undefined): [Cell, Cell] {
  if (contrast === undefined) return [none, none];
  if (contrast.status !== 'ok') return [SAID[contrast.status], none];
  if (contrast.ratio === null) return [none, none];
  const { value, interval } = contrast.ratio;
  return [timesText(value), interval === null ? none : speedRange(interval)];
}

const SAID = {
  nobody: 'neither got there',
  'at-once': 'both at once',
  constant: 'no variance',
  insufficient: 'too few cells',
  unknown: 'unknown',
  refused: 'not comparable',
} as const satisfies Record<Exclude<TimeContrast['status'], 'ok'>, string>;

/** The sizes that are not in the tables, and why; null where all are. */
export function reachSentence(comparison: Comparison, target: TargetComparison): Text | null {
  const { timesToReach, sizes } = target;
  if (comparison.reach === null)
    return say`The suite names no score to reach (compare.reach), so that there is no time to one.`;
  if (timesToReach === null) return null;
  const wanted = wantedScore(comparison, timesToReach.score);
  const { nobody, atOnce } = sizesByReach(comparison, target);
  const parts = [
    ...(nobody.length === 0 ? [] : [`${atSizes(nobody, sizes)} no trial reached ${wanted}`]),
    ...(atOnce.length === 0 ? [] : [`${atSizes(atOnce, sizes)} every trial was at ${wanted} before its first step`]),
  ];
  return parts.length === 0 ? null : capital(say`${parts.join('; ')}.`);
}

/** How times were found, what a trial that never got there counts as, and what p is worth here. */
export function reachNote(comparison: Comparison, target: TargetComparison): Text {
  const { timesToReach } = target;
  if (timesToReach === null) return say``;
  const { every, independent, contrasts } = timesToReach;
  const { design } = comparison;
  const fieller = overlap(design) === correction(design) ? '' : overlap(design);
  const family = contrasts.filter((one) => one.clock === 'steps' && one.status === 'ok' && one.p !== null).length;
  const worth = independent
    ? ''
    : ' That test takes cells for independent, which those of one pool are not: its p describes the times, and nothing here rests on it.';
  const rows = rowsOf(comparison, target);
  const speeds = contrasts.some((one) => one.status === 'ok' && one.ratio !== null);
  const speed = speeds
    ? ` Times as fast is the ratio of such means over matched cells, its interval by Fieller’s theorem${fieller}.`
    : '';
  const intervals = `${rows.some(({ mean }) => mean.interval !== null) ? ` Intervals are 95 %${correction(design)}.` : ''}${speed}`;
  const p =
    family === 0
      ? ''
      : ` p is of the log-rank test with a stratum for each cell, by Holm over ${plural(family, 'contrast')}.${worth}`;
  return say`A time is that of the first observation at the score or better. Trials were observed every ${plural(every, 'step')} or more often: the score itself may have come up to that much earlier. A trial that never got there, or diverged, counts in a mean as its budget, and where seconds differ as the shortest of such budgets in what is compared; the true mean is above (≥).${intervals}${p} Seconds are those of training on this machine, spread evenly over the steps; with pre-training they begin with the whole checkpoint, as if the trial were alone.`;
}
