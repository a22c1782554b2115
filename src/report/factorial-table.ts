import type { FactorialEffect } from '../compare/contract/ablation.ts';
import type { MetricFacts } from '../compare/contract/values.ts';
import { count, gain, pValue, range } from './numbers.ts';
import { gainUnit } from './patterns.ts';
import type { Cell, Table } from './table.ts';
import { say, shown } from './text.ts';
import { decimalsOfIntervals } from './view.ts';

/** Main effects and interactions of a factorial ablation, by size, the largest effect of a size first. */
export function factorialTable(effects: readonly FactorialEffect[], metric: MetricFacts): Table {
  const decimals = decimalsOfIntervals(
    effects.map(({ test }) => test?.interval ?? null),
    effects.map(({ effect }) => effect),
    metric,
  );
  const unit = gainUnit(metric);
  const ranked = effects.toSorted((a, b) => a.size - b.size || Math.abs(b.effect) - Math.abs(a.effect));
  return {
    caption: say`Main effects and interactions of the combined edits`,
    columns: [
      { head: 'part' },
      { head: 'change' },
      { head: 'examples', numeric: true },
      { head: unit === '' ? 'effect' : `effect, ${unit}`, numeric: true },
      { head: '95 % interval', numeric: true },
      { head: 'p', numeric: true },
      { head: 'BH p', numeric: true },
      { head: 'cells', numeric: true },
    ],
    rows: ranked.map(({ factors, change, size, effect, n, test }): Cell[] => [
      shown(factors.join(' × ')),
      shown(change),
      count(size),
      gain(metric, effect, decimals),
      test === null ? '–' : range(metric, test.interval, decimals),
      test === null ? '–' : pValue(test.p),
      test === null ? '–' : pValue(test.pAdjusted),
      count(n),
    ]),
  };
}
