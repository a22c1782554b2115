import type { FindingSummary } from '../../compare/contract/representations.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { armColours } from '../colours.ts';
import { count, decimal, plural } from '../numbers.ts';
import { flagged, oracleMark } from '../oracles.ts';
import { ckaTable, isStart, representationTitle } from '../representation-tables.ts';
import { say, shown } from '../text.ts';
import { groupBy } from '../view.ts';
import type { Figure, Row } from './figure.ts';
import { headRows, matrixSpec, STRONGEST, squareAt } from './matrix.ts';

/** The most rows; more are in the table. */
const MOST_ROWS = 40;

/** The hue of squares: the page's first colour, which all kinds of colour vision tell from its ground. */
export const HUE = 'var(--a1)';

/** Linear CKA of each arm with its own start, then of pairs of arms, by stage: a heat map. Null without a value of it. */
export function stageSimilarity(comparison: Comparison, target: TargetComparison): Figure | null {
  const seen = target.representations;
  const arms = new Set(comparison.arms.map((arm) => arm.name));
  const own = (seen?.findings ?? []).filter(
    ({ analysis, arm, other }) =>
      analysis === 'cka' && (arm === null || arms.has(arm)) && (other === null || isStart(other) || arms.has(other)),
  );
  if (seen === null || !own.some(({ measure, mean }) => measure === 'cka' && mean !== null)) return null;
  const colour = armColours(comparison);
  const pairs = [...groupBy(own, ({ arm, other }) => JSON.stringify([arm, other])).values()];
  const groups = [true, false].flatMap((start) => pairs.filter(([first]) => isStart(first!.other ?? '') === start));
  const drawn = groups.slice(0, MOST_ROWS);
  const stages = seen.stages.filter((stage) => own.some((finding) => finding.stage === stage));
  const heads = stages.map((stage) => shown(stage, 18));
  const labels = drawn.map(([first]) => pairText(comparison, first!));
  const names = drawn.map(
    ([first], row): Row => ({
      row: row + 0.5,
      text: shown(labels[row]!),
      arm: first!.arm,
      colour: isStart(first!.other ?? '') ? colour(first!.arm ?? '') : 'var(--ink)',
      tip: shown(labels[row]!, 200),
    }),
  );
  const squares = drawn.flatMap((group, row) =>
    stages.map((stage, column) => square(labels[row]!, group, stage, squareAt(row, column), seen.cells)),
  );
  const left = groups.length - drawn.length;
  const many = seen.cells > 1 ? `, means over ${plural(seen.cells, 'cell')}` : '';
  const dashes = squares.some(({ text }) => text === '–') ? ' A dash stands where there is no value.' : '';
  return {
    measure: `linear CKA by stage, ${plural(seen.size, 'training example')}`,
    spec: matrixSpec({ names: labels, heads }),
    panels: [
      {
        title: null,
        alt: representationTitle({ ...seen, findings: own }),
        datasets: { squares, names, heads: headRows(heads) },
      },
    ],
    layout: 'rows',
    caption: say`Linear CKA (Kornblith et al. 2019) of the representations of the same held-out examples, stage by stage in the order of the model, of an arm and its own start or of two arms${many}: 1, the strongest colour, where they are alike but for rotation and scale, 0 where they have nothing in common. The table has the debiased estimate too.${dashes}${left > 0 ? ` ${plural(left, 'pair')} more in the table.` : ''}`,
    twin: ckaTable({ ...seen, stages, findings: own }, (arm) => flagged(comparison, arm))!,
  };
}

function pairText(comparison: Comparison, { arm, other }: FindingSummary): string {
  const marked = (name: string) => `${name}${oracleMark(comparison, name)}`;
  return `${marked(arm ?? '')} – ${isStart(other ?? '') ? 'start' : marked(other ?? '')}`;
}

function square(label: string, group: readonly FindingSummary[], stage: string, place: Row, cells: number): Row {
  const find = (measure: string) => group.find((row) => row.measure === measure && row.stage === stage);
  const [found, debiased] = [find('cka'), find('cka-debiased')];
  const value = found?.mean ?? null;
  const pair = `${shown(label, 120)}, ${shown(stage)}`;
  const further = debiased === undefined || debiased.mean === null ? '' : `, debiased ${decimal(debiased.mean, 2)}`;
  const of = cells > 1 && found !== undefined ? ` (mean of ${count(found.n)})` : '';
  return {
    ...place,
    arm: group[0]!.arm,
    stage,
    value,
    text: value === null ? '–' : decimal(value, 2),
    shade: value === null ? 0 : STRONGEST * Math.min(1, Math.max(0, value)),
    colour: HUE,
    tip: value === null ? `${pair}: no value` : `${pair}: ${decimal(value, 2)}${further}${of}`,
  };
}
