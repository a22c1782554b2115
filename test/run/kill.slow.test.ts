import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { longerSuite } from '../cli/longer-suite.ts';
import { cli, start } from '../cli/run-cli.ts';

const ROUNDS = 6;

const temporary = (): string => mkdtempSync(join(tmpdir(), 'headstart-kill-'));
const read = (out: string, name: string): string => {
  const parent = join(out, 'results/smoke');
  return readFileSync(join(parent, readdirSync(parent)[0]!, name), 'utf8');
};

/** Ids of the outcomes that are there, whole. */
function published(out: string): string[] {
  if (!existsSync(join(out, 'results/.cache'))) return []; // killed before anything was finished
  return readdirSync(join(out, 'results/.cache'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\/[0-9a-f]{64}\.json$/.test(name),
  );
}

test('a run that is killed at random moments, again and again, ends as if nothing had happened', async () => {
  const whole = temporary();
  const suite = longerSuite(whole);
  expect((await cli([suite, '--out', whole])).code).toBe(0);
  const random = stream('kill test', { seed: 1 });
  let kills = 0;
  const out = temporary();
  for (let round = 0; round < ROUNDS; round++) {
    const events = join(out, `events-${round}.jsonl`);
    const running = start([suite, '--out', out, '--json', events]);
    const timer = setTimeout(() => running.child.kill('SIGKILL'), 1200 + 2500 * random.uniform());
    const before = round === 0 ? [] : published(out);
    const { signal } = await running.done;
    clearTimeout(timer);
    if (signal === 'SIGKILL') kills++;
    const started = readFileSync(events, { encoding: 'utf8', flag: 'a+' })
      .split('\n')
      .filter((line) => line.includes('"type":"started"'));
    for (const line of started) {
      const id = /"node":"([0-9a-f]{64})"/.exec(line)?.[1];
      // Features are kept nowhere, and checkpoints only while something needs them.
      const kept = !line.includes('pre-training') && !line.includes('features of');
      const repeated = kept && before.some((file) => file.includes(id!));
      expect([id, repeated]).toEqual([id, false]); // what was published is not computed again
    }
  }
  expect(kills).toBeGreaterThanOrEqual(2);
  expect((await cli([suite, '--out', out])).code).toBe(0);
  expect(read(out, 'trials.csv')).toBe(read(whole, 'trials.csv'));
  expect(read(out, 'curves.csv')).toBe(read(whole, 'curves.csv'));
});
