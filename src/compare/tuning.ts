import { mean } from 'simple-statistics';
import { expectedBest } from '../stats/expected-best.ts';
import type { TuningRow } from '../store/rows.ts';
import { byCell, groupBy } from './cells.ts';
import type { TuningSearch } from './contract/tuning.ts';
import type { MetricFacts } from './contract/values.ts';
import type { TestedDesign } from './design.ts';
import { intervalOfMean } from './mean-test.ts';

export interface TuningInput {
  /** Of one target. */
  readonly rows: readonly TuningRow[];
  readonly arms: readonly string[];
  readonly sizes: readonly number[];
  readonly metric: MetricFacts;
  readonly design: TestedDesign;
}

/** One configuration in one cell. */
interface Tried {
  readonly number: number;
  readonly settings: string;
  readonly isChosen: boolean;
  /** Mean over inner splits. */
  readonly score: number;
  readonly trainings: number;
  readonly diverged: number;
}

/** How each arm × size was tuned; none of what was not. */
export function tuningOf({ rows, arms, sizes, metric, design }: TuningInput): TuningSearch[] {
  const done = rows.filter((row) => row.status === 'completed' && row.metric === metric.name);
  return arms.flatMap((arm) =>
    sizes.flatMap((size): TuningSearch[] => {
      const own = done.filter((row) => row.arm === arm && row.size === size).sort(byCell);
      const cells = [...groupBy(own, ({ repeat, fold }) => `${repeat} ${fold}`).values()].map(triedIn);
      const [first] = cells;
      if (first === undefined) return [];
      const all = cells.flat();
      return [
        {
          arm,
          size,
          metric: metric.name,
          n: cells.length,
          configurations: first.length,
          distinct: new Set(first.map(({ settings }) => settings)).size,
          diverged: total(all, 'diverged'),
          trainings: total(all, 'trainings'),
          points: expectedOf(cells, metric.direction, design),
          chosen: chosenIn(all),
        },
      ];
    }),
  );
}

function triedIn(rows: readonly TuningRow[]): Tried[] {
  const groups = groupBy(rows, ({ configuration }) => configuration ?? 0);
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([number, splits]) => ({
      number,
      settings: splits[0]!.settings ?? '{}',
      isChosen: splits[0]!.chosen === 'yes',
      score: mean(splits.map(({ value }) => value ?? Number.NaN)),
      trainings: splits.length,
      diverged: splits.filter(({ diverged }) => diverged !== null).length,
    }));
}

/** The expected best of each cell, then the mean over cells; as far as every cell goes. */
function expectedOf(
  cells: readonly (readonly Tried[])[],
  direction: MetricFacts['direction'],
  design: TestedDesign,
): TuningSearch['points'] {
  const curves = cells.map((tried) => {
    const curve = expectedBest(
      tried.map(({ score }) => score),
      direction,
    );
    return curve.status === 'ok' ? curve.points : [];
  });
  const least = Math.min(...curves.map(({ length }) => length));
  return Array.from({ length: least }, (_, index) => {
    const values = curves.map((points) => points[index]!.value);
    return { tried: index + 1, mean: mean(values), interval: intervalOfMean(values, design) };
  });
}

function chosenIn(tried: readonly Tried[]): TuningSearch['chosen'] {
  const groups = groupBy(
    tried.filter(({ isChosen }) => isChosen).toSorted((a, b) => a.number - b.number),
    ({ settings }) => settings,
  );
  return [...groups]
    .map(([settings, cells]) => ({
      settings: JSON.parse(settings) as Readonly<Record<string, unknown>>,
      cells: cells.length,
    }))
    .sort((a, b) => b.cells - a.cells);
}

function total(tried: readonly Tried[], column: 'diverged' | 'trainings'): number {
  return tried.reduce((sum, one) => sum + one[column], 0);
}
