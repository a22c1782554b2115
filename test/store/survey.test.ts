import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import type { Outcome } from '../../src/plan/outcome.ts';
import { OutcomeCache } from '../../src/store/cache.ts';
import { proveFolder, surveyCache } from '../../src/store/survey.ts';

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headstart-survey-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const WEIGHTS = Uint8Array.of(1, 2, 3);
const flops = { status: 'counted', flops: 90 } as const;
const pretrained = (name: string): Outcome => ({
  kind: 'pretrain',
  node: sha256(name),
  status: 'completed',
  ledger: { steps: 3, examples: 9, parameters: 5, trainable: 5, flops },
  quality: null,
  weights: sha256(WEIGHTS),
  timings: { train: 1, score: 1, total: 2 },
});

test('a cache is counted: outcomes, failures, checkpoints and what is damaged', async () => {
  const folder = temporary();
  expect(await surveyCache(join(folder, 'absent'))).toBeUndefined();
  const said: string[] = [];
  const cache = new OutcomeCache(folder, (message) => said.push(message));
  for (const name of ['a', 'b', 'c', 'd']) await cache.publish(pretrained(name), WEIGHTS);
  await cache.publish({ kind: 'trial', node: sha256('e'), status: 'failed', reason: 'it broke' });
  const fileOf = (name: string) => join(folder, sha256(name).slice(0, 2), `${sha256(name)}.json`);
  truncateSync(fileOf('a'), 40);
  truncateSync(fileOf('b'), 0);
  await cache.recall(sha256('b')); // moves it aside
  writeFileSync(join(folder, 'notes.txt'), 'not of the cache');
  expect(said).toHaveLength(1);
  const found = await surveyCache(folder);
  expect(found).toMatchObject({ outcomes: 2, failures: 1, checkpoints: 4, damaged: 2 });
  expect(found!.bytes).toBeGreaterThan(40 + 4 * WEIGHTS.length);
});

test('a folder is proved by writing and linking, of which nothing stays', async () => {
  const folder = temporary();
  expect(await proveFolder(folder)).toEqual({ write: null, link: null });
  expect(readdirSync(folder)).toEqual([]);
  const { write, link } = await proveFolder(join(folder, 'absent'));
  expect([write, link]).toEqual([expect.stringContaining('ENOENT'), expect.stringContaining('ENOENT')]);
});
