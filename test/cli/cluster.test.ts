import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../src/cli/args.ts';
import { cli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'headstart-cluster-'));
const fileOf = (text: string): string => {
  const file = join(folder, 'cluster.yaml');
  writeFileSync(file, text);
  return file;
};
const request = (...words: readonly string[]) => parseCommand(['quickstart', ...words]).cluster;
const messageOf = (...words: readonly string[]): string => {
  try {
    request(...words);
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
};

describe('options of a cluster', () => {
  test('those on the command line go before those of the file, and arguments are added to its own', () => {
    const file = fileOf('executor: slurm\npartition: gpu\ncpus-per-shard: 4\ntime: 2h\nsbatch-arg: [--account=lab]\n');
    expect(request('--cluster', file, '--partition', 'short', '--sbatch-arg=--mem=8G', '--poll', '2s')).toEqual({
      executor: 'slurm',
      resources: {
        partition: 'short',
        gpus: 0,
        cpus: 4,
        minutes: 120,
        maxParallel: null,
        arguments: ['--account=lab', '--mem=8G'],
      },
      shardSeconds: 900,
      pollSeconds: 2,
      dryRun: false,
    });
  });

  test.each([
    [['--partition', 'gpu'], /--partition is for clusters.*add --executor slurm/],
    [['--executor', 'pbs'], /--executor must be local or slurm.*"pbs"/],
    [['--executor', 'slurm', '--gpus-per-shard', '4'], /--gpus-per-shard must be a whole number from 0 to 1.*"4"/],
    [['--executor', 'slurm', '--time', '2'], /--time must be a time with its unit.*"2"/],
    [['--executor', 'slurm', '--sbatch-arg=rm -rf'], /--sbatch-arg must be one option of sbatch/],
    [['--executor', 'slurm', '--sbatch-arg=--mem=1G\ncurl x'], /--sbatch-arg must be one option of sbatch/],
    [['--cluster', join(folder, 'missing.yaml')], /missing\.yaml.*--cluster cannot be read/],
  ] as const)('%j are refused in a line', (words, message) => {
    expect(messageOf(...words)).toMatch(message);
  });

  test('a mistake in the file is told with its line', () => {
    const file = fileOf('executor: slurm\ncpus-per-shard: many\npartitoin: gpu\n');
    expect(messageOf('--cluster', file)).toMatch(
      /cluster\.yaml:2:\d+.*cpus-per-shard[\s\S]*cluster\.yaml:3:\d+.*partitoin/,
    );
  });
});

describe('on a machine without Slurm', () => {
  test('quickstart --executor slurm --dry-run shows the script and the stages', async () => {
    const words = ['quickstart', '--executor', 'slurm', '--cpus-per-shard', '2', '--time', '1h', '--max-parallel', '8'];
    const { code, stdout, stderr } = await cli([...words, '--shard-time', '1s', '--out', folder, '--dry-run']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^#!\/bin\/bash$/m);
    for (const line of ['--requeue', '--signal=B:USR2@60', '--cpus-per-task=2', '--time=60'])
      expect(stdout).toContain(`#SBATCH ${line}\n`);
    expect(stdout).toMatch(
      /^exec \S+ --import tsx \S+main\.ts run-shard \S+-1\.json "\$\(\(FIRST_SHARD \+ SLURM_ARRAY_TASK_ID\)\)"$/m,
    );
    expect(stdout).toMatch(/^stage 1: --array=0-\d+%8: 1 pre-training, 15 trials in \d+ shards/m);
    expect(stdout).toMatch(/^stage 2: --array=0-\d+%8: 30 trials in \d+ shards/m);
    expect(stdout).toMatch(/^Nothing was submitted\.$/m);
  });

  test.each([
    [['smoke', '--executor', 'slurm', '--fresh'], 2, /--fresh is for runs of one machine/],
    [['smoke', '--executor', 'slurm', '--gpus-per-shard', '1'], 2, /the engine and the device must be named/],
    [['run-shard', 'x'], 2, /run-shard needs a batch’s file and the number of a shard/],
    [['run-shard', join(folder, 'none-1.json'), '0'], 3, /none-1\.json.*cannot be read/],
    [['attach', folder], 2, /there is no run of that name/],
  ] as const)('%j: %d, in one line', async (words, exit, message) => {
    const { code, stdout, stderr } = await cli(
      [...words, '--out', folder].slice(0, words[0] === 'run-shard' ? words.length : undefined),
    );
    expect([code, stderr.trim().split('\n').length]).toEqual([exit, 1]);
    expect([stdout.includes('Error'), stderr]).toEqual([false, expect.stringMatching(message)]);
  });
});
