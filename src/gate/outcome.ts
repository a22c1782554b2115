import type { GateReport, Outcome } from './contract.ts';

/** DESIGN: where several hold, missing trials come first, then a confirmed regression, then what is not known. */
const EXITS: Readonly<Record<Outcome, number>> = { passed: 0, regressed: 1, incomplete: 3, inconclusive: 4 };

/**
 * What a report amounts to. A regression fails only if it was confirmed on cells that it was not found on; one that was
 * cleared there passes. Nothing judged is never a pass.
 */
export function outcomeOf({ obstacles, gone, judgements, costs }: GateReport): Outcome {
  if (obstacles.length > 0) return 'inconclusive';
  if (judgements.some(({ ruling }) => ruling === 'incomplete')) return 'incomplete';
  const regressions = [
    ...judgements.map(({ ruling, confirmation }) => ({ ruling, found: confirmation?.found ?? null })),
    ...costs.map(({ ruling, confirmation }) => ({ ruling, found: confirmation })),
  ].filter(({ ruling }) => ruling === 'regressed');
  if (regressions.some(({ found }) => found === 'confirmed')) return 'regressed';
  const open = regressions.some(({ found }) => found !== 'cleared');
  const unknown = judgements.some(({ ruling }) => ruling === 'inconclusive'); // a noisy machine is nobody's regression
  return open || unknown || gone.length > 0 || judgements.length === 0 ? 'inconclusive' : 'passed';
}

/** @param warnOnly what was found is told, and fails nothing; missing trials are no finding. */
export function exitOf(report: GateReport, warnOnly: boolean): number {
  const outcome = outcomeOf(report);
  return warnOnly && outcome !== 'incomplete' ? 0 : EXITS[outcome];
}
