import { mean } from 'simple-statistics';
import { type LayerwiseEffects, layerwiseEffects } from '../stats/layerwise.ts';
import type { RunRecord } from '../store/run-record.ts';
import type { Score, Scores } from './cells.ts';
import { completeCells } from './complete-cells.ts';
import type { LayerCut } from './contract/layers.ts';
import type { Measured, MetricFacts } from './contract/values.ts';
import type { TestedDesign } from './design.ts';
import { intervalOfMean } from './mean-test.ts';

export interface LayersInput {
  readonly scores: Scores;
  readonly arms: RunRecord['layerwise'];
  readonly sizes: readonly number[];
  readonly metric: MetricFacts;
  readonly design: TestedDesign;
}

/**
 * A layer-wise study at every size and cut: effects are computed in each cell by themselves, then averaged over cells.
 * A cut without a cell that all of its arms have a score in is left out.
 */
export function layersOf({ scores, arms, sizes, metric, design }: LayersInput): LayerCut[] {
  if (arms === null) return [];
  const sign = metric.direction === 'higher' ? 1 : -1;
  const measured = (values: readonly number[]): Measured => ({
    mean: mean([...values]),
    interval: intervalOfMean(values, design),
  });
  return sizes.flatMap((size) => {
    const sinceFirst = (first: Frozen, cut: Frozen): LayerCut['sinceFirst'] => {
      const roles = {
        first: first.transfer,
        firstTuned: first.transferTuned,
        last: cut.transfer,
        tuned: cut.transferTuned,
      };
      const cells = completeCells(scores, roles, size, metric.name);
      if (cells.length === 0) return null;
      return {
        transfer: measured(cells.map((cell) => sign * (cell.last.value - cell.first.value))),
        transferTuned: measured(cells.map((cell) => sign * (cell.tuned.value - cell.firstTuned.value))),
      };
    };
    return arms.cuts.flatMap(({ stage, random, ...cut }, index): LayerCut[] => {
      const cells = completeCells(scores, { base: arms.base, ...cut }, size, metric.name);
      if (cells.length === 0) return [];
      const effects = cells.map((cell) => effectsOf(cell, sign));
      const score = (role: keyof (typeof cells)[number]) => measured(cells.map((cell) => cell[role].value));
      const effect = (name: keyof LayerwiseEffects) => measured(effects.map((one) => one[name]));
      const randoms = random === null ? [] : scores(random, size, metric.name).map(({ value }) => value);
      return [
        {
          size,
          metric: metric.name,
          cut: index + 1,
          stage,
          n: cells.length,
          scores: {
            base: score('base'),
            selffer: score('selffer'),
            selfferTuned: score('selfferTuned'),
            transfer: score('transfer'),
            transferTuned: score('transferTuned'),
            random: randoms.length === 0 ? null : measured(randoms),
          },
          effects: {
            coAdaptationDrop: effect('coAdaptationDrop'),
            specificityDrop: effect('specificityDrop'),
            totalDrop: effect('totalDrop'),
            boostOverBase: effect('boostOverBase'),
            boostOverSelffer: effect('boostOverSelffer'),
          },
          sinceFirst: index === 0 ? null : sinceFirst(arms.cuts[0]!, cut),
        },
      ];
    });
  });
}

type Frozen = Pick<NonNullable<LayersInput['arms']>['cuts'][number], 'transfer' | 'transferTuned'>;

type Cut = Record<'base' | 'selffer' | 'selfferTuned' | 'transfer' | 'transferTuned', Score>;

function effectsOf(cell: Readonly<Cut>, sign: number): LayerwiseEffects {
  const list = (role: keyof Cut) => [sign * cell[role].value];
  const effects = layerwiseEffects({
    base: sign * cell.base.value,
    selffer: list('selffer'),
    selfferTuned: list('selfferTuned'),
    transfer: list('transfer'),
    transferTuned: list('transferTuned'),
  });
  if (effects.status !== 'ok') throw new RangeError(effects.status); // one cut, of completed trials
  return effects.cuts[0]!;
}
