import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { cli, start } from '../cli/run-cli.ts';
import { ended, pause, workersOf } from './processes.ts';
import { events, leftovers, outcomes, results, smallSuite, TRIALS, temporaryFolder } from './small-suite.ts';

/** How many kills of each kind, at least. */
const DRIVERS = { thread: 35, process: 15 };
const WORKERS = 50;

const PATIENCE = 3_600_000;

interface Tally {
  runs: number;
  drivers: number;
  workers: number;
  trials: number;
  lost: number;
  repeated: number;
}

const suite = smallSuite(temporaryFolder());

test('runs whose driver and workers are killed at random moments lose nothing, repeat nothing, and end in the same bytes', {
  timeout: PATIENCE,
}, async () => {
  const tallies = await Promise.all([
    disturbed('thread', ['--workers', '1'], DRIVERS.thread, 0),
    disturbed('process', ['--workers', '1', '--isolate', 'process'], DRIVERS.process, WORKERS),
  ]);
  const total = (of: keyof Tally): number => tallies.reduce((sum, tally) => sum + tally[of], 0);
  const [drivers, workers] = [total('drivers'), total('workers')];
  console.log(
    `${total('runs')} runs, ${drivers + workers} kills (${drivers} of the driver, ${workers} of workers), ` +
      `${total('trials')} trials computed, ${total('lost')} lost, ${total('repeated')} repeated`,
  );
  expect(drivers + workers).toBeGreaterThanOrEqual(100);
  expect([total('lost'), total('repeated')]).toEqual([0, 0]);
});

/** Runs the suite again and again, each time through kills until it is whole, until there were kills enough. */
async function disturbed(kind: string, words: readonly string[], drivers: number, workers: number): Promise<Tally> {
  const random = stream('kills', { kind });
  const tally: Tally = { runs: 0, drivers: 0, workers: 0, trials: 0, lost: 0, repeated: 0 };
  const whole = temporaryFolder();
  const began = performance.now();
  expect((await cli([suite, '--out', whole, ...words])).code).toBe(0);
  const duration = performance.now() - began;

  while (tally.drivers < drivers || tally.workers < workers) {
    const out = temporaryFolder();
    for (let life = 0; ; life++) {
      const log = join(out, `events-${life}.jsonl`);
      const before = contents(out);
      const running = start([suite, '--out', out, '--json', log, ...words]);
      const pid = running.child.pid!;
      let isOver = false;
      const done = running.done.finally(() => {
        isOver = true;
      });
      for (let kill = workers > 0 ? Math.floor(6 * random.uniform()) : 0; kill > 0 && !isOver; kill--) {
        while (!isOver && workersOf(pid).length === 0) await pause(20);
        await Promise.race([done, pause(0.25 * duration * random.uniform())]);
        for (const worker of workersOf(pid)) tally.workers += killed(worker);
      }
      // A run that goes on after an earlier one is shorter, and often ends before its moment comes.
      await Promise.race([done, pause(duration * (0.2 + 0.8 * random.uniform()))]);
      const orphans = workersOf(pid);
      if (!isOver && tally.drivers < drivers) tally.drivers += killed(pid);
      const { code, signal, stderr } = await done;
      await ended(orphans);

      const after = contents(out);
      for (const [id, text] of before) if (after.get(id) !== text) tally.lost++;
      tally.repeated += repeated(log, new Set(before.keys()));
      expect([code, signal, stderr]).toEqual(
        signal === 'SIGKILL' ? [null, 'SIGKILL', ''] : [code === 3 ? 3 : 0, null, ''], // 3: one trial lost three workers
      );
      if (code !== 0) continue;
      expect(results(out)).toEqual(results(whole));
      expect(leftovers(out)).toEqual([]);
      tally.trials += [...after.values()].filter((text) => text.includes('"kind":"trial"')).length;
      tally.runs++;
      break;
    }
  }
  expect(tally.trials).toBe(TRIALS * tally.runs);
  return tally;
}

/** 1 if there was such a process to be killed. */
function killed(pid: number): number {
  try {
    process.kill(pid, 'SIGKILL');
    return 1;
  } catch {
    return 0; // it has just ended by itself
  }
}

/** Texts of all final outcomes that are there, by node id. */
function contents(out: string): Map<string, string> {
  return new Map([...outcomes(out)].map(([id, file]) => [id, readFileSync(file, 'utf8')]));
}

/** Nodes that a life started although their outcomes were there. Features are kept nowhere. */
function repeated(log: string, finished: Set<string>): number {
  let count = 0;
  for (const { type, node = '', label = '' } of events(log)) {
    if (label.startsWith('features of')) continue;
    if (type === 'started' && finished.has(node)) count++;
    if (type === 'finished') finished.add(node);
  }
  return count;
}
