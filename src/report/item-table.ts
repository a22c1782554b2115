import type { ItemContrast } from '../compare/contract/predictions.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { count, decimal, pValue } from './numbers.ts';
import type { Cell, Table } from './table.ts';
import { name, say, type Text } from './text.ts';
import { challengers, median } from './view.ts';

/**
 * Two arms on the same held-out examples, item by item.
 */

/** Which examples an arm alone, or the reference alone, gets right; null where no predictions were kept. */
export function itemTable(comparison: Comparison, { predictions }: TargetComparison): Table | null {
  const contrasts = challengers(comparison).flatMap((arm) =>
    (predictions?.contrasts ?? []).filter((contrast) => contrast.arm === arm.name),
  );
  if (contrasts.length === 0) return null;
  return {
    caption: say`The same held-out examples, in % of them: which arm is right`,
    columns: [
      { head: 'arm' },
      { head: 'examples', numeric: true },
      { head: 'both', numeric: true },
      { head: 'arm alone', numeric: true },
      { head: 'reference alone', numeric: true },
      { head: 'neither', numeric: true },
      { head: 'held out', numeric: true },
      { head: 'McNemar mid-p', numeric: true },
    ],
    rows: contrasts.map(({ arm, size, repeats }): Cell[] => {
      const sum = (of: 'both' | 'armOnly' | 'referenceOnly' | 'neither') =>
        repeats.reduce((total, counts) => total + counts[of], 0);
      const parts = [sum('both'), sum('armOnly'), sum('referenceOnly'), sum('neither')];
      const all = parts.reduce((total, part) => total + part);
      return [
        [name(arm)],
        count(size),
        ...parts.map((part) => decimal((100 * part) / all, 1)),
        count(all),
        midPText(repeats),
      ];
    }),
  };
}

function midPText(repeats: ItemContrast['repeats']): string {
  const values = repeats.map(({ pMid }) => pMid);
  const text = pValue(median(values) ?? 1);
  return values.length === 1 ? text : `${text} (${pValue(Math.min(...values))} to ${pValue(Math.max(...values))})`;
}

/** What was pooled, and why it decides nothing. */
export function itemNote({ design, targets }: Comparison): Text {
  const judged = targets.some(({ contrasts }) => contrasts.some((one) => one.status === 'ok' && one.judgement.verdict));
  const several =
    design.repeats > 1
      ? 'Counts are of all repeats; mid-p is the median of the repeats with its range, each over one repeat, in which no example is held out twice.'
      : 'Counts and mid-p are over the only repeat, in which no example is held out twice.';
  return say`${several} McNemar’s test (mid-p, Fagerland et al. 2013) takes examples for independent, though those of a fold are judged by the same two models, and different models share training examples. It describes these models${judged ? '; the verdicts above stand for' : ', not'} what training anew would give.`;
}
