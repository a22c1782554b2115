import type { AnalysisRow, EmbeddingRow } from '../store/rows.ts';
import { groupBy } from './cells.ts';
import type { FindingSummary, RepresentationMap, Representations } from './contract/representations.ts';

/** What analyses found; null where the folder has none. */
export interface AnalysisTables {
  readonly analyses: readonly AnalysisRow[];
  readonly embeddings: readonly EmbeddingRow[];
}

/** What was found in one target's models: means over cells, and the maps of the first cell; null if nothing was looked at. */
export function representationsOf(tables: AnalysisTables | null, target: string): Representations | null {
  const rows = (tables?.analyses ?? []).filter((row) => row.target === target);
  const [first] = rows;
  if (tables === null || first === undefined) return null;
  const cells = new Set(rows.map(({ repeat, fold }) => `${repeat} ${fold}`));
  return {
    size: first.size,
    cells: cells.size,
    stages: distinct(rows.flatMap(({ stage }) => stage ?? [])),
    findings: findingsOf(rows),
    maps: mapsOf(tables.embeddings.filter((row) => row.target === target)),
    missing: new Set(rows.filter(({ status }) => status !== 'completed').map(({ node }) => node)).size,
  };
}

function findingsOf(rows: readonly AnalysisRow[]): FindingSummary[] {
  const groups = groupBy(
    rows.filter(({ measure }) => measure !== null),
    ({ analysis, measure, arm, other, stage }) => JSON.stringify([analysis, measure, arm, other, stage]),
  );
  return [...groups.values()].map((group) => {
    const { analysis, measure, arm, other, stage } = group[0]!;
    const values = group.flatMap(({ value }) => value ?? []);
    const n = values.length;
    const mean = n === 0 ? null : values.reduce((total, value) => total + value, 0) / n;
    return { analysis, measure: measure!, arm, other, stage, n, mean };
  });
}

/** A picture is of one cell: the coordinates of two have nothing to do with each other. */
function mapsOf(rows: readonly EmbeddingRow[]): RepresentationMap[] {
  const [first] = rows;
  const own = rows.filter(({ repeat, fold }) => repeat === first!.repeat && fold === first!.fold);
  return [...groupBy(own, ({ arm, stage, method }) => JSON.stringify([arm, stage, method])).values()].map((points) => {
    const { arm, stage, method, repeat, fold } = points[0]!;
    return {
      arm,
      stage,
      method,
      repeat,
      fold,
      points: points.map(({ example, label, x, y }) => ({ example, label, x, y })),
    };
  });
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
