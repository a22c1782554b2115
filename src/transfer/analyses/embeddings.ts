import { z } from 'zod';
import { type Factors, stream } from '../../base/random.ts';
import { ofClasses } from '../../data/view.ts';
import { stageName } from '../stage-choice.ts';
import { outputOf, type StageOutput } from '../stage-outputs.ts';
import { allOrSome, chosen, namesIn, trained } from './choices.ts';
import type { AnalysisEntry, FindingRow, Piece } from './contract.ts';
import { whyNot } from './found.ts';

const schema = z.strictObject({
  arms: allOrSome('arm').default('all').describe('whose representations are drawn'),
  stages: z.array(stageName).min(1).optional().describe('stages of the body; the last one if absent'),
  method: z
    .enum(['pca', 'umap'])
    .default('pca')
    .describe('`pca`: the two directions of largest variance; `umap`: neighbourhoods, in which distances mean nothing'),
});

/** Wider features are cut to this many principal components before neighbours are sought. */
const NEIGHBOUR_WIDTH = 50;

/** The held-out sample as points in the plane. */
export const embeddings = {
  name: 'embeddings',
  title: 'representations of the held-out sample as points in the plane',
  ofClasses: true,
  reference: 'principal components: Pearson 1901; UMAP: McInnes, Healy & Melville 2018',
  schema,
  names: ({ arms, stages }) => [
    ...namesIn(arms, 'arm', ['arms']),
    ...(stages === undefined ? [] : namesIn(stages, 'stage', ['stages'])),
  ],
  needs: ({ arms, stages, method }, scope) =>
    chosen(arms, scope.arms).flatMap((arm) =>
      (stages ?? scope.stages.slice(-1)).map(
        (stage): Piece => ({ subjects: [trained(arm)], settings: { stage, method } }),
      ),
    ),
  work: ({ widths, sample }) => 30 * sample ** 2 * Math.max(...widths),
  run: async ({ engine, subjects, settings, sample, factors, stopped }) => {
    const { stage, method } = settings as { stage: string; method: 'pca' | 'umap' };
    const output = await outputOf(engine, subjects[0]!, stage, sample, stopped);
    const placed = method === 'pca' ? await principal(output) : await neighbourly(output, factors);
    if (typeof placed === 'string') return { rows: [{ measure: method, stage, value: null, note: placed }], maps: [] };
    const axis = (index: number) => Array.from({ length: output.rows }, (_, row) => rounded(placed.at(row, index)));
    return {
      rows: placed.explained.map(
        (value, index): FindingRow => ({ measure: `explained-${index + 1}`, stage, value, note: null }),
      ),
      maps: [{ stage, method, labels: Array.from(ofClasses(sample).labels), x: axis(0), y: axis(1) }],
    };
  },
} as const satisfies AnalysisEntry<'embeddings', typeof schema>;

interface Placed {
  /** Coordinate of a row along an axis; 0 where there is no such axis. */
  at(row: number, axis: number): number;
  /** Share of the variance along each axis, where it means something. */
  readonly explained: readonly number[];
}

/** Loaded here and not with every worker: few suites draw embeddings. */
async function principal(output: StageOutput): Promise<Placed | string> {
  const { principalComponents } = await import('../../stats/pca.ts');
  const result = principalComponents(output, 2);
  if (result.status !== 'ok') return whyNot(result);
  const { coordinates, dims, explained } = result;
  return { at: (row, axis) => (axis < dims ? coordinates[row * dims + axis]! : 0), explained };
}

async function neighbourly(output: StageOutput, factors: Factors): Promise<Placed | string> {
  const [{ principalComponents }, { umap }] = await Promise.all([
    import('../../stats/pca.ts'),
    import('../../stats/umap.ts'),
  ]);
  const narrow = principalComponents(output, NEIGHBOUR_WIDTH);
  if (narrow.status !== 'ok') return whyNot(narrow);
  const { coordinates: values, rows } = narrow;
  const result = umap({ values, rows }, { random: stream('umap', factors).uniform });
  if (result.status !== 'ok') return whyNot(result);
  return { at: (row, axis) => result.coordinates[row * result.dims + axis]!, explained: [] };
}

/** Six digits: a picture needs no more. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
