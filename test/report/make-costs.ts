import type { BreakEven, EqualCost } from '../../src/compare/contract/equal-cost.ts';
import type { LedgerLine } from '../../src/compare/contract/ledger.ts';
import type { MetricFacts } from '../../src/compare/contract/values.ts';
import type { ArmPlan, Options } from './options.ts';

const FLOPS_PER_STEP = 217_000_000;

/** What an arm's trials cost: a pre-training of 500 steps, and where it is called so, features that are run once. */
export function makeCosts(
  { name, source }: ArmPlan,
  sizes: readonly number[],
  steps: number,
  { folds = 5, repeats = 1, targets = ['high'] }: Options,
): Pick<LedgerLine, 'flops' | 'flopsPerStep' | 'seconds' | 'pretraining' | 'features' | 'whole'> {
  const apart = name === 'features';
  const flopsPerStep = apart ? 400_000 : FLOPS_PER_STEP;
  const own = { flops: steps * flopsPerStep, seconds: apart ? 0.21 : 0.42 };
  const checkpoint = { flops: 500 * FLOPS_PER_STEP, seconds: 3.4 / repeats };
  const pass = { flops: 2.5e9, seconds: 0.3 / repeats };
  const uses = sizes.length * folds * targets.length; // of one checkpoint, and of one pass with one target
  const transfers = source !== null;
  const whole = (share: number) => ({
    flops: own.flops + (transfers ? checkpoint.flops * share : 0) + (apart ? pass.flops * share : 0),
    seconds: own.seconds + (transfers ? checkpoint.seconds * share : 0) + (apart ? pass.seconds * share : 0),
  });
  return {
    ...own,
    flopsPerStep,
    pretraining: transfers
      ? { checkpoints: repeats, steps: 500, flops: repeats * checkpoint.flops, seconds: 3.4, uses: repeats * uses }
      : null,
    features: apart ? { passes: repeats, flops: repeats * pass.flops, seconds: 0.3 } : null,
    whole: { alone: whole(1), shared: whole(1 / uses) },
  };
}

/** Gains at equal cost: that of the arm's plan, and no common budget with pre-training but in seconds. */
export function makeEqualCosts(
  arms: readonly ArmPlan[],
  metric: MetricFacts,
  sizes: readonly number[],
  { folds = 5, repeats = 1, allFailed = false, convergence = true }: Options,
): { readonly equalCosts: readonly EqualCost[]; readonly breakEvens: readonly BreakEven[] } {
  const [base] = arms;
  if (base === undefined || allFailed || !convergence) return { equalCosts: [], breakEvens: [] };
  const others = arms.slice(1).filter(({ oracle }) => oracle === undefined);
  const n = folds * repeats;
  const equalCosts = others.flatMap((arm) =>
    sizes.flatMap((size) =>
      (arm.source === null ? [false] : [false, true]).flatMap((pretraining) =>
        (['steps', 'flops', 'seconds'] as const).map((currency): EqualCost => {
          const at = { arm: arm.name, reference: base.name, size, metric: metric.name, currency, pretraining };
          if (pretraining && currency !== 'seconds') {
            const reason = `${arm.name} has spent more before its first step than ${base.name} in all.`;
            return { ...at, status: 'no-overlap', reason };
          }
          const gain = arm.effect?.(size) ?? 0;
          const interval = n < 2 ? null : ([gain - 0.021, gain + 0.021] as const);
          return { ...at, status: 'ok', n, of: n, budget: 1, gain, interval, observed: 100, tested: 500 };
        }),
      ),
    ),
  );
  const breakEvens = others
    .filter(({ source }) => source !== null && base.source === null)
    .flatMap(({ name: arm }) =>
      sizes.flatMap((size, index) =>
        (['flops', 'seconds'] as const).map((currency): BreakEven => {
          const at = { arm, reference: base.name, size, currency };
          if (index > 1) return { ...at, status: 'unreached', by: 'reference' };
          const once = currency === 'flops' ? 500 * FLOPS_PER_STEP : 3.4;
          const own = { reference: once / 3, arm: index === 0 ? once / 10 : once / 2 };
          return index === 0
            ? { ...at, status: 'ok', once, own, targets: Math.ceil(once / (own.reference - own.arm)) }
            : { ...at, status: 'never', once, own, targets: null };
        }),
      ),
    );
  return { equalCosts, breakEvens };
}
