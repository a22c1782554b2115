import type { RunChange, RunsComparison } from '../compare/compare-runs.ts';
import type { MetricFacts } from '../compare/contract/values.ts';
import { chance, count, gain, pValue, range } from './numbers.ts';
import { changeDecimals, changeHead, changeStanding } from './runs-words.ts';
import type { Cell, Table } from './table.ts';
import { name, say, shown } from './text.ts';
import { labelOf } from './view.ts';

/** All changes of one metric: difference, interval, verdict and what it rests on. */
export function changesTable(comparison: RunsComparison, metric: MetricFacts, changes: readonly RunChange[]): Table {
  const decimals = changeDecimals(changes, metric);
  const several = new Set(comparison.changes.map(({ target }) => target)).size > 1;
  return {
    caption: say`Change in ${labelOf(metric)} from the earlier run to the later one`,
    columns: [
      { head: 'arm' },
      ...(several ? [{ head: 'target' }] : []),
      { head: 'examples', numeric: true },
      { head: changeHead(metric), numeric: true },
      { head: '95 % interval', numeric: true },
      { head: 'verdict' },
      { head: 'P(worse)', numeric: true },
      { head: 'P(better)', numeric: true },
      { head: 'Holm p', numeric: true },
      { head: 'pairs', numeric: true },
    ],
    rows: changes.map(({ target, contrast }): Cell[] => {
      const judged =
        contrast.status === 'ok' && contrast.judgement.verdict !== null ? contrast.judgement.probabilities : null;
      return [
        [name(contrast.arm)],
        ...(several ? [shown(target, 40)] : []),
        count(contrast.size),
        'gain' in contrast ? gain(metric, contrast.gain, decimals) : '–',
        contrast.status === 'ok' ? range(metric, contrast.interval, decimals) : '–',
        changeStanding(contrast),
        judged === null ? '–' : chance(judged.hurts),
        judged === null ? '–' : chance(judged.helps),
        contrast.status === 'ok' ? pValue(contrast.pAdjusted) : '–',
        count(contrast.n),
      ];
    }),
  };
}

/** What each run was, side by side; what differs says so. */
export function factsTable({ facts }: RunsComparison): Table {
  return {
    caption: say`What each run was`,
    columns: [{ head: '' }, { head: 'earlier', lines: 'long' }, { head: 'later', lines: 'long' }, { head: '' }],
    rows: facts.map(({ what, before, after }) => [
      shown(what, 40),
      shown(before, 300),
      shown(after, 300),
      before === after ? '' : 'differs',
    ]),
  };
}
