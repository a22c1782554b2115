import type { OracleArm } from '../compare/arms.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { score } from './numbers.ts';
import { atSizes } from './patterns.ts';
import { capital, list, name, say, type Text } from './text.ts';
import { labelOf, oracles, primary, primaryScores, scoreDecimals } from './view.ts';

/**
 * Arms that have seen what the question forbids: shown with all others, flagged wherever they stand, in no verdict.
 */

const SEEN: Readonly<Record<OracleArm['oracle'], string>> = {
  'target-labels': 'trained on target labels',
  selection: 'selected with target labels',
};

/** `oracle: trained on target labels`. */
export function oracleWords({ oracle }: OracleArm): string {
  return `oracle: ${SEEN[oracle]}`;
}

/** What stands behind an arm's name in figures, where there is little room; nothing for an arm that is ranked. */
export function oracleMark(comparison: Comparison, arm: string): string {
  return find(comparison, arm) === undefined ? '' : ' (oracle)';
}

/** An arm's name as tables and sentences write it: an oracle says what it has seen. */
export function flagged(comparison: Comparison, arm: string): Text {
  const oracle = find(comparison, arm);
  return oracle === undefined ? [name(arm)] : say`${name(arm)} (${oracleWords(oracle)})`;
}

function find(comparison: Comparison, arm: string): OracleArm | undefined {
  return oracles(comparison).find((oracle) => oracle.name === arm);
}

/** What the oracles scored, in one sentence that keeps them apart from the answer; null without any. */
export function oracleSentence(comparison: Comparison, target: TargetComparison): Text | null {
  const metric = primary(comparison);
  const decimals = scoreDecimals(target, metric);
  const each = oracles(comparison)
    .filter(({ origin }) => origin === null)
    .flatMap((arm) => {
      const scores = primaryScores(comparison, target).filter((summary) => summary.arm === arm.name);
      const last = scores.at(-1);
      if (last === undefined) return [];
      const where = atSizes([last.size], []);
      return [say`${name(arm.name)} (${oracleWords(arm)}) ${score(metric, last.mean, decimals)} ${where}`];
    });
  return each.length === 0 ? null : capital(say`not ranked, by ${labelOf(metric)}: ${list(each)}.`);
}
