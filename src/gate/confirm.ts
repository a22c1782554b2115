import { designOf } from '../compare/design.ts';
import { metricFacts } from '../compare/facts.ts';
import { counted } from '../compare/wording.ts';
import { repeatsOf } from '../plan/repeats.ts';
import { holm } from '../stats/holm.ts';
import type { BaselineTrial } from './baseline.ts';
import type { GateReport, Judgement } from './contract.ts';
import { changeOf, confirm } from './judge.ts';
import { pairing } from './pairs.ts';
import type { ScoredRun } from './scored-run.ts';

/** What the reserve block has to be run for; null where nothing is suspected. */
export interface Suspects {
  readonly arms: readonly string[];
  readonly sizes: readonly number[];
  readonly targets: readonly string[];
}

export function suspectsOf({ judgements }: GateReport): Suspects | null {
  const suspected = judgements.filter(isSuspected);
  if (suspected.length === 0) return null;
  const distinct = <Value>(of: (one: Judgement) => Value) => [...new Set(suspected.map(of))];
  return {
    arms: distinct(({ arm }) => arm),
    sizes: distinct(({ size }) => size),
    targets: distinct(({ target }) => target),
  };
}

/** The same with the reference arm, without which there is no run of a suite. */
export function rerunOf(suspects: Suspects, reference: string): Suspects {
  return { ...suspects, arms: [...new Set([reference, ...suspects.arms])] };
}

function isSuspected({ ruling, confirmation }: Judgement): boolean {
  return ruling === 'regressed' && confirmation === null;
}

/**
 * A report with what the reserve block says of each suspected regression.
 *
 * @param before the earlier side's trials; those of the repeats that `after` has are taken.
 * @param after the present code's run of it, for what is suspected.
 */
export function confirmed(report: GateReport, before: readonly BaselineTrial[], after: ScoredRun): GateReport {
  const { record } = after;
  const facts = metricFacts(record);
  const own = new Set(repeatsOf(record.design)); // never those that the suspicion came from
  const pairsOf = pairing(
    before.filter(({ repeat }) => own.has(repeat)),
    after.trials,
  );
  const suspected = report.judgements.filter(isSuspected);
  const changes = suspected.map((judgement) => {
    const { differences, missing } = pairsOf(judgement);
    const metric = facts.find(({ name }) => name === judgement.metric)!;
    const { design } = record;
    const pairs = { differences, metric, design: designOf(design), folds: design.folds, margin: judgement.margin };
    return { change: changeOf(pairs), missing };
  });
  const adjusted = holm(changes.map(({ change }) => change.pWorse));
  const confirmations = new Map(
    suspected.map((judgement, index) => {
      const { change, missing } = changes[index]!;
      const { test: _, ...told } = change;
      const found =
        missing > 0
          ? {
              found: 'inconclusive' as const,
              reason: `${counted(missing, 'trial')} of the reserve block ${missing === 1 ? 'has' : 'have'} no score.`,
            }
          : confirm(change, adjusted[index] ?? null);
      return [judgement, { ...told, ...found }] as const;
    }),
  );
  return {
    ...report,
    judgements: report.judgements.map((one) => ({ ...one, confirmation: confirmations.get(one) ?? one.confirmation })),
  };
}

/** A report whose suspicions cannot be confirmed, and why: one sentence. */
export function unconfirmed(report: GateReport, reason: string): GateReport {
  const unknown = { pairs: 0, mean: null, interval: null, pWorse: null, found: 'inconclusive' as const, reason };
  return {
    ...report,
    judgements: report.judgements.map((one) => (isSuspected(one) ? { ...one, confirmation: unknown } : one)),
    costs: report.costs.map((one) =>
      one.ruling === 'regressed' && one.confirmation === null
        ? { ...one, confirmation: 'inconclusive', reason: `${one.reason} ${reason}` }
        : one,
    ),
  };
}
