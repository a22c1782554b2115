import type { TuneNode } from '../plan/nodes.ts';
import type { Outcome, TuneOutcome } from '../plan/outcome.ts';
import type { Plan } from '../plan/plan.ts';
import { reasonOf } from './reason.ts';
import type { TuningRow } from './rows.ts';

/** What was tried and what was chosen, in the order of the trials. Arms that share a node have rows of their own. */
export function tuningTable(plan: Plan, outcomes: ReadonlyMap<string, Outcome>): TuningRow[] {
  return plan.trials.flatMap(({ arm, tune }) => {
    const node = tune === null ? undefined : plan.nodes.get(tune);
    const outcome = tune === null ? undefined : outcomes.get(tune);
    return node?.kind === 'tune' && outcome?.kind === 'tune' ? rowsOf(arm, node, outcome) : [];
  });
}

function rowsOf(arm: string, { id, spec }: TuneNode, outcome: TuneOutcome): TuningRow[] {
  const { split, size, metric, configurations } = spec;
  const cell = { node: id, target: split.target, size, repeat: split.repeat, fold: split.fold, arm };
  const row = { ...cell, status: outcome.status, metric };
  if (outcome.status !== 'completed') {
    const nothing = { configuration: null, settings: null, chosen: null, split: null, value: null, diverged: null };
    return [{ ...row, ...nothing, reason: reasonOf(outcome) }];
  }
  return outcome.scores.flatMap((scores, configuration) => {
    const settings = JSON.stringify(configurations[configuration]!.values);
    const chosen = outcome.chosen === configuration ? 'yes' : null;
    return scores.map(({ value, diverged }, number) => ({
      ...row,
      configuration,
      settings,
      chosen,
      split: number,
      value,
      diverged,
      reason: null,
    }));
  });
}
