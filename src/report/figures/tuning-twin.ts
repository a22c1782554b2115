import type { TuningSearch } from '../../compare/contract/tuning.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { correction } from '../design-words.ts';
import { count, plural, score } from '../numbers.ts';
import { flagged } from '../oracles.ts';
import type { Table } from '../table.ts';
import { say, shown, type Text } from '../text.ts';
import { primary, scoreDecimals } from '../view.ts';

/** What tuning was worth to each arm, and what it chose. */
export function tuningTable(comparison: Comparison, target: TargetComparison): Table {
  const metric = primary(comparison);
  const decimals = scoreDecimals(target, metric);
  const number = (value: number | undefined) =>
    value === undefined ? '' : score(metric, value, decimals).replace(' %', '');
  const searches = comparison.arms.flatMap(({ name: arm }) =>
    target.tuning.filter((search) => search.arm === arm).toSorted((a, b) => a.size - b.size),
  );
  return {
    caption: say`Tuning on inner splits, and the expected best score after some configurations${metric.unit === 'fraction' ? ', in per cent' : ''}`,
    columns: [
      { head: 'arm' },
      { head: 'examples', numeric: true },
      { head: 'configurations', numeric: true },
      { head: 'that differ', numeric: true },
      { head: 'diverged', numeric: true },
      { head: 'one', numeric: true },
      { head: 'half', numeric: true },
      { head: 'all', numeric: true },
      { head: 'chosen most often', lines: 'long' },
    ],
    rows: searches.map((search) => {
      const { points } = search;
      return [
        flagged(comparison, search.arm),
        count(search.size),
        count(search.configurations),
        count(search.distinct),
        search.diverged === 0 ? 'none' : `${count(search.diverged)} of ${count(search.trainings)}`,
        number(points[0]?.mean),
        number(points[Math.ceil(points.length / 2) - 1]?.mean),
        number(points.at(-1)?.mean),
        chosenText(search),
      ];
    }),
  };
}

/** `training.lr 0.0029 (3 of 5 cells)`. */
function chosenText({ chosen, n }: TuningSearch): string {
  const [first] = chosen;
  if (first === undefined) return '–';
  const values = Object.entries(first.settings).map(([knob, value]) => `${knob} ${textOf(value)}`);
  return `${values.length === 0 ? 'as written' : shown(values.join(', '), 160)} (${count(first.cells)} of ${plural(n, 'cell')})`;
}

function textOf(value: unknown): string {
  if (value === null) return 'as written';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What the lines are, and that the held-out folds had no part in them. `size` is the one shown where not all are. */
export function tuningCaption(comparison: Comparison, searches: readonly TuningSearch[], size: number | null): Text {
  const intervals = searches.some(({ points }) => points.some(({ interval }) => interval !== null));
  const bands = intervals ? ` Bands are 95 % intervals of the mean over cells${correction(comparison.design)}.` : '';
  const only = size === null ? '' : ` Shown for ${plural(size, 'example')}; the table has every size.`;
  return say`What the best of so many randomly drawn configurations would be expected to score, where configurations were chosen: inside the training examples of each cell, never on its held-out fold (Dodge et al. 2019).${bands} Where lines cross, which arm is better depends on how much one tunes.${only}`;
}
