import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli } from './run-cli.ts';

/** Whole small runs on real data, one for each design. */

const suite = (design: string, use = 'mnist'): string => `
suite: designs
version: 1
question: Does it help?
data:
  low: { use: ${use}, split: test, classes: [0, 1, 2], size: 150, resize: [10, 10], channels: 1 }
  high: { use: ${use}, split: test, classes: [3, 4, 5], pool: 150, resize: [10, 10], channels: 1 }
model: { backbone: mlp, hidden: [8] }
sources: { digits: { data: low, objective: classification, steps: 10 } }
target: { data: high, metric: accuracy, sizes: [10, 30] }
arms: { scratch: scratch, full: { preset: full, from: digits } }
training: { optimizer: adam, lr: 1e-2, batch: 10, steps: 10 }
design: ${design}
compare: { reference: scratch, rope: 0.01 }
`;

test.each([
  ['5x2', 'mnist', { kind: '5x2', folds: 2, repeats: 5 }, 10, 'combined 5×2 cv F'],
  ['{ holdout: 0.2, repeats: 6 }', 'mnist', { kind: 'holdout', holdout: 0.2 }, 6, 'corrected resampled t'],
  ['{ seeds: 6 }', 'mnist', { kind: 'seeds', holdout: 0.2 }, 6, 'paired t over seeds'],
  ['{ folds: 3, groups: true }', 'textured-digits', { kind: 'k-fold', groups: true }, 3, 'corrected resampled t'],
  [
    '{ holdout: 0.3, repeats: 4, groups: true }',
    'textured-digits',
    { kind: 'holdout', groups: true },
    4,
    'corrected resampled t',
  ],
])('%s on %s', async (design, use, recorded, cells, words) => {
  const out = mkdtempSync(join(tmpdir(), 'headstart-design-'));
  const file = join(out, 'designs.yaml');
  writeFileSync(file, suite(design, use));
  const plan = await cli(['plan', file]);
  expect([plan.code, plan.stderr]).toEqual([0, '']);
  expect(plan.stdout).toContain(`trials     ${cells * 2 * 2}`);
  const { code, stdout, stderr } = await cli([file, '--out', out]);
  expect([code, stderr], stdout).toEqual([0, '']);
  const runs = join(out, 'results', 'designs');
  const record = JSON.parse(readFileSync(join(runs, readdirSync(runs)[0]!, 'run.json'), 'utf8')) as object;
  expect(record).toMatchObject({ state: 'complete', design: recorded });
  const page = readFileSync(join(out, 'reports', 'designs', `${readdirSync(runs)[0]}.html`), 'utf8');
  expect(page.includes(`<dt>Test</dt><dd>${words}`)).toBe(true);
  const told = page.replace(/<script[\s\S]*?<\/script>/g, '');
  expect(told.match(/.{0,40}\bNaN\b/)).toBeNull();
});
