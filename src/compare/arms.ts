import type { RunRecord } from '../store/run-record.ts';
import type { OracleKind } from '../transfer/oracle.ts';

/** An arm that is compared with others: it has seen what the question allows, and no more. */
export type RankedArm = ArmOf & { readonly oracle: null };

/** An arm that has seen what the question forbids: shown everywhere, flagged, and in no contrast. */
export type OracleArm = ArmOf & { readonly oracle: OracleKind };

export type ArmFacts = RankedArm | OracleArm;

export function isRanked(arm: ArmFacts): arm is RankedArm {
  return arm.oracle === null;
}

interface ArmOf {
  readonly name: string;
  readonly reference: boolean;
  /**
   * Counted from 1 over the arms beside the reference in suite order, those that the suite's file writes out first; 0 for
   * the reference. It stays where a view leaves arms out.
   */
  readonly place: number;
  /** What the arm does, in a few words: `all stages from low-digits, all trained`. */
  readonly summary: string;
  readonly source: string | null;
  /** How it learns from another domain's labels; null if it does not. */
  readonly adapt: string | null;
  /** Targets of which the source saw held-out examples; flagged in every contrast. */
  readonly transductive: readonly string[];
  /** Why the suite made this arm; null if its file writes it out. Only those are compared with the reference. */
  readonly origin: RunRecord['arms'][number]['origin'];
}
