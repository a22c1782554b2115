import { type Rate, wilsonInterval } from '../stats/wilson-interval.ts';
import type { GateReport } from './contract.ts';

/** How often the gate calls code worse that is the same: over pairs of runs that differ in nothing but chance. */
export interface Calibration {
  readonly pairs: number;
  /** Judgements of all pairs together. */
  readonly comparisons: number;
  /** Pairs with a regression that was suspected, and with one that new cells confirmed: only these fail a build. */
  readonly suspected: Counted;
  readonly confirmed: Counted;
  /** The same by single judgement. */
  readonly suspectedComparisons: Counted;
  readonly confirmedComparisons: Counted;
  /** Judgements that would have held a build up without an answer. */
  readonly inconclusive: Counted;
}

export interface Counted extends Rate {
  readonly count: number;
}

/** @throws {RangeError} without a pair, or where nothing was judged. */
export function calibrationOf(reports: readonly GateReport[]): Calibration {
  const judgements = reports.flatMap((report) => report.judgements);
  const isSuspected = ({ ruling }: GateReport['judgements'][number]) => ruling === 'regressed';
  const isConfirmed = ({ confirmation }: GateReport['judgements'][number]) => confirmation?.found === 'confirmed';
  const counted = (count: number, of: number): Counted => ({ count, ...wilsonInterval(count, of) });
  const pairsWith = (holds: typeof isSuspected) => reports.filter((report) => report.judgements.some(holds)).length;
  return {
    pairs: reports.length,
    comparisons: judgements.length,
    suspected: counted(pairsWith(isSuspected), reports.length),
    confirmed: counted(pairsWith(isConfirmed), reports.length),
    suspectedComparisons: counted(judgements.filter(isSuspected).length, judgements.length),
    confirmedComparisons: counted(judgements.filter(isConfirmed).length, judgements.length),
    inconclusive: counted(judgements.filter(({ ruling }) => ruling === 'inconclusive').length, judgements.length),
  };
}
