import type { RunRecord } from '../../src/store/run-record.ts';
import { makeRun, type RunOptions, type RunTables } from './make-run.ts';

type Comparisons = Partial<Pick<RunRecord, 'contrasts' | 'factorial' | 'layerwise'>>;

/** A run with other comparisons than each arm against the first one. */
export function makeStudy(options: RunOptions, comparisons: Comparisons): RunTables {
  const tables = makeRun(options);
  return { ...tables, record: { ...tables.record, ...comparisons } };
}

/** Scores by arm, moved by the same amount in all arms of a cell; every arm needs one. */
export function withScores(tables: RunTables, scoreOf: (arm: string, size: number) => number): RunTables {
  const trials = tables.trials.map((row) => {
    const shift = 0.01 * row.repeat - 0.003 * row.fold;
    return { ...row, value: scoreOf(row.arm, row.size) + (row.metric === 'log-loss' ? -shift : shift) };
  });
  return { ...tables, trials };
}

export const edit = (arm: string, against: string): RunRecord['contrasts'][number] => ({
  arm,
  against,
  family: 'ablation',
  edit: arm.replace(`${against} `, ''),
});

export const CUT = {
  stage: 'block1',
  selffer: 'B1B',
  selfferTuned: 'B1B+',
  transfer: 'A1B',
  transferTuned: 'A1B+',
  random: 'random 1',
} as const;
