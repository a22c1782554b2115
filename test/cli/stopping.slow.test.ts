import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { longerSuite } from './longer-suite.ts';
import { cli, printed, start } from './run-cli.ts';

const temporary = (): string => mkdtempSync(join(tmpdir(), 'headstart-stop-'));
const read = (out: string, name: string): string => {
  const parent = join(out, 'results/smoke');
  return readFileSync(join(parent, readdirSync(parent)[0]!, name), 'utf8');
};

describe('stopping', () => {
  const suite = longerSuite(temporary());
  const whole = temporary();
  beforeAll(async () => {
    expect((await cli([suite, '--out', whole])).code).toBe(0);
  }, 60_000);

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s finishes the running steps, writes, says how to resume, and exits %d', async (signal, exit) => {
    const there = temporary();
    const running = start([suite, '--out', there, '--workers', '1']);
    await printed(running, /\[4\/24\]/);
    running.child.kill(signal);
    const { code, stdout, stderr } = await running.done;
    expect([code, stderr]).toEqual([exit, '']);
    expect(stdout).toMatch(
      /Interrupted with \d+ of 24 trials to go\. To resume: npm run bench -- \S+ --out \S+ --workers 1/,
    );
    expect(JSON.parse(read(there, 'run.json')).state).toBe('partial');
    const resumed = await cli([suite, '--out', there]);
    expect(resumed.code).toBe(0);
    expect(Number(/(\d+) of 24 trials from earlier runs/.exec(resumed.stdout)?.[1])).toBeGreaterThanOrEqual(4);
    expect(read(there, 'trials.csv')).toBe(read(whole, 'trials.csv'));
    expect(read(there, 'curves.csv')).toBe(read(whole, 'curves.csv'));
  });

  test('after `kill -9`, finished trials are not repeated, and the result is the same to the byte', async () => {
    const there = temporary();
    const running = start([suite, '--out', there]);
    await printed(running, /\[7\/24\]/);
    running.child.kill('SIGKILL');
    await running.done;
    const resumed = await cli([suite, '--out', there]);
    expect(resumed.code).toBe(0);
    expect(Number(/(\d+) of 24 trials from earlier runs/.exec(resumed.stdout)?.[1])).toBeGreaterThanOrEqual(7);
    expect(read(there, 'trials.csv')).toBe(read(whole, 'trials.csv'));
  });
});
