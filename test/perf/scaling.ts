import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { prepared, run, temporaryFolder } from '../run/make-bench.ts';

/** Wall-clock seconds of the same trials with 1, 2, … workers, each computed afresh. */
export async function measureScaling(): Promise<Record<string, string>[]> {
  const ready = await prepared(
    {
      data: '{ high: { use: mnist, classes: [5, 6, 7, 8, 9], pool: 500 } }',
      model: '{ backbone: cnn, channels: [16, 32], hidden: 64 }',
      sources: '',
      arms: '{ scratch: scratch, body: { init: random, train: [block1, block2] } }',
      target: '{ data: high, metric: accuracy, sizes: [50] }',
      training: '{ optimizer: adam, lr: 1e-3, batch: 32, steps: 200 }',
      design: '{ folds: 4, repeats: 4, seed: 1 }',
    },
    { realData: true },
  );
  const rows: Record<string, string>[] = [];
  let alone = 0;
  for (let workers = 1; workers <= availableParallelism(); workers *= 2) {
    const out = temporaryFolder();
    const start = performance.now();
    await run(ready, { out, workers });
    const seconds = (performance.now() - start) / 1000;
    rmSync(out, { recursive: true });
    if (workers === 1) alone = seconds;
    rows.push({
      workers: String(workers),
      seconds: seconds.toFixed(2),
      'speed-up': `${(alone / seconds).toFixed(2)} ×`,
    });
  }
  return rows;
}
