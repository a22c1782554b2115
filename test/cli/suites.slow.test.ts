import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { presets } from '../../src/transfer/registry.ts';
import { cli } from './run-cli.ts';

/** Suites of this repository that nothing else runs: to their end, on real data. The larger ones with fewer folds. */

interface Score {
  readonly arm: string;
  readonly target: string;
  readonly status: string;
  readonly value: number;
}

/**
 * Runs a suite and returns its scores in the primary metric.
 *
 * @param fewer a piece of its text, and what replaces it.
 */
async function scoresOf(suite: string, fewer?: readonly [string, string]): Promise<Score[]> {
  const out = mkdtempSync(join(tmpdir(), `headstart-${suite}-`));
  let file = `suites/${suite}.yaml`;
  if (fewer !== undefined) {
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(fewer[0]);
    file = join(out, `${suite}.yaml`);
    writeFileSync(file, text.replace(fewer[0], fewer[1]));
  }
  const { code, stdout, stderr } = await cli([file, '--out', out]);
  expect([code, stderr], stdout).toEqual([0, '']);
  const runs = join(out, 'results', suite);
  expect(existsSync(join(out, 'reports', suite, `${readdirSync(runs)[0]}.html`))).toBe(true);
  const rows: Record<string, string>[] = parse(readFileSync(join(runs, readdirSync(runs)[0]!, 'trials.csv')), {
    columns: true,
  });
  return rows
    .filter(({ metric }) => metric === 'accuracy')
    .map(({ arm, target, status, value }) => ({ arm: arm!, target: target!, status: status!, value: Number(value) }));
}

const meanOf = (scores: readonly { arm: string; value: number }[], arm: string): number => {
  const values = scores.filter((score) => score.arm === arm).map(({ value }) => value);
  return values.reduce((total, value) => total + value, 0) / values.length;
};

test('recipes-tour: every preset learns five digits better than chance', async () => {
  const scores = await scoresOf('recipes-tour', ['folds: 5', 'folds: 2']);
  expect(scores).toHaveLength(Object.keys(presets).length * 2);
  expect(new Set(scores.map(({ status }) => status))).toEqual(new Set(['completed']));
  for (const arm of new Set(scores.map(({ arm: name }) => name)))
    expect([arm, meanOf(scores, arm) > 0.3]).toEqual([arm, true]); // chance is 0.2
  // The oracle is scratch under another name: what is compared is the recipe, not the name.
  expect(meanOf(scores, 'target-only')).toBe(meanOf(scores, 'scratch'));
});

test('self-supervised: labels for all images are worth more than none', async () => {
  const scores = await scoresOf('self-supervised', ['folds: 5, repeats: 2', 'folds: 2, repeats: 1']);
  expect(scores).toHaveLength(6 * 2 * 2);
  expect(meanOf(scores, 'supervised')).toBeGreaterThan(meanOf(scores, 'scratch'));
});

test('multi-task: each task of digits is scored, and is learnt better than by chance', async () => {
  const scores = await scoresOf('multi-task', ['folds: 5, repeats: 2', 'folds: 2, repeats: 1']);
  expect(scores).toHaveLength(8 * 2 * 2 * 2);
  for (const task of ['high', 'low']) {
    const own = scores.filter(({ target }) => target === task);
    for (const arm of ['scratch', `with-${task}`]) expect([arm, meanOf(own, arm) > 0.4]).toEqual([arm, true]); // chance is 0.2
  }
});

test('tuned: a choice for every arm in every cell, of equally many configurations', async () => {
  const scores = await scoresOf('tuned');
  expect(scores).toHaveLength(4 * 2 * 5);
  expect(new Set(scores.map(({ status }) => status))).toEqual(new Set(['completed']));
  expect(meanOf(scores, 'scratch')).toBeGreaterThan(0.7); // chance is 0.2
});

test('a-a: equal recipes are equal to the bit, and what chance alone makes differs', async () => {
  const scores = await scoresOf('a-a');
  expect(scores).toHaveLength(6 * 2 * 20);
  const of = (arm: string) => scores.filter((score) => score.arm === arm).map(({ value }) => value);
  expect(of('same')).toEqual(of('scratch'));
  expect(of('chance-1')).not.toEqual(of('scratch'));
  expect(of('chance-2')).not.toEqual(of('chance-1'));
});

test('export smoke: what smoke learned on low-digits is the source of another suite', async () => {
  const out = mkdtempSync(join(tmpdir(), 'headstart-export-'));
  expect(await cli(['smoke', '--keep-weights', '--fresh', '--out', out])).toMatchObject({ code: 0, stderr: '' });
  const [run] = readdirSync(join(out, 'results', 'smoke'));
  const weights = join(out, 'weights');
  const folder = join(out, 'results', 'smoke', run!);
  const exported = await cli(['export', folder, '--source', 'low-digits', '--out', weights]);
  expect(exported).toMatchObject({ code: 0, stderr: '' });
  const smoke = readFileSync('suites/smoke.yaml', 'utf8').replace(/^ +low: .*\n/m, '');
  const suite = smoke.replace(
    /low-digits: \{ data.*\}/,
    `low-digits: { weights: { use: checkpoint, path: ${join(weights, 'low-digits.safetensors')} } }`,
  );
  writeFileSync(join(out, 'again.yaml'), suite);
  expect(await cli(['plan', join(out, 'again.yaml')])).toMatchObject({ code: 0, stderr: '' });
});
