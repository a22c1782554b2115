import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cli, type Finished, printed, start } from '../cli/run-cli.ts';
import { pause, workersOf } from './processes.ts';
import {
  events,
  leftovers,
  outcomes,
  readRun,
  results,
  runFolder,
  smallSuite,
  temporaryFolder,
} from './small-suite.ts';

const PATIENCE = 900_000;
/** A signal that comes when the run is just over stops nothing: tried again. */
const TRIES = 8;
const SLOW_SOURCE = { sources: '{ digits: { data: low, objective: classification, steps: 6000 } }' };

type Running = ReturnType<typeof start>;

/** Ends a run with a signal once it is as far as `reached`; until the signal has come in time. */
async function stopped(
  suite: string,
  signal: NodeJS.Signals,
  reached: (running: Running, out: string) => Promise<void>,
  words: readonly string[] = [],
): Promise<{ readonly out: string; readonly finished: Finished }> {
  for (let tries = 1; ; tries++) {
    const out = temporaryFolder();
    const running = start([suite, '--out', out, '--workers', '1', '--json', join(out, 'events'), ...words]);
    await reached(running, out);
    for (const worker of workersOf(running.child.pid!)) process.kill(worker, signal); // as a terminal does
    running.child.kill(signal);
    const finished = await running.done;
    if (finished.code !== 0 || tries === TRIES) return { out, finished };
  }
}

const state = (out: string): string => JSON.parse(readRun(out, 'run.json')).state;
/** Whether the run's folder is whole. */
const isWritten = (out: string): boolean =>
  existsSync(join(out, 'results', 'small')) &&
  existsSync(join(runFolder(out), 'run.json')) &&
  state(out) === 'complete';

describe('a signal', { timeout: PATIENCE }, () => {
  const suite = smallSuite(temporaryFolder());
  const slow = smallSuite(temporaryFolder(), SLOW_SOURCE);
  const [whole, slowWhole] = [temporaryFolder(), temporaryFolder()];
  beforeAll(async () => {
    expect((await cli([suite, '--out', whole])).code).toBe(0);
    expect((await cli([slow, '--out', slowWhole])).code).toBe(0);
  }, PATIENCE);

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'while it plans: %s ends it at once, and nothing was written',
    async (signal) => {
      const { out, finished } = await stopped(suite, signal, () => pause(250));
      // A shell shows it as 130 or 143: it ends by the signal itself.
      expect([finished.code, finished.signal, finished.stdout, finished.stderr]).toEqual([null, signal, '', '']);
      expect(existsSync(join(out, 'results'))).toBe(false);
    },
  );

  // Either signal sets the same flag: each phase is met by one of them.
  test.each([['SIGINT', 130]] as const)(
    '%s exits %d while it pre-trains; it goes on from there, and ends in the same bytes',
    async (signal, exit) => {
      const { out, finished } = await stopped(slow, signal, async (_, folder) => {
        const isBegun = () =>
          events(join(folder, 'events')).some(
            ({ label = '', type }) => type === 'started' && label.startsWith('pre-training'),
          );
        while (!isBegun()) await pause(20);
      });
      expect([finished.code, finished.stderr]).toEqual([exit, '']);
      expect(finished.stdout).toMatch(
        /Interrupted with 1\d of 18 trials to go\. To resume: npm run bench -- \S+ --out/,
      );
      expect([state(out), leftovers(out)]).toEqual(['partial', []]);
      expect((await cli([slow, '--out', out])).code).toBe(0);
      expect(results(out)).toEqual(results(slowWhole));
    },
  );

  test.each([
    ['SIGTERM', 143, 'thread'],
    ['SIGINT', 130, 'process'],
  ] as const)('%s exits %d during trials, each in a %s; no trial has failed by it', async (signal, exit, kind) => {
    const { out, finished } = await stopped(suite, signal, (running) => printed(running, /\[4\/18\]/), [
      '--isolate',
      kind,
    ]);
    expect([finished.code, finished.stderr]).toEqual([exit, '']);
    expect(finished.stdout).toMatch(/Interrupted with \d+ of 18 trials to go\. To resume/);
    expect([state(out), leftovers(out)]).toEqual(['partial', []]);
    expect(readRun(out, 'trials.csv')).not.toContain('failed');
    const before = outcomes(out).size;
    expect(before).toBeGreaterThanOrEqual(4);
    const resumed = await cli([suite, '--out', out]);
    expect([resumed.code, Number(/(\d+) of 18 trials from earlier runs/.exec(resumed.stdout)?.[1])]).toEqual([
      0,
      expect.any(Number),
    ]);
    expect(results(out)).toEqual(results(whole));
  });

  test.each([
    ['SIGTERM', 143, 'writes', (running: Running) => printed(running, /\[18\/18\]/)],
    [
      'SIGINT',
      130,
      'reports',
      async (_: Running, out: string) => {
        while (!isWritten(out)) await pause(5);
      },
    ],
  ] as const)('%s exits %d while it %s, with all files whole', async (signal, exit, _, reached) => {
    const { out, finished } = await stopped(suite, signal, reached);
    // It may come when the run has let go of it.
    expect([finished.code ?? exit, finished.signal ?? signal, finished.stderr]).toEqual([exit, signal, '']);
    if (finished.code === exit) expect(finished.stdout).toContain(`Interrupted by ${signal} when all was done.`);
    expect([state(out), leftovers(out)]).toEqual(['complete', []]);
    expect(results(out)).toEqual(results(whole));
    expect((await cli(['report', runFolder(out), '--out', out])).code).toBe(0);
  });

  test('a second one ends it at once; nothing that was finished is lost', async () => {
    const { out, finished } = await stopped(slow, 'SIGTERM', async (running, folder) => {
      while (!events(join(folder, 'events')).some(({ type }) => type === 'started')) await pause(20);
      running.child.kill('SIGTERM');
      await printed(running, /once more stops at once/);
    });
    expect([finished.code, finished.signal].includes(143) || finished.signal === 'SIGTERM').toBe(true);
    writeFileSync(join(out, 'events'), '');
    expect((await cli([slow, '--out', out])).code).toBe(0);
    expect([results(out), leftovers(out)]).toEqual([results(slowWhole), []]);
  });
});
