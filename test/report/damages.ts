import type { TaskRow, TrialRow } from '../../src/store/rows.ts';
import { dropTrials, editTrials, type Match } from '../compare/edit-run.ts';
import { type MadeArm, makeRun, type RunOptions, type RunTables } from '../compare/make-run.ts';
import { CUT, edit, makeStudy } from '../compare/make-study.ts';
import { makeTaskRun } from '../compare/make-tasks.ts';

/** Runs in which something is missing or the same everywhere, by what is wrong with them. */

export type DamagedRun = RunTables & { readonly tasks?: readonly TaskRow[] };

const ARMS = [{ name: 'scratch' }, { name: 'features', source: 'low' }, { name: 'full', source: 'low', gain: 0.03 }];

/** A run of three arms at two sizes in two metrics. */
export function soundRun(options: RunOptions = {}): RunTables {
  const folds = options.kind === undefined && options.episodes === undefined ? { folds: 3, repeats: 2 } : {};
  return makeRun({ arms: ARMS, ...folds, ...options });
}

/** Trials that did not end as they should; only those that completed were observed. */
export function ended(tables: RunTables, match: Match, status: Exclude<TrialRow['status'], 'completed'>): RunTables {
  const changed = editTrials(tables, match, (row) => {
    if (status === 'diverged') return { status, value: row.metric === 'accuracy' ? 0.2 : 20, reason: 'at step 3' };
    const none = { steps: null, examples: null, flops: null, tested: null, parameters: null, trainable: null };
    return { status, value: null, reason: 'the worker was killed', ...none };
  });
  return observed(changed);
}

/** The tables without the matching trials, and without what was observed of them. */
export function without(tables: RunTables, match: Match): RunTables {
  return observed(dropTrials(tables, match));
}

/** Curves and times of the trials alone that are there and completed. */
function observed(tables: RunTables): RunTables {
  const done = new Map(tables.trials.map(({ trial, status }) => [trial, status]));
  return {
    ...tables,
    curves: tables.curves.filter(({ trial }) => done.get(trial) === 'completed'),
    timings: tables.timings.flatMap((row) => {
      if (row.kind !== 'trial') return [row];
      const status = done.get(row.node);
      return status === undefined ? [] : [{ ...row, status }];
    }),
  };
}

/** Scores by arm and metric, moved by the same amount in all arms of a cell. */
function scored(tables: RunTables, scoreOf: (row: TrialRow) => number): RunTables {
  return editTrials(tables, {}, (row) => ({ value: scoreOf(row) }));
}

const shared = ({ repeat, fold, size }: TrialRow) => 0.5 + 0.04 * repeat - 0.03 * fold + size / 1000;

/** A completed trial without a score in a metric, as on a fold that holds one class alone. */
export function unscored(tables: RunTables, match: Match): RunTables {
  const reason = 'the held-out part has one class alone';
  return editTrials(tables, match, ({ status }) => (status === 'completed' ? { value: null, reason } : {}));
}

function partial<Tables extends RunTables>(tables: Tables): Tables {
  return { ...tables, record: { ...tables.record, state: 'partial' } };
}

/** An ablation, a factorial one and a layer-wise study in one run. */
function study(options: RunOptions = {}): RunTables {
  const { stage, random, ...cut } = CUT;
  const edits = ['tuned decay', 'tuned penalty', 'tuned both'];
  const names = ['scratch', 'tuned', ...edits, ...Object.values(cut), random];
  const factorial = ['tuned', ...edits].map((arm, index) => ({
    levels: { 'lr.decay': index % 2 === 1 ? '1' : '0.7', penalty: index > 1 ? 'none' : 'l2-sp' },
    arm,
  }));
  const contrasts = [
    { arm: 'tuned', against: 'scratch', family: 'reference' as const, edit: null },
    ...edits.map((arm) => edit(arm, 'tuned')),
  ];
  const layerwise = {
    base: 'scratch',
    cuts: [
      { stage, ...cut, random },
      { stage: 'block2', ...cut, random },
    ],
  };
  const arms = names.map((name) => ({ name }));
  const made = makeStudy(
    { arms, folds: 3, repeats: 2, sizes: [50], steps: [0, 300], ...options },
    { contrasts, factorial, layerwise },
  );
  const origin = (name: string) => {
    if (edits.includes(name)) return { kind: 'ablation', of: 'tuned', edit: name.replace('tuned ', '') } as const;
    if (name === 'scratch' || name === 'tuned') return null;
    return { kind: 'study', study: 'layerwise', role: 'AnB', stage } as const;
  };
  return {
    ...made,
    record: { ...made.record, arms: made.record.arms.map((arm) => ({ ...arm, origin: origin(arm.name) })) },
  };
}

