import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import type { Outcome } from '../../src/plan/outcome.ts';
import { OutcomeCache } from '../../src/store/cache.ts';

const ID = sha256('a trial');
const SOURCE = sha256('a source');
const WEIGHTS = Uint8Array.of(1, 2, 3);

const completed: Outcome = {
  kind: 'trial',
  node: ID,
  status: 'completed',
  ledger: { steps: 3, examples: 9, parameters: 5, trainable: 5, flops: { status: 'counted', flops: 90 } },
  scores: { accuracy: 0.1 + 0.2 },
  tested: 10,
  looks: { observe: 1, score: 1 },
  predictions: 'p1.',
  tasks: [],
  curve: { metric: 'accuracy', observed: 10, points: [{ step: 0, examples: 0, value: 0.25, flops: 0 }] },
  selected: null,
  timings: { train: 1, score: 1, total: 2 },
};
const pretrained: Outcome = {
  kind: 'pretrain',
  node: SOURCE,
  status: 'completed',
  ledger: { steps: 3, examples: 9, parameters: 5, trainable: 5, flops: { status: 'counted', flops: 90 } },
  quality: { measure: 'accuracy', value: 1 },
  weights: sha256(WEIGHTS),
  timings: { train: 1, score: 1, total: 2 },
};

let folder: string;
let said: string[];
let cache: OutcomeCache;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headstart-cache-'));
  said = [];
  cache = new OutcomeCache(folder, (message) => said.push(message));
});
afterEach(() => rmSync(folder, { recursive: true }));

const fileOf = (id: string, ending = '.json'): string => join(folder, id.slice(0, 2), `${id}${ending}`);

describe('the outcome cache', () => {
  test('gives back what was published, and nothing else', async () => {
    expect(await cache.recall(ID)).toBeUndefined();
    await cache.publish(completed);
    expect(await cache.recall(ID)).toEqual(completed);
    expect(readdirSync(join(folder, ID.slice(0, 2)))).toEqual([`${ID}.json`]); // no temporary file is left
  });

  test('keeps failures by attempt and never takes them for results', async () => {
    const failed: Outcome = { kind: 'trial', node: ID, status: 'failed', reason: 'it broke' };
    await cache.publish(failed);
    await cache.publish(failed);
    expect(await cache.recall(ID)).toBeUndefined();
    expect(readdirSync(join(folder, ID.slice(0, 2))).sort()).toEqual([`${ID}.attempt-1.json`, `${ID}.attempt-2.json`]);
  });

  test('the first writer wins; a duplicate that differs is said, one that differs in time only is not', async () => {
    await cache.publish(completed);
    await cache.publish({ ...completed, timings: { train: 7, score: 7, total: 14 } });
    expect(said).toEqual([]);
    await cache.publish({ ...completed, scores: { accuracy: 0.5 } });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/computed twice with different results/);
    expect(await cache.recall(ID)).toEqual(completed);
  });

  test.each([
    ['cut off', (text: string) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['of another version', (text: string) => text.replace('"version":1', '"version":2')],
    ['with one changed digit', (text: string) => text.replace('"steps":3', '"steps":4')],
    ['of another node', (text: string) => text.replaceAll(ID, SOURCE)],
  ])('a file that is %s is moved aside, said, and computed again', async (_, damage) => {
    await cache.publish(completed);
    writeFileSync(fileOf(ID), damage(readFileSync(fileOf(ID), 'utf8')));
    expect(await cache.recall(ID)).toBeUndefined();
    expect(said[0]).toMatch(/damaged outcome was moved/);
    expect(existsSync(fileOf(ID, '.json.damaged'))).toBe(true);
    await cache.publish(completed);
    expect(await cache.recall(ID)).toEqual(completed);
  });

  test('keeps checkpoints with their outcome, drops them alone, and notices damage', async () => {
    await cache.publish(pretrained, WEIGHTS);
    expect(Buffer.from((await cache.recallWeights(SOURCE))!)).toEqual(Buffer.from(WEIGHTS));
    writeFileSync(fileOf(SOURCE, '.safetensors'), Uint8Array.of(1, 2, 4));
    expect(await cache.recallWeights(SOURCE)).toBeUndefined();
    expect(said[0]).toMatch(/checkpoint .* is damaged/);
    await cache.publish(pretrained, WEIGHTS); // trained again: the outcome is there, the weights are new
    expect(await cache.recallWeights(SOURCE)).toBeDefined();
    await cache.dropWeights(SOURCE);
    expect(await cache.recallWeights(SOURCE)).toBeUndefined();
    expect(await cache.recall(SOURCE)).toEqual(pretrained);
  });

  test('for a fresh run it knows nothing, and keeps what was there until its successor comes', async () => {
    await cache.publish(completed);
    const fresh = cache.forgetful();
    expect(await fresh.recall(ID)).toBeUndefined();
    expect(await cache.recall(ID)).toEqual(completed);
    const successor = { ...completed, scores: { accuracy: 0.5 } };
    await fresh.publish(successor);
    expect(await cache.recall(ID)).toEqual(successor);
    expect(said).toEqual([]);
  });

  test('a folder that cannot be written is an error with a remedy', async () => {
    writeFileSync(join(folder, 'file'), '');
    const blocked = new OutcomeCache(join(folder, 'file'), () => {});
    await expect(blocked.publish(completed)).rejects.toThrow(/file\/.*: this cannot be written \(.*\); make room/);
  });

  test('two caches on one folder publish one file', async () => {
    const other = new OutcomeCache(folder, (message) => said.push(message));
    await Promise.all([cache.publish(completed), other.publish(completed), cache.publish(completed)]);
    expect(await other.recall(ID)).toEqual(completed);
    expect(said).toEqual([]);
  });
});
