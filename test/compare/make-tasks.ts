import { stream } from '../../src/base/random.ts';
import type { TaskRow } from '../../src/store/rows.ts';
import { makeRun, type RunOptions, type RunTables } from './make-run.ts';

export interface TaskTables extends RunTables {
  tasks: TaskRow[];
}

/**
 * A run of two targets, `high` and `low`, whose arm `together` learns both and `extra`, which is no target.
 *
 * @param effect added to the score of the arm `scratch` on the further task.
 */
export function makeTaskRun(effect: number, options: RunOptions = {}): TaskTables {
  const tables = makeRun({
    arms: [{ name: 'scratch' }, { name: 'together', gain: 0.03 }],
    targets: ['high', 'low'],
    ...options,
  });
  const arms = tables.record.arms.map((arm) =>
    arm.name === 'together' ? { ...arm, tasks: { with: ['high', 'low', 'extra'], alone: 'scratch' } } : arm,
  );
  const tasks = tables.trials
    .filter(({ arm }) => arm === 'together')
    .flatMap((row) =>
      ['high', 'low', 'extra']
        .filter((task) => task !== row.target)
        .map((task): TaskRow => {
          const { trial, target, arm, size, repeat, fold, metric, status } = row;
          const control = tables.trials.find(
            (other) =>
              other.target === task &&
              other.arm === 'scratch' &&
              other.metric === metric &&
              other.size === size &&
              other.repeat === repeat &&
              other.fold === fold,
          );
          const noise = 0.01 * stream('task', { target, task, size, repeat, fold }).normal();
          const turn = metric === 'log-loss' ? -1 : 1;
          const value = (control?.value ?? 0.8) + turn * (effect + noise);
          const alone = control?.fingerprint ?? null;
          const place = { trial, target, arm, size, repeat, fold };
          return { ...place, task, status, metric, value, reason: null, tested: 500, scorings: 1, learnt: size, alone };
        }),
    );
  return { ...tables, record: { ...tables.record, arms }, tasks };
}
