import { mean } from 'simple-statistics';
import { meanGapCovered } from '../stats/gap-covered.ts';
import type { CurveRow } from '../store/rows.ts';
import type { ArmFacts } from './arms.ts';
import type { Scores } from './cells.ts';
import { type CellScores, completeCells } from './complete-cells.ts';
import type { DomainGap, GapShare } from './contract/domain-gap.ts';
import type { MetricFacts } from './contract/values.ts';
import type { TestedDesign } from './design.ts';
import { intervalOfMean } from './mean-test.ts';
import { gainOf } from './pairs.ts';
import type { AnalysisTables } from './representations.ts';
import { counted } from './wording.ts';

export interface DomainGapInput {
  readonly target: string;
  readonly scores: Scores;
  readonly arms: readonly ArmFacts[];
  readonly sizes: readonly number[];
  /** The primary metric. */
  readonly metric: MetricFacts;
  readonly design: TestedDesign;
  /** Of the same target. */
  readonly curves: readonly CurveRow[];
  readonly looks: AnalysisTables | null;
}

/**
 * How much of the gap between training on the labelled domain alone and training on the target's own labels each
 * adaptation covers, by size; nothing without an arm at either end.
 */
export function domainGapsOf(input: DomainGapInput): DomainGap[] {
  const { arms, sizes, metric, design, scores } = input;
  const lower = arms.find(({ adapt }) => adapt === 'source-only');
  const upper = arms.find(({ adapt, oracle }) => adapt === null && oracle === 'target-labels');
  if (lower === undefined || upper === undefined) return [];
  const adapted = arms.filter(({ adapt }) => adapt !== null && adapt !== 'source-only');
  return sizes.flatMap((size): DomainGap[] => {
    const ends = completeCells(scores, { lower: lower.name, upper: upper.name }, size, metric.name);
    if (ends.length === 0) return [];
    const gaps = ends.map((cell) => gainOf(cell.lower.value, cell.upper.value, metric.direction));
    return [
      {
        size,
        metric: metric.name,
        lower: lower.name,
        upper: upper.name,
        n: ends.length,
        gap: { mean: mean(gaps), interval: intervalOfMean(gaps, design) },
        shares: adapted.map((arm) => shareOf(arm.name, lower.name, upper.name, size, input)),
        seen: [lower, ...adapted, upper].map(({ name }) => ({ arm: name, ...seenOf(name, size, input) })),
      },
    ];
  });
}

/** Shares that differ by less are equal. */
const ROUNDING = 1e-9;

function shareOf(arm: string, lower: string, upper: string, size: number, input: DomainGapInput): GapShare {
  const { scores, metric, design } = input;
  const cells = completeCells(scores, { lower, arm, upper }, size, metric.name);
  const n = cells.length;
  if (design.test === null) return { arm, n, status: 'insufficient', reason: design.reason };
  const result = meanGapCovered(
    cells.map((cell) => gapCell(cell, metric)),
    design.ratio,
  );
  switch (result.status) {
    case 'ok':
      // Equal in all cells up to rounding: an interval without width would look like certainty.
      return result.interval[1] - result.interval[0] > ROUNDING
        ? { arm, n, ...result }
        : {
            arm,
            n,
            status: 'insufficient',
            reason: 'The share is the same in every cell: without variance there is no test.',
          };
    case 'no_gap':
      return { arm, n, status: 'no-gap' };
    case 'insufficient':
      return {
        arm,
        n,
        status: 'insufficient',
        reason: `${counted(n, 'cell')} ${n === 1 ? 'has' : 'have'} a score of all three arms; the test needs two or more.`,
      };
    case 'invalid':
      return { arm, n, status: 'insufficient', reason: result.reason };
  }
}

function gapCell({ lower, arm, upper }: CellScores<'lower' | 'arm' | 'upper'>, { direction }: MetricFacts) {
  return {
    gain: gainOf(lower.value, arm.value, direction),
    gap: gainOf(lower.value, upper.value, direction),
  };
}

/** What tells whether the representations of the domains were drawn together; means over cells, null where unknown. */
function seenOf(arm: string, size: number, { target, curves, looks }: DomainGapInput) {
  const distances = (looks?.analyses ?? []).flatMap((row) =>
    row.target === target && row.arm === arm && row.size === size && row.measure === 'proxy-a-distance'
      ? (row.value ?? [])
      : [],
  );
  const last = new Map<string, CurveRow>();
  for (const row of curves) {
    if (row.arm !== arm || row.size !== size || row.domains === null) continue;
    const key = `${row.repeat}.${row.fold}`;
    if ((last.get(key)?.step ?? -1) < row.step) last.set(key, row);
  }
  const told = [...last.values()].map(({ domains }) => domains!);
  return {
    proxyADistance: distances.length === 0 ? null : mean(distances),
    domainAccuracy: told.length === 0 ? null : mean(told),
  };
}
