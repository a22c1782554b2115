import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareTables } from '../../src/compare/compare-run.ts';
import { readRun } from '../../src/compare/read-run.ts';
import { wilsonInterval } from '../../src/stats/wilson-interval.ts';
import { prepared, run } from '../run/make-bench.ts';

/** Arms of one recipe that differ in their random draws alone, two for each contrast. */
const PAIRS = 12;
const SEEDS = 6;

test('trained networks that differ in chance alone are told apart no more often than the tests say', async () => {
  const arms = Array.from(
    { length: 2 * PAIRS },
    (_, index) => `chance-${index}: { init: random, draws: ${index + 1} }`,
  );
  let contrasts = 0;
  let found = 0;
  let judged = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const ready = await prepared(
      {
        model: '{ backbone: mlp, hidden: [16] }',
        data: '{ high: { use: mnist, classes: [5, 6, 7, 8, 9], pool: 300 } }',
        sources: '{}',
        target: '{ data: high, metric: accuracy, sizes: [60] }',
        arms: `{ ${arms.join(', ')} }`,
        training: '{ optimizer: adam, lr: 3e-3, batch: 16, steps: 60 }',
        design: `{ folds: 5, repeats: 2, seed: ${seed} }`,
        compare: '{ reference: chance-0, rope: 0.01 }',
      },
      { realData: true },
    );
    const { folder } = await run(ready, { out: mkdtempSync(join(tmpdir(), 'headstart-chance-')) });
    const { record, trials } = await readRun(folder);
    for (let pair = 0; pair < PAIRS; pair++) {
      const [reference, arm] = [`chance-${2 * pair}`, `chance-${2 * pair + 1}`];
      const names = [reference, arm];
      const { targets } = compareTables(
        {
          ...record,
          arms: record.arms.filter(({ name }) => names.includes(name)),
          contrasts: [{ arm, against: reference, family: 'reference', edit: null }],
          compare: { ...record.compare, reference },
        },
        trials.filter((row) => names.includes(row.arm)),
        [],
        null,
      );
      const [contrast] = targets[0]!.contrasts;
      if (contrast?.status !== 'ok') throw new Error(`the contrast is ${contrast?.status}`);
      contrasts++;
      if (contrast.p < 0.05) found++;
      if (contrast.judgement.verdict === 'helps' || contrast.judgement.verdict === 'hurts') judged++;
    }
  }
  expect(contrasts).toBe(PAIRS * SEEDS);
  process.stdout.write(`chance alone: ${found} of ${contrasts} with p below 5 %, ${judged} judged to differ\n`);
  expect(wilsonInterval(found, contrasts).interval[0]).toBeLessThanOrEqual(0.05);
  expect(wilsonInterval(judged, contrasts).interval[0]).toBeLessThanOrEqual(0.1);
});
