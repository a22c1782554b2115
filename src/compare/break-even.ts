import { mean, median } from 'simple-statistics';
import type { BreakEven, BreakEvenResult } from './contract/equal-cost.ts';
import type { MetricFacts } from './contract/values.ts';
import { type CostCurve, type CostCurves, paid } from './cost-curves.ts';
import { gainOf } from './pairs.ts';

export interface BreakEvenInput {
  readonly planned: readonly { readonly arm: string; readonly against: string }[];
  readonly curves: CostCurves;
  readonly pretrained: ReadonlySet<string>;
  readonly sizes: readonly number[];
  readonly metric: MetricFacts;
  /** The wanted score; null if the suite names none. */
  readonly reach: number | null;
}

/**
 * After how many targets pre-training has paid: once / (reference − arm), with `once` the cost of one checkpoint and, of
 * either arm, the median cost of training until a wanted score, without pre-training. The score is `compare.reach`, or
 * where the suite names none what the reference was last observed at in the same cell. A trial that never gets there
 * counts as dearer than any. For each arm that starts from a checkpoint, against a reference that does not.
 */
export function breakEvensOf(input: BreakEvenInput): BreakEven[] {
  const { planned, sizes, pretrained } = input;
  return planned
    .filter(({ arm, against }) => pretrained.has(arm) && !pretrained.has(against))
    .flatMap(({ arm, against }) =>
      sizes.flatMap((size) =>
        (['flops', 'seconds'] as const).map((currency): BreakEven => {
          const at = { arm, reference: against, size, currency };
          return { ...at, ...resultOf(at, input) };
        }),
      ),
    );
}

type At = Pick<BreakEven, 'arm' | 'reference' | 'size' | 'currency'>;
function resultOf({ arm, reference, size, currency }: At, { curves, metric, reach }: BreakEvenInput): BreakEvenResult {
  const [theirs, mine] = [curves(reference, size), curves(arm, size)];
  const levels = new Map(theirs.map((curve) => [placeOf(curve), reach ?? lastOf(curve)]));
  const costs = (all: readonly CostCurve[]) =>
    all.flatMap((curve) => {
      const level = levels.get(placeOf(curve));
      return level === undefined ? [] : [costUntil(level, curve, currency, metric)];
    });
  const [reached, own] = [known(costs(theirs)), known(costs(mine))];
  const once = known(mine.map(({ checkpoint }) => checkpoint[currency]));
  if (reached === null || own === null || once === null) return { status: 'unknown', reason: UNKNOWN[currency] };
  const middle = { reference: median(reached), arm: median(own) };
  const late = (['reference', 'arm'] as const).filter((one) => !Number.isFinite(middle[one]));
  if (late.length > 0) return { status: 'unreached', by: late.length === 2 ? 'both' : late[0]! };
  const saved = middle.reference - middle.arm;
  const cost = mean(once);
  if (saved <= 0) return { status: 'never', once: cost, own: middle, targets: null };
  return { status: 'ok', once: cost, own: middle, targets: Math.max(1, Math.ceil(cost / saved)) };
}

const UNKNOWN = {
  flops: 'The floating-point operations of training or of pre-training are not known.',
  seconds: 'The times of training or of pre-training are not known.',
} as const;

function placeOf({ repeat, fold }: CostCurve): string {
  return `${repeat}.${fold}`;
}

/** Null with a part missing, and without any. */
function known(values: readonly (number | null)[]): number[] | null {
  const found = values.filter((value) => value !== null);
  return found.length === values.length && found.length > 0 ? found : null;
}

function lastOf({ floor, points }: CostCurve): number | null {
  return floor ?? points.at(-1)?.value ?? null;
}

/** Cost of the first observation at a level or better, without pre-training: infinite if there is none, null if unknown. */
function costUntil(
  level: number | null,
  curve: CostCurve,
  currency: At['currency'],
  { direction }: MetricFacts,
): number | null {
  if (level === null || (curve.floor === null && curve.points.length === 0)) return null;
  const first = curve.points.find(({ value }) => gainOf(level, value, direction) >= 0);
  return first === undefined ? Number.POSITIVE_INFINITY : paid(curve, first, currency, false);
}
