import type { LedgerLine } from './contract/ledger.ts';
import type { TargetComparison } from './contract.ts';

/**
 * What an arm and its reference were given, where that was not the same: then a gain may come of it, and not of what is
 * compared.
 */

/** The two ledger lines of a contrast at one size. */
interface Sides {
  readonly arm: LedgerLine;
  readonly reference: LedgerLine;
}

/** One sentence if the models of both arms do not have as many parameters; null if they do. */
export function capacityWarning(target: TargetComparison, arm: string, reference: string): string | null {
  const found = sidesOf(target, arm, reference).find((sides) => differ(sides, 'parameters'));
  if (found === undefined) return null;
  const [own, other] = [found.arm.parameters, found.reference.parameters];
  return `${arm} on ${target.name} has ${whole(own)} parameters while it trains, ${reference} ${whole(other)} (${percent(own / other - 1)}): a part of the difference may be capacity.`;
}

/** One sentence if both arms did not train for as many steps, or on as many examples; null if they did. */
export function budgetWarning(target: TargetComparison, arm: string, reference: string): string | null {
  const found = sidesOf(target, arm, reference).find((sides) => differ(sides, 'steps') || differ(sides, 'examples'));
  if (found === undefined) return null;
  const given = ({ steps, examples }: LedgerLine): string => `${whole(steps)} steps on ${whole(examples)} examples`;
  return `${arm} on ${target.name} trains for ${given(found.arm)}, ${reference} for ${given(found.reference)} (at size ${found.arm.size}): their scores are not of equal budgets.`;
}

/** Whether an arm and its reference trained for other steps, or on other examples, at one size. */
export function isOfUnequalBudget(target: TargetComparison, arm: string, reference: string, size: number): boolean {
  return sidesOf(target, arm, reference).some(
    (sides) => sides.arm.size === size && (differ(sides, 'steps') || differ(sides, 'examples')),
  );
}

/** At each size where both arms have a trial that ran to its end: one that diverged stopped early. */
function sidesOf({ ledger, scores, sizes }: TargetComparison, arm: string, reference: string): Sides[] {
  const ended = (name: string, size: number): boolean =>
    scores.some((score) => score.arm === name && score.size === size && score.cells.some(({ diverged }) => !diverged));
  const lineOf = (name: string, size: number) => ledger.find((line) => line.arm === name && line.size === size);
  return sizes.flatMap((size) => {
    const [own, other] = [lineOf(arm, size), lineOf(reference, size)];
    return own && other && ended(arm, size) && ended(reference, size) ? [{ arm: own, reference: other }] : [];
  });
}

/** Means of whole numbers: what is left of rounding is no difference. */
function differ({ arm, reference }: Sides, key: 'parameters' | 'steps' | 'examples'): boolean {
  return Math.abs(arm[key] - reference[key]) > 1e-9 * Math.max(arm[key], reference[key]);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function percent(share: number): string {
  const text = (100 * Math.abs(share)).toPrecision(2);
  return `${share < 0 ? '−' : '+'}${Number(text)} %`;
}
