import { mean } from 'simple-statistics';
import { benjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { type Factorial, factorialEffects } from '../stats/factorial.ts';
import type { RunRecord } from '../store/run-record.ts';
import type { Scores } from './cells.ts';
import { completeCells } from './complete-cells.ts';
import type { FactorialEffect } from './contract/ablation.ts';
import type { MetricFacts } from './contract/values.ts';
import type { TestedDesign } from './design.ts';
import { testMean } from './mean-test.ts';

export interface FactorialInput {
  readonly scores: Scores;
  readonly arms: RunRecord['factorial'];
  readonly sizes: readonly number[];
  readonly metric: MetricFacts;
  readonly design: TestedDesign;
}

/** One effect in one cell of the design. */
type Single = Pick<FactorialEffect, 'factors' | 'change' | 'effect'>;

/** Effects of a factorial design at every size: computed in each cell by itself, then averaged and tested over cells. */
export function factorialEffectsOf(input: FactorialInput): FactorialEffect[] {
  if (input.arms.length === 0) return [];
  const effects = input.sizes.flatMap((size) => effectsAt(size, input));
  const adjusted = benjaminiHochberg(effects.map(({ test }) => test?.p ?? null));
  return effects.map((effect, index) =>
    effect.test === null
      ? effect
      : { ...effect, test: { ...effect.test, pAdjusted: adjusted[index] ?? effect.test.p } },
  );
}

function effectsAt(size: number, { scores, arms, metric, design }: FactorialInput): FactorialEffect[] {
  const sign = metric.direction === 'higher' ? 1 : -1;
  const roles = Object.fromEntries(arms.map(({ arm }, index) => [`arm ${index}`, arm]));
  const perCell = completeCells(scores, roles, size, metric.name).map((cell) =>
    singles(factorialEffects(arms.map(({ levels }, index) => ({ levels, value: sign * cell[`arm ${index}`]!.value })))),
  );
  return (perCell[0] ?? []).map(({ factors, change }, index) => {
    const values = perCell.map((effects) => effects[index]!.effect);
    const test = testMean(values, design);
    return {
      size,
      metric: metric.name,
      factors,
      change,
      effect: mean(values),
      n: values.length,
      test: test.status === 'ok' ? { interval: test.interval, p: test.p, pAdjusted: test.p } : null,
    };
  });
}

/** Two levels have one effect, from the first to the second; more have one for each level, against the mean. */
function singles(design: Factorial): Single[] {
  if (design.status !== 'ok') return [];
  const main = design.main.flatMap(({ factor, levels, effect }): Single[] => {
    const factors = [factor] as const;
    if (effect !== null) return [{ factors, change: levels.map(({ level }) => level).join(' → '), effect }];
    return levels.map(({ level, deviation }) => ({ factors, change: `${level} against the mean`, effect: deviation }));
  });
  const interactions = design.interactions.flatMap(({ factors, cells, effect }): Single[] => {
    if (effect !== null) return [{ factors, change: 'both, beyond each alone', effect }];
    return cells.map(({ levels: [one, other], deviation }) => ({
      factors,
      change: `${one} with ${other}, beyond each alone`,
      effect: deviation,
    }));
  });
  return [...main, ...interactions];
}
