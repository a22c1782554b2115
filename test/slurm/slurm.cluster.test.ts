import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli, printed, start } from '../cli/run-cli.ts';
import { outcomes, readRun, results, runFolder, smallSuite, temporaryFolder } from '../durability/small-suite.ts';
import { Cluster } from './cluster.ts';

/** Runs on a real Slurm of two nodes on this machine: whatever happens to jobs and nodes, results are those of one machine. */

const cluster = new Cluster();
const suite = smallSuite(temporaryFolder(), {
  sources: '{ digits: { data: low, objective: classification, steps: 50 } }',
  target: '{ data: high, metric: accuracy, also: [log-loss], sizes: [16] }',
  design: '{ folds: 4, seed: 1 }',
  training: '{ optimizer: adam, lr: 1e-2, batch: 8, steps: 4000 }', // a second or so: long enough to be met by a signal
});
const whole = temporaryFolder();
/** Commands to attach to are remembered in a folder of the tests. */
const env = { ...cluster.env, HEADSTART_DATA: temporaryFolder() };

/** Installing it may have failed, which `install.sh` has told. */
const HAS_SLURM = ['slurmctld', 'slurmd', 'sbatch', 'munged'].every(
  (program) => spawnSync(program, ['--version']).error === undefined,
);

beforeAll(async () => {
  if (!HAS_SLURM) return;
  await cluster.up();
  expect((await cli([suite, '--out', whole])).code).toBe(0);
});
afterAll(async () => {
  if (HAS_SLURM) await cluster.down();
});

/** Shards of about two trials each. */
const options = (out: string): string[] => [
  ...['--out', out, '--executor', 'slurm', '--poll', '0.5s', '--shard-time', '4s', '--time', '10min'],
];
/** On as many places at once as two cores can bear. */
const conducting = (out: string, ...more: readonly string[]) =>
  start([suite, ...options(out), '--max-parallel', '2', ...more], { env });
const home = (out: string): string => join(runFolder(out), 'cluster');
const logs = (out: string): string[] => {
  const folder = join(home(out), 'logs');
  const names = readdirSync(folder).filter((name) => name.endsWith('.log'));
  return names.map((name) => readFileSync(join(folder, name), 'utf8'));
};
/** Waits until a shard has begun with its nodes. @returns the process that it is, or was last. */
async function shardAtWork(out: string): Promise<number> {
  let pid = 0;
  await cluster.until('a shard at work', () => {
    try {
      const log = logs(out).find((text) => /process \d+\n/.test(text) && !text.includes(' computed in '));
      pid = Number(/.*process (\d+)\n/s.exec(log ?? '')?.[1] ?? 0);
      return (
        pid > 0 &&
        readdirSync(join(out, 'results/.cache'), { recursive: true }).some((name) => String(name).endsWith('.claim'))
      );
    } catch {
      return false; // nothing is there yet
    }
  });
  return pid;
}

