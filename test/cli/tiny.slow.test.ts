import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli } from './run-cli.ts';

/** The smallest runs that there can be: two classes of a few examples each, from the suite to the page. */

const suite = (pool: number, design: string): string => `
suite: tiny
version: 1
question: Does it help?
data:
  low: { use: mnist, split: test, classes: [0, 1], size: 20, resize: [8, 8], channels: 1 }
  high: { use: mnist, split: test, classes: [5, 6], pool: ${pool}, resize: [8, 8], channels: 1 }
model: { backbone: mlp, hidden: [4] }
sources: { digits: { data: low, objective: classification, steps: 2 } }
target: { data: high, metric: accuracy, also: [auroc, log-loss], sizes: [2] }
arms: { scratch: scratch, full: { preset: full, from: digits } }
training: { optimizer: adam, lr: 1e-2, batch: 2, steps: 2 }
design: ${design}
compare: { reference: scratch, rope: 0.01 }
`;

function written(text: string): { readonly out: string; readonly file: string } {
  const out = mkdtempSync(join(tmpdir(), 'headstart-tiny-'));
  const file = join(out, 'tiny.yaml');
  writeFileSync(file, text);
  return { out, file };
}

test.each(['{ folds: 2 }', '{ folds: 3 }', '{ holdout: 0.34, repeats: 2 }', '{ seeds: 2, holdout: 0.34 }'])(
  'three examples of two classes in all are refused with %s, at its line',
  async (design) => {
    const { out, file } = written(suite(3, design));
    const { code, stdout, stderr } = await cli([file, '--out', out]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /tiny\.yaml:13:\d+ design\.(folds|holdout): .*class \d of the target high.*, received .*; use a larger pool/,
    );
  },
);

test.each(['{ folds: 2 }', '{ folds: 3 }', '{ holdout: 0.34, repeats: 3 }', '{ seeds: 2, holdout: 0.34 }'])(
  'three examples of each of two classes run with %s, and the report claims nothing by them',
  async (design) => {
    const { out, file } = written(suite(6, design));
    const { code, stdout, stderr } = await cli([file, '--out', out]);
    expect([code, stderr], stdout).toEqual([0, '']);
    expect(stdout).toMatch(/Not settled: the difference is inconclusive at 2 examples|No verdict: the arms tie/);
    const [run = ''] = readdirSync(join(out, 'results', 'tiny'));
    const again = await cli(['report', join(out, 'results', 'tiny', run), '--out', out]);
    expect([again.code, again.stderr], again.stdout).toEqual([0, '']);
    const page = readFileSync(join(out, 'reports', 'tiny', `${run}.html`), 'utf8');
    const told = page.replaceAll(/<(script|style)\b.*?<\/\1>|<[^>]*>/gs, '\n');
    for (const text of [stdout, told]) expect(text).not.toMatch(/NaN|undefined|Infinity|\[object|\bnull\b/);
  },
);