const DOMAINS: readonly MadeArm[] = [
  { name: 'only', adapt: 'source-only' },
  { name: 'dann', adapt: 'dann', gain: 0.1 },
  { name: 'best', oracle: 'target-labels', gain: 0.2 },
];

/** An adapted arm between one that sees no label of the target and one that sees all. */
function domains(options: RunOptions = {}): RunTables {
  return makeRun({ arms: DOMAINS, sizes: [50], folds: 3, repeats: 2, ...options });
}

/** Two targets, one of which is learnt beside the other, with a third task. */
function together(options: RunOptions = {}): DamagedRun {
  return makeTaskRun(0.01, { sizes: [50], folds: 3, repeats: 2, ...options });
}

/** Without the trials of some task alone. */
function uncontrolled(run: DamagedRun, target: string): DamagedRun {
  return { ...run, ...without(run, { target, arm: 'scratch' }) };
}

/** The tasks' scores are those of the trials that learn them alone. */
function level(run: DamagedRun): DamagedRun {
  const trials = scored(run, () => 0.5).trials;
  return { ...run, trials, tasks: (run.tasks ?? []).map((row) => ({ ...row, value: 0.5 })) };
}

/** What is wrong with a run, by its name. */
export const damages: Readonly<Record<string, () => DamagedRun>> = {
  'one fold': () => soundRun({ folds: 1, repeats: 1 }),
  'one fold, repeated': () => soundRun({ folds: 1, repeats: 4 }),
  'one seed on one split': () => soundRun({ kind: 'seeds', repeats: 1 }),
  'two seeds on one split': () => soundRun({ kind: 'seeds', repeats: 2 }),
  'one random hold-out': () => soundRun({ kind: 'holdout', repeats: 1 }),
  'one repeat of two folds': () => soundRun({ folds: 2, repeats: 1 }),
  'one repeat of k folds': () => soundRun({ folds: 5, repeats: 1 }),
  'one episode': () => soundRun({ episodes: { ways: 5, shots: [1, 5], queries: 15 }, repeats: 1 }),
  'one size': () => soundRun({ sizes: [50] }),
  'one arm': () => soundRun({ arms: [{ name: 'scratch' }] }),
  'one pair': () =>
    partial(
      without(without(soundRun({ folds: 2, repeats: 1 }), { arm: 'full', fold: 1 }), { arm: 'features', fold: 0 }),
    ),
  '5×2 without one cell': () => partial(without(soundRun({ kind: '5x2' }), { arm: 'full', repeat: 3, fold: 1 })),
  'equal differences': () => scored(soundRun(), (row) => shared(row) + (row.arm === 'scratch' ? 0 : 0.05)),
  'equal losses': () => scored(soundRun(), (row) => shared(row) - (row.arm === 'scratch' ? 0 : 0.05)),
  'equal differences in one arm': () =>
    editTrials(scored(soundRun(), shared), { arm: 'full' }, (row) => ({
      value: shared(row) + 0.02 + 0.01 * row.fold,
    })),
  'equal differences over 5×2': () =>
    scored(soundRun({ kind: '5x2' }), (row) => shared(row) + (row.arm === 'scratch' ? 0 : 0.05)),
  'equal halves over 5×2': () =>
    scored(soundRun({ kind: '5x2' }), (row) => shared(row) + (row.arm === 'scratch' ? 0 : 0.05 + row.repeat / 100)),
  'no differences': () => scored(soundRun(), shared),
  'no differences over seeds': () => scored(soundRun({ kind: 'seeds', repeats: 5 }), shared),
  'no differences over episodes': () =>
    scored(soundRun({ episodes: { ways: 5, shots: [1, 5], queries: 15 }, repeats: 6 }), shared),
  'one metric constant everywhere': () => editTrials(soundRun(), { metric: 'log-loss' }, () => ({ value: Math.LN2 })),
  'the primary metric constant everywhere': () =>
    editTrials(soundRun(), { metric: 'accuracy' }, () => ({ value: 0.5 })),
  'every score the same': () => scored(soundRun(), () => 0.5),
  'every score 0': () => scored(soundRun(), () => 0),
  'every score 1': () => scored(soundRun(), () => 1),
  'an arm lacks some cells': () => partial(without(soundRun(), { arm: 'full', repeat: 1 })),
  'an arm lacks all cells': () => partial(without(soundRun(), { arm: 'full' })),
  'the reference lacks all cells': () => partial(without(soundRun(), { arm: 'scratch' })),
  'the reference failed everywhere': () => ended(soundRun(), { arm: 'scratch' }, 'failed'),
  'an arm failed everywhere': () => ended(soundRun(), { arm: 'full' }, 'failed'),
  'arms share no cell': () =>
    partial(
      without(without(without(soundRun(), { arm: 'scratch', repeat: 1 }), { arm: 'full', repeat: 0 }), {
        arm: 'features',
        repeat: 0,
      }),
    ),
  'no trial at all': () => partial({ ...soundRun(), trials: [], curves: [], timings: [] }),
  'one size empty': () => partial(without(soundRun(), { size: 150 })),
  'one size of one arm empty': () => partial(without(soundRun(), { size: 150, arm: 'full' })),
  'one pair of fingerprints differs': () =>
    editTrials(soundRun(), { arm: 'full', repeat: 0, fold: 1, size: 50 }, () => ({ fingerprint: 'another' })),
  'no fingerprint matches': () => editTrials(soundRun(), { arm: 'scratch' }, () => ({ fingerprint: 'another' })),
  'every trial diverged': () => ended(soundRun(), {}, 'diverged'),
  'an arm diverged everywhere': () => ended(soundRun(), { arm: 'full' }, 'diverged'),
  'every trial failed': () => ended(soundRun(), {}, 'failed'),
  'every trial timed out': () => ended(soundRun(), {}, 'timed-out'),
  'every trial skipped but the reference': () =>
    ended(ended(soundRun(), { arm: 'full' }, 'skipped'), { arm: 'features' }, 'skipped'),
  'the primary metric unscored on some folds': () => unscored(soundRun(), { metric: 'accuracy', fold: 1 }),
  'the primary metric unscored everywhere': () => unscored(soundRun(), { metric: 'accuracy' }),
  'the second metric unscored on some folds': () => unscored(soundRun(), { metric: 'log-loss', fold: 1 }),
  'the second metric unscored everywhere': () => unscored(soundRun(), { metric: 'log-loss' }),
  'scores of a hundred digits': () =>
    scored(soundRun(), (row) => (row.metric === 'accuracy' ? shared(row) : 1e100 * (row.arm === 'scratch' ? 1 : -1))),
  'no times': () => ({ ...soundRun(), timings: [] }),
  'no curves': () => ({ ...soundRun(), curves: [] }),
  'two targets, of which one is empty': () =>
    partial(without(soundRun({ targets: ['high', 'low'] }), { target: 'low' })),
  'two targets without differences': () => scored(soundRun({ targets: ['high', 'low'] }), shared),
  'two targets, one with one pair': () =>
    partial(
      without(without(soundRun({ targets: ['high', 'low'], folds: 2, repeats: 1 }), { target: 'low', fold: 1 }), {
        target: 'high',
        arm: 'features',
      }),
    ),
  'an oracle alone beside the reference': () =>
    soundRun({ arms: [{ name: 'scratch' }, { name: 'labels', oracle: 'target-labels' }] }),
  'a metric without a region of equivalence': () => soundRun({ rope: {} }),
  'a study in one fold': () => study({ folds: 1, repeats: 1 }),
  'a study without differences': () => scored(study(), shared),
  'a study with equal differences': () => scored(study(), (row) => shared(row) + row.arm.length / 100),
  'a study without the arm that is edited': () => partial(without(study(), { arm: 'tuned' })),
  'a study without its base': () => partial(without(study(), { arm: 'scratch' })),
  'a study of which every trial diverged': () => ended(study(), {}, 'diverged'),
  'no gap between domains': () => scored(domains(), shared),
  'a gap between domains in one cell': () => domains({ kind: 'holdout', folds: 1, repeats: 1 }),
  'a gap between domains in one fold': () => domains({ folds: 1, repeats: 1 }),
  'the same gap in every cell': () =>
    scored(domains(), (row) => shared(row) + { only: 0, dann: 0.1, best: 0.2 }[row.arm]!),
  'domains without the upper end': () => partial(without(domains(), { arm: 'best' })),
  'domains without the lower end': () => partial(without(domains(), { arm: 'only' })),
  'tasks in one fold': () => together({ folds: 1, repeats: 1 }),
  'tasks without a control': () => uncontrolled(together(), 'low'),
  'tasks without differences': () => level(together()),
};
