import type { TrialRow } from '../store/rows.ts';
import { adjusted, gainOverTargets } from './across-gains.ts';
import { errorProfile, rankTable, rankTest } from './across-ranks.ts';
import { type ArmFacts, isRanked } from './arms.ts';
import { indexScores } from './cells.ts';
import type { AcrossSize, AcrossTargets } from './contract/across-targets.ts';
import type { MetricFacts } from './contract/values.ts';
import type { TargetComparison } from './contract.ts';
import type { TestedDesign } from './design.ts';

export interface AcrossInput {
  readonly arms: readonly ArmFacts[];
  /** The primary one. */
  readonly metric: MetricFacts;
  readonly design: TestedDesign;
  readonly targets: readonly Pick<TargetComparison, 'name' | 'sizes' | 'contrasts'>[];
  /** Rows of each target. */
  readonly rows: ReadonlyMap<string, readonly TrialRow[]>;
}

/**
 * What several targets say together, each counted once by its mean over cells: mean ranks with Iman and Davenport's test
 * and Nemenyi's critical difference (Demšar 2006, JMLR 7:1–30), gains over the reference with targets as the unit, and
 * performance profiles of the error. Folds of one target are not independent and are no rows of these tests.
 *
 * @returns Null below two targets with a score in the primary metric, and below two arms that are compared.
 */
export function acrossTargets({ arms, metric, design, targets, rows }: AcrossInput): AcrossTargets | null {
  const compared = arms.filter(isRanked).filter(({ reference, origin }) => reference || origin === null);
  if (compared.length < 2) return null;
  const tables = targets.map((target) => ({ ...target, scores: indexScores(rows.get(target.name) ?? []) }));
  const measured = tables.filter(({ sizes, scores }) =>
    compared.some(({ name }) => sizes.some((size) => scores(name, size, metric.name).length > 0)),
  );
  if (measured.length < 2) return null;
  const reference = compared.find((arm) => arm.reference);
  const shared = measured[0]!.sizes.filter((size) => measured.every(({ sizes }) => sizes.includes(size)));
  const sizes = shared.map((size): AcrossSize => {
    const scored = measured.filter(({ scores }) =>
      compared.some(({ name }) => scores(name, size, metric.name).length > 0),
    );
    const table = rankTable(scored, compared, size, metric);
    const gains = compared.flatMap((arm) =>
      reference === undefined || arm === reference
        ? []
        : gainOverTargets({ targets: scored, arm, reference, size, metric, design }),
    );
    return { size, table, ranks: rankTest(table, metric), profile: errorProfile(table, metric), gains };
  });
  return {
    metric: metric.name,
    targets: measured.map(({ name }) => name),
    leftOut: tables.filter((target) => !measured.includes(target)).map(({ name }) => name),
    sizes: adjusted(sizes),
  };
}
