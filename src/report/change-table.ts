import type { GainChange } from '../compare/contract/contrast.ts';
import type { MetricFacts } from '../compare/contract/values.ts';
import { count, gain, range } from './numbers.ts';
import { gainUnit } from './patterns.ts';
import type { Cell, Table } from './table.ts';
import { name, say } from './text.ts';
import { decimalsOfIntervals } from './view.ts';

/** Whether an arm gains more or less with more examples: its gain at the largest size minus that at the smallest. */
export function changeTable(changes: readonly GainChange[], metric: MetricFacts): Table {
  const decimals = decimalsOfIntervals(
    changes.map(({ interval }) => interval),
    changes.map(({ change }) => change),
    metric,
  );
  const unit = gainUnit(metric);
  return {
    caption: say`How gains change with more examples`,
    columns: [
      { head: 'arm' },
      { head: 'from', numeric: true },
      { head: 'to examples', numeric: true },
      { head: unit === '' ? 'change' : `change, ${unit}`, numeric: true },
      { head: '95 % interval', numeric: true },
      { head: 'pairs', numeric: true },
    ],
    rows: changes.map(({ arm, from, to, change, interval, n }): Cell[] => [
      [name(arm)],
      count(from),
      count(to),
      gain(metric, change, decimals),
      interval === null ? '–' : range(metric, interval, decimals),
      count(n),
    ]),
  };
}
