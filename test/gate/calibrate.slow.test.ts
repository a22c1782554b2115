import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Calibration } from '../../src/gate/calibration.ts';
import { cli } from '../cli/run-cli.ts';

/** How often the gate blames equal code: the same code against itself, 200 times under fresh seeds. */

const PAIRS = 200;

/** So small that a pair of runs takes a fraction of a second, and with a margin that chance alone reaches now and then. */
const SUITE = `suite: equal
version: 1
question: How often is equal code called worse?
data: { digits: { use: mnist, split: test, classes: [0, 1, 2], pool: 60, resize: [8, 8], channels: 1 } }
model: { backbone: mlp, hidden: [8] }
target: { data: digits, metric: accuracy, also: [log-loss], sizes: [40] }
arms: { scratch: scratch, again: { init: random, draws: 1 } }
training: { optimizer: sgd, lr: 0.1, batch: 20, steps: 16 }
design: { folds: 5, repeats: 1, seed: 5 }
compare: { reference: scratch, rope: 0.005 }
gate: { margin: { log-loss: 0.005 }, reserve: 1 }
`;

test(`of ${PAIRS} pairs of equal code no more than 5 % would fail a build`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'headstart-calibrate-test-'));
  const suite = join(folder, 'equal.yaml');
  writeFileSync(suite, SUITE);
  const words = ['check', suite, '--calibrate', String(PAIRS), '--engine', 'onnx', '--device', 'cpu'];
  const { code, stdout, stderr } = await cli([...words, '--out', folder, '--format', 'json']);
  expect([code, stderr]).toEqual([0, expect.stringContaining(`${PAIRS} of ${PAIRS} pairs`)]);
  const { pairs, comparisons, ...found } = JSON.parse(stdout) as Calibration;
  for (const [what, { count, share, interval }] of Object.entries({
    'runs suspected': found.suspected,
    'runs failed by a confirmed regression': found.confirmed,
    'comparisons suspected': found.suspectedComparisons,
    'comparisons confirmed': found.confirmedComparisons,
  })) {
    const [low, high] = interval.map((end) => (100 * end).toFixed(1));
    console.log(`${what}: ${count}, ${(100 * share).toFixed(1)} % (95 % interval ${low} to ${high} %)`);
  }
  expect([pairs, comparisons]).toEqual([PAIRS, 4 * PAIRS]); // two metrics of two arms
  expect(found.suspected.count).toBeGreaterThan(0); // else nothing came as far as a confirmation
  expect(found.suspectedComparisons.interval[0]).toBeLessThanOrEqual(0.05);
  expect(found.confirmedComparisons.interval[0]).toBeLessThanOrEqual(0.05);
  expect(found.confirmed.interval[1]).toBeLessThanOrEqual(0.05); // the whole interval: builds that fail by chance
});
