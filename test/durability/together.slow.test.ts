import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cli, printed, start } from '../cli/run-cli.ts';
import { events, leftovers, results, smallSuite, TRIALS, temporaryFolder } from './small-suite.ts';

const PATIENCE = 600_000;
const SLOW_TRIALS = { training: '{ optimizer: adam, lr: 1e-2, batch: 8, steps: 2000 }' };

/** Nodes that a run started, but for features, which each run has of its own. */
const startedBy = (log: string): string[] =>
  events(log).flatMap(({ type, node = '', label = '' }) =>
    type === 'started' && !label.startsWith('features of') ? [node] : [],
  );

describe('two runs of one suite at once', { timeout: PATIENCE }, () => {
  const suite = smallSuite(temporaryFolder(), SLOW_TRIALS);
  const whole = temporaryFolder();
  beforeAll(async () => {
    expect((await cli([suite, '--out', whole])).code).toBe(0);
  }, PATIENCE);

  test('share the work: no trial is computed twice, and both end whole', async () => {
    const out = temporaryFolder();
    const logs = ['one', 'other'].map((name) => join(out, name));
    const runs = await Promise.all(logs.map((log) => cli([suite, '--out', out, '--workers', '1', '--json', log])));
    expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    const all = logs.flatMap(startedBy);
    expect(all.length).toBe(TRIALS + 1);
    expect(new Set(all).size).toBe(TRIALS + 1);
    expect([results(out), leftovers(out)]).toEqual([results(whole), []]);
  });

  test('a part of it, run beside the whole, computes none of the shared trials twice', async () => {
    const out = temporaryFolder();
    const logs = ['whole', 'part'].map((name) => join(out, name));
    const words = [suite, '--out', out, '--workers', '1', '--json'];
    const runs = await Promise.all([
      cli([...words, logs[0]!]),
      cli([...words, logs[1]!, '--filter', 'arm=full', '--filter', 'size=8']),
    ]);
    expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    const all = logs.flatMap(startedBy);
    expect(new Set(all).size).toBe(all.length);
  });

  test('one that is killed keeps nothing from the other: what it held is taken over', async () => {
    const out = temporaryFolder();
    const killed = start([suite, '--out', out, '--workers', '2']);
    await printed(killed, /\[3\/18\]/);
    const log = join(out, 'survivor');
    const survivor = start([suite, '--out', out, '--workers', '1', '--json', log]);
    await printed(survivor, /18 trials/);
    killed.child.kill('SIGKILL');
    const { code, stderr } = await survivor.done;
    expect([code, stderr]).toEqual([0, '']);
    expect(results(out)).toEqual(results(whole));
    expect((await cli([suite, '--out', out])).code).toBe(0); // which sweeps
    expect(leftovers(out)).toEqual([]);
  });
});
