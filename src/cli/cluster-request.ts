import { z } from 'zod';
import { HeadstartError, messageOf } from '../base/errors.ts';
import { readRegularSync } from '../base/read-file.ts';
import type { SlurmResources } from '../run/cluster/slurm-script.ts';
import { carryFacts, explainIssues } from '../suite/issues.ts';
import { refusal, SuiteSource } from '../suite/source.ts';
import { duration, oneOf, usageError } from './option-values.ts';

/** Where trials run, if not in this process, and what they get there. */
export interface ClusterRequest {
  readonly executor: 'local' | 'slurm';
  readonly resources: SlurmResources;
  /** Seconds that a shard should take. */
  readonly shardSeconds: number;
  /** Seconds between two looks at the jobs. */
  readonly pollSeconds: number;
  /** Show what would be submitted, and submit nothing. */
  readonly dryRun: boolean;
}

/** The words that were given for each option. */
export interface ClusterWords {
  readonly executor?: string;
  readonly cluster?: string;
  readonly partition?: string;
  readonly 'gpus-per-shard'?: string;
  readonly 'cpus-per-shard'?: string;
  readonly time?: string;
  readonly 'max-parallel'?: string;
  readonly 'sbatch-arg'?: string[];
  readonly 'shard-time'?: string;
  readonly poll?: string;
  readonly 'dry-run'?: boolean;
}

const MOST_BYTES = 100_000;

const amount = (least: number, most: number) => z.number().int().min(least).max(most);
const time = z.string().regex(/^\d+(\.\d+)? ?(s|min|h)$/, 'must be a time with its unit, such as 90s, 10min or 2h');

/** A cluster's file: the options by their names. It says where things run, and never what: suites know nothing of it. */
const clusterSchema = z.strictObject({
  executor: z.enum(['local', 'slurm']).optional(),
  partition: z.string().min(1).optional(),
  'gpus-per-shard': amount(0, 1).optional(),
  'cpus-per-shard': amount(1, 512).optional(),
  time: time.optional(),
  'max-parallel': amount(1, 100_000).optional(),
  'sbatch-arg': z.array(z.string().min(1)).optional(),
  'shard-time': time.optional(),
  poll: time.optional(),
});
type ClusterFile = z.infer<typeof clusterSchema>;

const DEFAULTS = { 'shard-time': '15min', poll: '15s' };

/**
 * Options, and below them what the file of `--cluster` says.
 *
 * @throws {HeadstartError} `usage`, or `suite` with the line of the file.
 */
export function clusterRequest(words: ClusterWords): ClusterRequest {
  const file = words.cluster === undefined ? {} : readCluster(words.cluster);
  const whole = (name: 'gpus-per-shard' | 'cpus-per-shard' | 'max-parallel', least: number, most: number) => {
    const text = words[name];
    if (text === undefined) return file[name];
    const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw usageError(
      `--${name} must be a whole number from ${least} to ${most}`,
      text,
      `write it like --${name} ${Math.max(least, 1)}`,
    );
  };
  const seconds = (name: 'time' | 'shard-time' | 'poll') => {
    const text = words[name] ?? file[name];
    return text === undefined ? undefined : duration(`--${name}`, text);
  };
  const executor = oneOf('--executor', words.executor ?? file.executor ?? 'local', ['local', 'slurm']);
  const limit = seconds('time');
  const request: ClusterRequest = {
    executor,
    resources: {
      partition: words.partition ?? file.partition ?? null,
      gpus: whole('gpus-per-shard', 0, 1) ?? 0, // a trial uses one: more shards use more
      cpus: whole('cpus-per-shard', 1, 512) ?? 1,
      minutes: limit === undefined ? null : Math.ceil(limit / 60),
      maxParallel: whole('max-parallel', 1, 100_000) ?? null,
      arguments: [...(file['sbatch-arg'] ?? []), ...(words['sbatch-arg'] ?? [])].map(sbatchArgument),
    },
    shardSeconds: seconds('shard-time') ?? duration('--shard-time', DEFAULTS['shard-time']),
    pollSeconds: seconds('poll') ?? duration('--poll', DEFAULTS.poll),
    dryRun: words['dry-run'] ?? false,
  };
  if (executor === 'local') refuseForLocal(words);
  return request;
}

/** Options that mean something on a cluster alone. */
export const CLUSTER_OPTIONS = [
  'partition',
  'gpus-per-shard',
  'cpus-per-shard',
  'time',
  'max-parallel',
  'sbatch-arg',
  'shard-time',
  'poll',
  'dry-run',
] as const;

/** No option is ignored. */
function refuseForLocal(words: ClusterWords): void {
  for (const name of CLUSTER_OPTIONS) {
    if (words[name] === undefined) continue;
    throw usageError(`--${name} is for clusters`, words[name], 'add --executor slurm, or leave it out');
  }
}

/** One argument, as it will stand in a script: Slurm reads to the end of the line. */
function sbatchArgument(text: string): string {
  if (/^--?[A-Za-z][^\n\r]*$/.test(text)) return text;
  throw usageError('--sbatch-arg must be one option of sbatch', text, 'write it like --sbatch-arg=--account=lab');
}

function readCluster(file: string): ClusterFile {
  let text: string;
  try {
    text = readRegularSync(file, MOST_BYTES).toString('utf8');
  } catch (error) {
    const remedy = 'name a YAML file with options such as `executor: slurm`';
    throw new HeadstartError('usage', { file, message: `--cluster cannot be read (${messageOf(error)})`, remedy });
  }
  const source = new SuiteSource(file, text);
  const { data, error } = clusterSchema.safeParse(source.value, { error: carryFacts });
  if (data !== undefined) return data;
  throw refusal(explainIssues(error.issues, source.value).map((finding) => source.locate(finding)));
}