describe.skipIf(!HAS_SLURM)('a run on Slurm', () => {
  test('four shards at once, each with a GPU of its own, and the bytes of a run on one machine', async () => {
    const out = temporaryFolder();
    const { code, stdout, stderr } = await conducting(
      out,
      '--sbatch-arg=--gres=gpu:fake:1',
      '--max-parallel',
      '4',
      '--shard-time',
      '0.5s',
    ).done;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/slurm: \d shards? running on n/);
    expect(results(out)).toEqual(results(whole));
    const places = logs(out).map((log) => {
      const [, node] = /shard \d+ on (\w+), job \d+/.exec(log)!;
      return [node, /CUDA_VISIBLE_DEVICES (\d)/.exec(log)![1]].join(' ');
    });
    expect(new Set(places).size).toBe(4);
    const trial = readRun(out, 'trials.csv').split('\n')[1]!.split(',')[0]!;
    const told = await cli(['logs', trial.slice(0, 10), '--out', out]);
    expect([told.code, told.stdout]).toEqual([0, expect.stringContaining(`${trial.slice(0, 12)} scratch, `)]);
  });

  test('a shard that is killed, and the process that conducts: attach goes on, and nothing is lost', async () => {
    const out = temporaryFolder();
    const running = conducting(out);
    process.kill(await shardAtWork(out), 'SIGKILL');
    await printed(running, /has ended without \d+ of its \d+ results: they are sent out again; its log: /);
    running.child.kill('SIGKILL');
    await running.done;
    const second = start(['attach', runFolder(out)], { env });
    await printed(second, /goes on with job \d+|has ended without|running on/);
    const third = await cli(['attach', runFolder(out)], { env });
    expect([third.code, third.stderr]).toEqual([
      3,
      expect.stringContaining('another process conducts this run at present'),
    ]);
    const { code, stderr } = await second.done;
    expect([code, stderr]).toEqual([0, '']);
    expect(results(out)).toEqual(results(whole));
  });

  test('a node that goes down, and jobs that push others aside: Slurm runs them again, and nothing is lost', async () => {
    const out = temporaryFolder();
    const running = conducting(out);
    await shardAtWork(out);
    const [, node = 'n1'] = /RUNNING (n\d)/.exec((await cluster.tasks()).join('\n')) ?? [];
    await cluster.scontrol('update', `nodename=${node}`, 'state=down', 'reason=test');
    await cluster.until(
      'the tasks to have left the node',
      async () => !(await cluster.tasks()).includes(`RUNNING ${node}`),
    );
    await cluster.until('the node to be taken back', () => cluster.restore(node));
    await cluster.until('a shard again', async () =>
      (await cluster.tasks()).some((task) => task.startsWith('RUNNING')),
    );
    await shardAtWork(out);
    await cluster.sbatch('--partition=high', '--nodes=2', '--exclusive', '--output=/dev/null', '--wrap=sleep 1');
    const { code, stderr } = await running.done;
    expect([code, stderr]).toEqual([0, '']);
    expect(logs(out).some((log) => log.includes('SIGUSR2: stopping at the next step'))).toBe(true);
    expect(logs(out).some((log) => /restarted [1-9]/.test(log))).toBe(true);
    expect(results(out)).toEqual(results(whole));
  });

  test('a copy of a shard beside it, which knows nothing of it, publishes nothing else', async () => {
    const out = temporaryFolder();
    const running = conducting(out);
    const pid = await shardAtWork(out);
    process.kill(pid, 'SIGSTOP'); // as a node that has lost its network, and whose work is given to another
    const cache = join(out, 'results/.cache');
    const held = readdirSync(cache, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.claim'));
    for (const claim of held) rmSync(join(cache, claim));
    const [batch] = readdirSync(home(out)).filter((name) => /-1\.json$/.test(name));
    const shard = /shard (\d+) on \w+, job \d+[^\n]*process/.exec(
      logs(out).find((log) => log.includes(`process ${pid}\n`))!,
    )![1]!;
    const copy = await cli(['run-shard', join(home(out), batch!), shard], { env });
    expect([copy.code, copy.stdout]).toEqual([0, expect.stringMatching(/[1-9]\d* of \d+ computed/)]);
    process.kill(pid, 'SIGCONT');
    const { code, stdout } = await running.done;
    expect([code, stdout.includes('computed twice with different results')]).toEqual([0, false]);
    expect(results(out)).toEqual(results(whole));
  });

  test('cancelled, and run again to its end', async () => {
    const out = temporaryFolder();
    const running = conducting(out);
    await shardAtWork(out);
    await cluster.until('a result', () => outcomes(out).size > 1);
    expect(await cli(['cancel', runFolder(out)], { env })).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout } = await running.done;
    expect([code, stdout]).toEqual([3, expect.stringMatching(/\d+ of 12 trials have no result/)]);
    expect(await cluster.tasks()).toEqual([]);
    const again = await conducting(out).done;
    expect([again.code, again.stderr, again.stdout]).toEqual([
      0,
      '',
      expect.stringMatching(/[1-9]\d* of 12 trials from earlier runs/),
    ]);
    expect(results(out)).toEqual(results(whole));
  });
});
