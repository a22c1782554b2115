import type { FindingSummary, Representations } from '../compare/contract/representations.ts';
import { decimal, plural } from './numbers.ts';
import type { Cell, Table } from './table.ts';
import { name, say, shown, type Text } from './text.ts';
import { groupBy } from './view.ts';

/** The small tables of what is inside the models. A dash stands where there is no value. */

/** As the tables of results write what an arm started from. */
const START = '(start)';

const none = '–';

/** How a table writes the name of an arm. */
type ArmCell = (arm: string) => Text;

/** Whether what an arm was held against is its own start. */
export function isStart(other: string): boolean {
  return other === START;
}

/** The tables that these findings call for, in the order in which they are read; that of CKA is its figure's twin. */
export function representationTables(seen: Representations, armCell: ArmCell): Table[] {
  return [probeTable(seen, armCell), transferabilityTable(seen), domainTable(seen, armCell)].filter(
    (table) => table !== null,
  );
}

function probeTable({ findings, stages }: Representations, armCell: ArmCell): Table | null {
  const own = findings.filter(({ measure }) => measure === 'probe-accuracy');
  if (own.length === 0) return null;
  return {
    caption: say`Held-out accuracy of a linear classifier on the frozen output of each stage, in per cent`,
    columns: [{ head: 'arm' }, ...stageColumns(stages)],
    rows: [...groupBy(own, ({ arm }) => arm)].map(([arm, group]) => [
      armCell(arm ?? ''),
      ...stages.map((stage) => number(find(group, 'probe-accuracy', stage), 1, 100)),
    ]),
  };
}

/** CKA of each pair by stage, and its debiased estimate; null without such findings. */
export function ckaTable({ findings, stages }: Representations, armCell: ArmCell): Table | null {
  const own = findings.filter(({ analysis }) => analysis === 'cka');
  if (own.length === 0) return null;
  return {
    caption: say`Linear CKA of representations of the same held-out examples, by stage: 1 where they are alike but for rotation and scale; in parentheses the debiased estimate`,
    columns: [{ head: 'of' }, { head: 'and' }, ...stageColumns(stages)],
    rows: [...groupBy(own, ({ arm, other }) => JSON.stringify([arm, other])).values()].map((group): Cell[] => {
      const { arm, other } = group[0]!;
      return [
        armCell(arm ?? ''),
        isStart(other ?? '') ? 'its own start' : armCell(other ?? ''),
        ...stages.map((stage) => {
          const [plain, debiased] = [find(group, 'cka', stage), find(group, 'cka-debiased', stage)];
          return plain === null ? none : `${number(plain, 2)} (${number(debiased, 2)})`;
        }),
      ];
    }),
  };
}

const SCORES = { 'h-score': 'H-score', logme: 'LogME', leep: 'LEEP', nce: 'NCE' } as const;

function transferabilityTable({ findings }: Representations): Table | null {
  const own = findings.filter(({ analysis }) => analysis === 'transferability');
  if (own.length === 0) return null;
  return {
    caption: say`Scores that guess, without training, how well a source transfers; the higher, the better. Rankings by them are unstable: they can change with the sample and the target (Agostinelli et al. 2022)`,
    columns: [{ head: 'source' }, ...Object.values(SCORES).map((head) => ({ head, numeric: true }))],
    rows: [...groupBy(own, ({ other }) => other)].map(([source, group]) => [
      shown(source ?? '', 40),
      ...Object.keys(SCORES).map((measure) => number(group.find((row) => row.measure === measure)?.mean ?? null, 3)),
    ]),
  };
}

function domainTable({ findings }: Representations, armCell: ArmCell): Table | null {
  const own = findings.filter(({ measure }) => measure === 'proxy-a-distance');
  if (own.length === 0) return null;
  return {
    caption: say`Proxy A-distance between the labelled domain and the target before the head: 0 where a linear classifier cannot tell them apart, 2 where it never errs`,
    columns: [{ head: 'arm' }, { head: 'distance', numeric: true }],
    rows: own.map(({ arm, mean }) => [armCell(arm ?? ''), number(mean, 2)]),
  };
}

/** What the tables are means of. */
export function representationNote({ size, cells, missing }: Representations): Text {
  const lost = missing === 0 ? '' : ` ${plural(missing, 'analysis', 'analyses')} had no result: analyses.csv says why.`;
  return say`Looked at in ${plural(cells, 'cell')} of ${plural(size, 'training example')}${cells > 1 ? '; numbers are means over them' : ''}. None of this chooses or judges an arm.${lost}`;
}

/** The stage at which training moved an arm furthest from its start, or where a probe reads best. */
export function representationTitle({ findings }: Representations): Text {
  const valued = (measure: string) =>
    findings.flatMap((row) => (row.measure === measure && row.mean !== null && row.arm !== null ? [row] : []));
  const moved = valued('cka').filter(({ other, mean }) => isStart(other ?? '') && mean! < 0.995);
  const [furthest] = moved.toSorted((a, b) => a.mean! - b.mean!);
  if (furthest !== undefined) {
    return say`Training moved the stage ${shown(furthest.stage ?? '', 40)} of ${name(furthest.arm!)} furthest from its start`;
  }
  const [best] = valued('probe-accuracy').toSorted((a, b) => b.mean! - a.mean!);
  if (best !== undefined) {
    return say`A linear classifier reads the classes best off the stage ${shown(best.stage ?? '', 40)} of ${name(best.arm!)}`;
  }
  return say`What the models represent`;
}

function stageColumns(stages: readonly string[]) {
  return stages.map((stage) => ({ head: shown(stage, 30), numeric: true }));
}

function find(rows: readonly FindingSummary[], measure: string, stage: string): number | null {
  return rows.find((row) => row.measure === measure && row.stage === stage)?.mean ?? null;
}

function number(value: number | null, decimals: number, factor = 1): string {
  return value === null ? none : decimal(value * factor, decimals);
}
