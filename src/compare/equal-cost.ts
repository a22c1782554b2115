import { mean } from 'simple-statistics';
import type { Currency, EqualCost, EqualCostResult } from './contract/equal-cost.ts';
import type { MetricFacts } from './contract/values.ts';
import { type CostCurve, type CostCurves, paid } from './cost-curves.ts';
import type { TestedDesign } from './design.ts';
import { intervalOfMean } from './mean-test.ts';
import { gainOf } from './pairs.ts';
import { counted } from './wording.ts';

export interface EqualCostInput {
  /** What is compared with what. */
  readonly planned: readonly { readonly arm: string; readonly against: string }[];
  readonly curves: CostCurves;
  /** Names of the arms that start from a checkpoint. */
  readonly pretrained: ReadonlySet<string>;
  readonly sizes: readonly number[];
  /** The primary metric, which curves observe. */
  readonly metric: MetricFacts;
  readonly design: TestedDesign;
}

const CURRENCIES = ['steps', 'flops', 'seconds'] as const satisfies readonly Currency[];

/**
 * The gain of each arm at equal steps, at equal floating-point operations and at equal seconds of training, without and,
 * where one of both has any, with pre-training: by contrast, then size.
 *
 * In each cell the budget is the largest that the curves of both arms cover, and each arm's value is its last observation
 * within that budget: nothing is read off a curve beyond its end or between two observations. A trial that diverged has
 * the floor of the metric at any budget. The mean over cells has the interval of the design's test. Frozen stages that
 * were run once are charged to each trial in full.
 */
export function equalCostsOf(input: EqualCostInput): EqualCost[] {
  const { planned, sizes, pretrained, metric } = input;
  return planned.flatMap(({ arm, against }) => {
    const ways = pretrained.has(arm) || pretrained.has(against) ? [false, true] : [false];
    return sizes.flatMap((size) =>
      ways.flatMap((pretraining) =>
        CURRENCIES.map((currency): EqualCost => {
          const at = { arm, reference: against, size, metric: metric.name, currency, pretraining };
          return { ...at, ...resultOf(at, input) };
        }),
      ),
    );
  });
}

type At = Pick<EqualCost, 'arm' | 'reference' | 'size' | 'currency' | 'pretraining'>;
type Pair = readonly [reference: CostCurve, arm: CostCurve];

/** What one cell says: a gain, or why there is none. */
type CellResult =
  | { readonly status: 'ok'; readonly gain: number; readonly budget: number | null }
  | { readonly status: 'unknown' | 'no-overlap'; readonly reason: string };

function resultOf(at: At, { curves, metric, design }: EqualCostInput): EqualCostResult {
  const mine = new Map(curves(at.arm, at.size).map((curve) => [`${curve.repeat}.${curve.fold}`, curve]));
  const pairs = curves(at.reference, at.size).flatMap((curve): Pair[] => {
    const partner = mine.get(`${curve.repeat}.${curve.fold}`);
    return partner === undefined ? [] : [[curve, partner]];
  });
  const different = pairs.filter(([one, other]) => one.fingerprint !== other.fingerprint).length;
  if (different > 0) {
    const reason = `In ${different} of ${counted(pairs.length, 'pair')} the two trials differ in more than the recipe.`;
    return { status: 'refused', reason };
  }
  const results = pairs.map((pair) => cellResult(pair, at, metric));
  const found = results.filter((result) => result.status === 'ok');
  if (found.length === 0) {
    const [first] = results;
    if (first === undefined || first.status === 'ok') {
      return { status: 'unknown', reason: 'No cell has a score of both arms.' };
    }
    return first;
  }
  const gains = found.map(({ gain }) => gain);
  const budgets = found.flatMap(({ budget }) => budget ?? []);
  const all = pairs.flat();
  return {
    status: 'ok',
    n: found.length,
    of: pairs.length,
    budget: budgets.length === 0 ? null : mean(budgets),
    gain: mean(gains),
    interval: intervalOfMean(gains, design),
    observed: Math.max(...all.map(({ observed }) => observed)),
    tested: Math.max(...all.map(({ tested }) => tested)),
  };
}

function cellResult([reference, arm]: Pair, at: At, { direction }: MetricFacts): CellResult {
  if ([reference, arm].some(({ floor, points }) => floor === null && points.length === 0)) {
    return { status: 'unknown', reason: 'There are trials without a curve.' };
  }
  if (reference.floor !== null || arm.floor !== null) {
    const end = ({ floor, points }: CostCurve): number => floor ?? points.at(-1)!.value;
    return { status: 'ok', gain: gainOf(end(reference), end(arm), direction), budget: null };
  }
  const [theirs, mine] = [bill(reference, at), bill(arm, at)];
  if (theirs === null || mine === null) return { status: 'unknown', reason: UNKNOWN[at.currency] };
  const budget = Math.min(theirs.at(-1)!.cost, mine.at(-1)!.cost);
  const late = [
    { name: at.arm, other: at.reference, points: mine },
    { name: at.reference, other: at.arm, points: theirs },
  ].find(({ points }) => points[0]!.cost > budget);
  if (late !== undefined) {
    const reason = `${late.name} has spent more before its first step than ${late.other} in all.`;
    return { status: 'no-overlap', reason };
  }
  if (budget === 0) return { status: 'no-overlap', reason: 'One of both arms trains nothing.' };
  return { status: 'ok', gain: gainOf(lastWithin(budget, theirs), lastWithin(budget, mine), direction), budget };
}

const UNKNOWN: Readonly<Record<Currency, string>> = {
  steps: 'What pre-training took is not known.',
  flops: 'The floating-point operations are not known.',
  seconds: 'The times are not known.',
};

interface Billed {
  readonly cost: number;
  readonly value: number;
}

/** A curve's values by what had been paid; null with a part unknown. */
function bill(curve: CostCurve, { currency, pretraining }: At): Billed[] | null {
  const points = curve.points.flatMap((point): Billed[] => {
    const cost = paid(curve, point, currency, pretraining);
    return cost === null ? [] : [{ cost, value: point.value }];
  });
  return points.length === curve.points.length ? points : null;
}

/** The last value that was observed within a budget, which the first one is. */
function lastWithin(budget: number, points: readonly Billed[]): number {
  return points.findLast(({ cost }) => cost <= budget)!.value;
}
