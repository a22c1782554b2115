/** A suite of two targets that are learnt together, with a third task that is no target. */
export const TASK_LINES = {
  data: '{ low: { use: mnist, classes: [0, 1, 2], pool: 60 }, high: { use: mnist, classes: [5, 6, 7], pool: 60 }, other: { use: mnist, classes: [3, 4], size: 30 } }',
  sources: '{}',
  target: '',
  targets:
    '{ high: { data: high, metric: accuracy, also: [log-loss], sizes: [6, 20] }, low: { data: low, metric: accuracy, also: [log-loss], sizes: [6, 20] } }',
  arms: '{ scratch: scratch, pair: { preset: multi-task, with: [high, low, other], examples: subset } }',
};
