import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli } from './run-cli.ts';

const temporary = (): string => mkdtempSync(join(tmpdir(), 'headstart-power-'));
const plan = (words: string, out: string) => cli([...`plan ${words}`.split(' '), '--out', out]);

test('takes the deviations of an earlier run, by arm and size, and says which', async () => {
  const out = temporary();
  expect((await cli(['smoke', '--out', out, '--workers', '1'])).code).toBe(0);
  const [run] = readdirSync(join(out, 'results/smoke'));
  const [{ code, stdout, stderr }, chosen] = await Promise.all([
    plan('smoke --power 0.8 --effect 0.02', out),
    plan('smoke --power 0.8 --effect 0.02 --filter arm=full --filter size=80', out),
  ]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.replace(/\s+/g, ' ')).toMatch(
    new RegExp(`deviation of paired differences in \\S*results/smoke/${run} \\(\\d+ \\w+ \\d{4}, 4 folds\\)`),
  );
  const table = stdout.slice(0, stdout.indexOf('Power is that'));
  for (const arm of ['features', 'full']) {
    for (const size of [20, 80]) expect(table).toMatch(new RegExp(`^${arm} +${size} +4 +[\\d.]+ +\\d+ % +\\S`, 'm'));
  }
  expect(chosen.stdout).not.toMatch(/^(features|full +20)/m);
  expect(chosen.stdout).toMatch(/^full +80 +4 /m);
}, 180_000);
