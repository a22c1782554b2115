import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { HeadstartError, messageOf } from '../../base/errors.ts';
import type { Batch, Job, Ticket } from '../../plan/batches.ts';
import type { Executor, ShardState } from './contract.ts';
import type { SlurmResources } from './slurm-script.ts';
import { arrayStates, SQUEUE_FORMAT } from './squeue.ts';

const run = promisify(execFile);

export interface SlurmOptions {
  readonly resources: Pick<SlurmResources, 'maxParallel'>;
  /** The script of a batch, which the desk has written. */
  readonly script: (batch: Batch) => string;
  /** Where a job's tasks write what they print; `%A` is the job and `%a` the task, as in Slurm. */
  readonly log: (batch: Batch) => string;
}

/** Of a controller that is busy or is being started anew. */
const TRIES = 5;
const PAUSE_MILLISECONDS = 3000;
/** Most of a long array's lines. */
const MOST_BYTES = 2 ** 26;

/**
 * Shards as tasks of Slurm's job arrays. Nothing but `sbatch`, `squeue`, `scancel` and `scontrol` is used, of Slurm 20.11 or
 * later; accounting is not needed.
 */
export class Slurm implements Executor {
  readonly name = 'slurm';
  readonly #options: SlurmOptions;
  #arraySize: Promise<number> | undefined;

  constructor(options: SlurmOptions) {
    this.#options = options;
  }

  /** @throws {HeadstartError} `device`: Slurm is not here, or refuses the job. */
  async submit(batch: Batch): Promise<readonly Job[]> {
    const { script, log, resources } = this.#options;
    this.#arraySize ??= largestArray();
    const jobs: Job[] = [];
    for (const { first, count } of arrays(batch.shards.length, await this.#arraySize)) {
      const limit = resources.maxParallel === null ? '' : `%${resources.maxParallel}`;
      const { stdout } = await slurm('sbatch', [
        '--parsable',
        `--job-name=${jobName(batch, first)}`,
        `--array=0-${count - 1}${limit}`,
        `--export=ALL,FIRST_SHARD=${first}`,
        `--output=${log(batch)}`,
        script(batch),
      ]);
      jobs.push({ id: stdout.trim().split(';')[0]!, first, count });
    }
    return jobs;
  }

  async find(batch: Batch): Promise<readonly Job[]> {
    this.#arraySize ??= largestArray();
    const jobs: Job[] = [];
    for (const { first, count } of arrays(batch.shards.length, await this.#arraySize)) {
      const { stdout } = await slurm('squeue', [
        '--noheader',
        '--states=all',
        `--name=${jobName(batch, first)}`,
        '--format=%F',
      ]);
      const id = stdout.trim().split(/\s+/)[0];
      if (id) jobs.push({ id, first, count });
    }
    return jobs;
  }

  async poll({ batch, jobs }: Ticket): Promise<readonly ShardState[]> {
    const states = Array.from({ length: batch.shards.length }, (): ShardState => ({ state: 'over' }));
    for (const { id, first, count } of jobs) {
      const text = await slurm('squeue', [
        '--noheader',
        '--array',
        '--states=all',
        `--jobs=${id}`,
        `--format=${SQUEUE_FORMAT}`,
      ]).then(
        ({ stdout }) => stdout,
        (error: unknown) => {
          if (/invalid job id/i.test(messageOf(error))) return ''; // long over
          throw error;
        },
      );
      states.splice(first, count, ...arrayStates(text, count));
    }
    return states;
  }

  cancel(ticket: Ticket, shards?: readonly number[]): Promise<void> {
    return cancelJobs(ticket, shards);
  }
}

/** Ends tasks of a batch's arrays, or all of them. */
export async function cancelJobs({ jobs }: Ticket, shards?: readonly number[]): Promise<void> {
  const tasks = jobs.flatMap(({ id, first, count }) =>
    shards === undefined
      ? [id]
      : shards.filter((shard) => shard >= first && shard < first + count).map((shard) => `${id}_${shard - first}`),
  );
  if (tasks.length === 0) return;
  await slurm('scancel', tasks).catch((error: unknown) => {
    if (!/invalid job id/i.test(messageOf(error))) throw error; // over already
  });
}

/** Unlike that of any other array of the user: batch names are unique within a run, and hold its id. */
function jobName({ name }: Batch, first: number): string {
  return `headstart-${name}-${first}`;
}

/** The arrays that a batch needs. Their tasks are counted from 0 each: Slurm bounds the largest number, not how many there are. */
export function arrays(shards: number, largest: number): { readonly first: number; readonly count: number }[] {
  const count = Math.ceil(shards / largest);
  return Array.from({ length: count }, (_, index) => ({
    first: index * largest,
    count: Math.min(largest, shards - index * largest),
  }));
}

/** Tasks that one array may have: below `MaxArraySize` (Slurm's manual of slurm.conf). */
async function largestArray(): Promise<number> {
  const { stdout } = await slurm('scontrol', ['show', 'config']);
  const [, size = '1001'] = /^MaxArraySize\s*=\s*(\d+)/m.exec(stdout) ?? [];
  return Math.max(1, Number(size) - 1);
}

/** Runs one of Slurm's commands, again if the controller does not answer. */
async function slurm(program: string, words: readonly string[]): Promise<{ stdout: string }> {
  for (let tries = 1; ; tries++) {
    try {
      return await run(program, [...words], { maxBuffer: MOST_BYTES });
    } catch (error) {
      const { code, stderr = '' } = error as NodeJS.ErrnoException & { stderr?: string };
      if (code === 'ENOENT') {
        throw new HeadstartError('device', {
          message: `${program} is not on this machine`,
          remedy: 'start the run where Slurm jobs are submitted, or leave out --executor slurm',
        });
      }
      const said = stderr.trim().split('\n').at(-1) || messageOf(error);
      if (tries < TRIES && /contact|timed out|socket|temporar/i.test(stderr)) {
        await new Promise((wake) => setTimeout(wake, PAUSE_MILLISECONDS));
        continue;
      }
      throw new HeadstartError('device', {
        message: `${program} says: ${said}`,
        received: words.join(' '),
        remedy: 'see docs/cluster.md, or ask whoever runs the cluster',
      });
    }
  }
}
