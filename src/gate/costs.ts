import { nonInferiority } from '../stats/non-inferiority.ts';
import type { TimingRow } from '../store/rows.ts';
import type { CostJudgement } from './contract.ts';
import { ALPHA } from './judge.ts';
import type { GateSettings } from './settings.ts';

/** What both sides paid, measured in turns on one machine. */
export interface PaidCosts {
  readonly before: readonly TimingRow[];
  readonly after: readonly TimingRow[];
  /** Peak memory of the two processes of each turn, in bytes. */
  readonly peaks: readonly { readonly before: number; readonly after: number }[];
}

/**
 * Judges seconds and memory by paired ratios: the geometric mean of now to before, over cells that ran beside each other
 * (seconds), over checkpoints (pre-training, where it was repeated) and over turns (memory), with the 90 % interval of a paired t over their logarithms. No correction for
 * overlapping training sets: what spreads here is the machine.
 */
export function judgeCosts({ before, after, peaks }: PaidCosts, settings: GateSettings): CostJudgement[] {
  const arms = [...new Set(after.filter(isTrained).map(({ name }) => name))];
  const seconds = arms.map((arm) => judged('seconds', arm, cellRatios(arm, before, after), settings.seconds));
  const sources = [...new Set(after.filter(isPretrained).map(({ name }) => name))];
  const pretraining = sources.flatMap((source) => {
    const ratios = checkpointRatios(source, before, after);
    return ratios.length < 2 ? [] : [judged('pretraining', source, ratios, settings.seconds)];
  });
  const memory =
    peaks.length === 0
      ? []
      : [
          judged(
            'memory',
            null,
            peaks.map((peak) => Math.log(peak.after / peak.before)),
            settings.memory,
          ),
        ];
  return [...seconds, ...pretraining, ...memory];
}

function isTrained({ kind, status, trainSeconds }: TimingRow): boolean {
  return kind === 'trial' && status === 'completed' && (trainSeconds ?? 0) > 0;
}

function isPretrained({ kind, status, trainSeconds }: TimingRow): boolean {
  return kind === 'pretrain' && status === 'completed' && (trainSeconds ?? 0) > 0;
}

/** The log ratio of pre-training seconds for each checkpoint that both sides trained. */
function checkpointRatios(source: string, before: readonly TimingRow[], after: readonly TimingRow[]): number[] {
  const placeOf = ({ repeat, fold }: TimingRow) => `${repeat}.${fold}`;
  const of = (rows: readonly TimingRow[]) => rows.filter((row) => row.name === source && isPretrained(row));
  const earlier = new Map(of(before).map((row) => [placeOf(row), row.trainSeconds!]));
  return of(after).flatMap((row) => {
    const was = earlier.get(placeOf(row));
    return was === undefined ? [] : [Math.log(row.trainSeconds! / was)];
  });
}

/** For each repeat and fold, the mean over targets and sizes of the log ratio of training seconds. */
function cellRatios(arm: string, before: readonly TimingRow[], after: readonly TimingRow[]): number[] {
  const placeOf = ({ target, size, repeat, fold }: TimingRow) => JSON.stringify([target, size, repeat, fold]);
  const of = (rows: readonly TimingRow[]) => rows.filter((row) => row.name === arm && isTrained(row));
  const earlier = new Map(of(before).map((row) => [placeOf(row), row.trainSeconds!]));
  const cells = new Map<string, number[]>();
  for (const row of of(after)) {
    const was = earlier.get(placeOf(row));
    if (was === undefined) continue;
    const cell = `${row.repeat}.${row.fold}`;
    cells.set(cell, [...(cells.get(cell) ?? []), Math.log(row.trainSeconds! / was)]);
  }
  return [...cells.values()].map((logs) => logs.reduce((total, log) => total + log, 0) / logs.length);
}

function judged(
  cost: CostJudgement['cost'],
  arm: string | null,
  logs: readonly number[],
  share: number,
): CostJudgement {
  const pairs = logs.length;
  const base = { cost, arm, pairs, margin: 1 + share, confirmation: null };
  const test = nonInferiority(logs, {
    margin: Math.log(1 + share),
    direction: 'lower',
    testTrainRatio: 0,
    alpha: ALPHA,
  });
  if (test.status === 'insufficient' || test.status === 'invalid') {
    const ratio = pairs === 0 ? null : Math.exp(logs[0]!);
    const reason = pairs < 2 ? 'Two or more pairs are needed.' : 'The ratios cannot be judged.';
    return { ...base, ratio, interval: null, ruling: 'inconclusive', reason };
  }
  // A gain is a loss of seconds, so that the ends of the interval change places.
  const ratio = Math.exp(-test.mean);
  const interval = [Math.exp(-test.interval[1]), Math.exp(-test.interval[0])] as const;
  const told = { ...base, ratio, interval };
  if (test.decision === 'fail')
    return { ...told, ruling: 'regressed', reason: 'It costs more than the margin allows.' };
  if (test.decision === 'inconclusive')
    return {
      ...told,
      ruling: 'inconclusive',
      reason: 'The machine is too noisy to tell; more repeats, or a quieter machine, would.',
    };
  return test.superior
    ? { ...told, ruling: 'improved', reason: 'It costs less, by the whole interval.' }
    : { ...told, ruling: 'unchanged', reason: 'It costs no more than the margin allows.' };
}

/** Costs with what the reserve block says of those that were suspected: the same measure, on new cells. */
export function confirmedCosts(found: readonly CostJudgement[], reserve: readonly CostJudgement[]): CostJudgement[] {
  return found.map((one) => {
    if (one.ruling !== 'regressed') return one;
    const again = reserve.find(({ cost, arm }) => cost === one.cost && arm === one.arm);
    const confirmation =
      again === undefined || again.ruling === 'inconclusive'
        ? ('inconclusive' as const)
        : again.ruling === 'regressed'
          ? ('confirmed' as const)
          : ('cleared' as const);
    return { ...one, confirmation };
  });
}
