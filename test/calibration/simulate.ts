import { stream } from '../../src/base/random.ts';
import { compareTables } from '../../src/compare/compare-run.ts';
import type { Contrast } from '../../src/compare/contract/contrast.ts';
import { correctedT } from '../../src/stats/corrected-t.ts';
import type { RunRecord } from '../../src/store/run-record.ts';
import { makeRun, type RunTables } from '../compare/make-run.ts';
import { drawData, scoreModel, splitOf } from './population.ts';

/** One design, and how two arms do in it. */
export interface Study {
  readonly name: string;
  readonly design: Pick<RunRecord['design'], 'kind' | 'folds' | 'repeats'> & { readonly holdout?: number };
  /** Examples of the data set, drawn anew in each replication. */
  readonly examples: number;
  /** Training examples of each cell. */
  readonly size: number;
  /** Arms that are compared with the reference. */
  readonly arms: number;
  /** Features that the reference and the arms see; equal numbers make exchangeable arms. */
  readonly seen: readonly [reference: number, arms: number];
}

/** What the compare path said of the arms of one replication. */
export interface Replication {
  readonly contrasts: readonly Contrast[];
  /** The first arm's p of the plain paired t, which takes folds for independent. */
  readonly plain: number | null;
}

/** Half-width of the region of practical equivalence: half a point. */
const ROPE = 0.005;

/**
 * Draws data sets, splits them by the folds of every suite, trains real classifiers on them, and sends their scores the
 * whole way from tables to verdicts.
 */
export function simulate(study: Study, replications: number): Replication[] {
  return Array.from({ length: replications }, (_, replication) => {
    const { targets } = compareTables(...tablesOf(study, replication));
    const { contrasts } = targets[0]!;
    const [first] = contrasts;
    if (first?.status !== 'ok') return { contrasts, plain: null };
    const test = correctedT(
      first.differences.map(({ gain }) => gain),
      { testTrainRatio: 0 },
    );
    return { contrasts, plain: test.status === 'ok' ? test.pTwoSided : null };
  });
}

function tablesOf({ design, examples, size, arms, seen }: Study, replication: number) {
  const names = ['reference', ...Array.from({ length: arms }, (_, index) => `arm-${index + 1}`)];
  const pool = drawData(examples, stream('data', { replication, examples }));
  const made = makeRun({
    arms: names.map((name) => ({ name })),
    sizes: [size],
    ...design,
    rope: { accuracy: ROPE },
    steps: [100],
  });
  const scores = new Map<string, number>();
  for (let repeat = 0; repeat < design.repeats; repeat++) {
    for (let fold = 0; fold < design.folds; fold++) {
      const split = splitOf(pool, design, replication, repeat, fold);
      names.forEach((name, arm) => {
        // On one data set an arm's features are an algorithm's own: one may suit it better, by luck that all folds share.
        // What is luck of a seed is drawn with the seed.
        const luck = { replication, arm, ...(design.kind === 'seeds' && { repeat }) };
        const score = scoreModel(split, size, seen[arm === 0 ? 0 : 1], luck);
        scores.set(`${name} ${repeat} ${fold}`, score);
      });
    }
  }
  const trials = made.trials
    .filter(({ metric }) => metric === 'accuracy')
    .map((row) => ({ ...row, value: scores.get(`${row.arm} ${row.repeat} ${row.fold}`)! }));
  return [made.record, trials, [], null] satisfies [RunRecord, RunTables['trials'], [], null];
}
