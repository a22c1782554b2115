import { rmSync } from 'node:fs';
import { prepared, run, temporaryFolder } from '../run/make-bench.ts';
import { median } from './table.ts';

/**
 * What a trial costs beside its training steps and its scoring: splitting, drawing weights, publishing the outcome,
 * dispatch.
 */
export async function measureOverhead(): Promise<Record<string, string>[]> {
  const ready = await prepared(
    {
      data: '{ low: { use: mnist, classes: [0, 1, 2, 3, 4], size: 500 }, high: { use: mnist, classes: [5, 6, 7, 8, 9], pool: 2500 } }',
      model: '{ backbone: cnn, channels: [16, 32], hidden: 64 }',
      target: '{ data: high, metric: accuracy, sizes: [50, 150, 500] }',
      training: '{ optimizer: adam, lr: 1e-3, batch: 32, steps: 1, observe: { sample: 1 } }',
      design: '{ folds: 5, repeats: 4, seed: 1 }',
    },
    { realData: true },
  );
  const out = temporaryFolder();
  const inside: number[] = [];
  const between: number[] = [];
  let started = 0;
  await run(ready, {
    out,
    workers: 1,
    onEvent: (event) => {
      if (event.type === 'started') started = performance.now();
      else if (event.outcome.status === 'completed' && event.node.kind === 'trial') {
        const { train, score, total } = event.outcome.timings;
        inside.push(1000 * (total - train - score));
        between.push(performance.now() - started - 1000 * total);
      }
    },
  });
  rmSync(out, { recursive: true });
  return [
    {
      part: 'in the worker: splitting, drawing weights, gathering what is scored',
      'ms, median': median(inside).toFixed(2),
    },
    { part: 'in the driver: dispatch, reply, publishing', 'ms, median': median(between).toFixed(2) },
  ];
}
