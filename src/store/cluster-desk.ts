import { randomUUID } from 'node:crypto';
import { access, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HeadstartError, messageOf } from '../base/errors.ts';
import { parseJson } from '../base/json.ts';
import { readRegular } from '../base/read-file.ts';
import { type Batch, type Job, jobOf, type Shard, type Ticket } from '../plan/batches.ts';
import type { PlanNode } from '../plan/nodes.ts';
import type { Outcome } from '../plan/outcome.ts';
import { publishOnce, replaceFile } from './atomic.ts';
import type { OutcomeCache } from './cache.ts';

const FILE_VERSION = 1;
/** Of a batch of 10,000 shards with 100,000 nodes that is some 7 MB. */
const MOST_BYTES = 2 ** 28;

/** What every job of a run is told. */
const setupSchema = z.object({
  version: z.literal(FILE_VERSION),
  /** The id of the plan that the job must come to as well. */
  plan: z.string(),
  /** The words of the run's command, and the folder that it was given in. */
  words: z.array(z.string()),
  cwd: z.string(),
  engine: z.string(),
  device: z.string(),
  /** Threads of the processor within each trial, and trials at once. */
  threads: z.number().int().positive(),
  workers: z.number().int().positive(),
});
export type ShardSetup = z.infer<typeof setupSchema>;

const shardSchema = z.object({ nodes: z.array(z.string()), seconds: z.number() });
const jobsSchema = z.array(z.object({ id: z.string(), first: z.number().int(), count: z.number().int() }));

/**
 * What a run on a cluster keeps in `results/SUITE/RUN/cluster/`, beside the outcomes in `results/.cache/`: of each batch
 * `NAME.json` (what its jobs are told), `NAME.shards.jsonl` (a line of node ids per shard), `NAME.sh` (the script),
 * `NAME.jobs.json` (ids of jobs) and, at its end, `NAME.over`; `logs/`; and `failed/`, outcomes that are no results.
 * Every file is written whole by one process: nothing is appended to, which network file systems do badly.
 */
export class ClusterDesk {
  readonly #folder: string;
  readonly #cache: OutcomeCache;
  readonly #setup: Omit<ShardSetup, 'version'>;
  readonly #script: (batch: string) => string;
  readonly #told = new Set<string>();

  /**
   * @param folder of the run.
   * @param script the text of a batch's script.
   */
  constructor(
    folder: string,
    cache: OutcomeCache,
    setup: Omit<ShardSetup, 'version'>,
    script: (batch: string) => string,
  ) {
    this.#folder = clusterFolder(folder);
    this.#cache = cache;
    this.#setup = setup;
    this.#script = script;
  }

  async recall(nodes: Iterable<PlanNode>): Promise<{ outcomes: readonly Outcome[]; stored: ReadonlySet<string> }> {
    const all = [...nodes];
    const outcomes: Outcome[] = [];
    for (const id of await this.#cache.present(new Set(all.map(({ id }) => id)))) {
      const outcome = await this.#cache.recall(id);
      if (outcome !== undefined) outcomes.push(outcome);
    }
    const stored = new Set<string>();
    for (const { kind, id } of all) if (kind === 'pretrain' && (await this.#cache.hasWeights(id))) stored.add(id);
    return { outcomes, stored };
  }

  /** If there is none, what has failed before is forgotten: it is tried again. */
  async open(): Promise<readonly Ticket[]> {
    const tickets = await openTickets(this.#folder);
    await rm(join(this.#folder, STOP), { force: true });
    if (tickets.length === 0) await rm(join(this.#folder, 'failed'), { recursive: true, force: true });
    return tickets;
  }

  async newName(): Promise<string> {
    const names = await namesIn(this.#folder);
    const last = Math.max(0, ...names.map((name) => numberOf(name.split('.')[0]!)));
    return `${this.#setup.plan.slice(0, 12)}-${last + 1}`;
  }

  async prepare({ name, shards }: Batch): Promise<void> {
    await replaceFile(
      this.#file(name, '.json'),
      `${JSON.stringify({ version: FILE_VERSION, ...this.#setup }, null, 2)}\n`,
    );
    await replaceFile(this.#file(name, '.sh'), this.#script(name));
    await publishOnce(join(this.#folder, 'logs', 'README.txt'), 'What the shards of this run have printed.\n'); // Slurm makes no folders
    await replaceFile(this.#file(name, SHARDS), shards.map((shard) => `${JSON.stringify(shard)}\n`).join('')); // last: it is the batch
  }

  async submitted({ batch, jobs }: Ticket): Promise<void> {
    await replaceFile(this.#file(batch.name, '.jobs.json'), `${JSON.stringify(jobs)}\n`);
  }

  async close({ batch }: Ticket): Promise<void> {
    await publishOnce(this.#file(batch.name, '.over'), '');
  }

  async arrived(waited: ReadonlySet<string>): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const id of await this.#cache.present(waited)) {
      const outcome = await this.#cache.recall(id);
      if (outcome === undefined) continue;
      if (outcome.kind === 'pretrain' && outcome.status === 'completed' && !(await this.#cache.hasWeights(id)))
        continue;
      outcomes.push(outcome);
    }
    for (const name of await namesIn(join(this.#folder, 'failed'))) {
      const id = name.endsWith('.json') ? name.slice(0, -'.json'.length) : '';
      if (!waited.has(id)) continue;
      const outcome = (await readJson(join(this.#folder, 'failed', name))) as Outcome;
      if (outcome?.node === id) outcomes.push(outcome);
    }
    return outcomes;
  }

  async notes({ batch }: Ticket): Promise<readonly string[]> {
    const notes: string[] = [];
    for (const name of await namesIn(join(this.#folder, 'notes'))) {
      if (!name.startsWith(`${batch.name}.`) || !name.endsWith('.txt') || this.#told.has(name)) continue;
      this.#told.add(name);
      notes.push((await readRegular(join(this.#folder, 'notes', name), MOST_BYTES)).toString('utf8').trim());
    }
    return notes;
  }

  async refusal({ batch }: Ticket): Promise<string | undefined> {
    return readRegular(this.#file(batch.name, '.refused'), MOST_BYTES).then(
      (bytes) => bytes.toString('utf8').trim(),
      () => undefined,
    );
  }

  isStopped(): Promise<boolean> {
    return access(join(this.#folder, STOP)).then(
      () => true,
      () => false,
    );
  }

  log({ batch, jobs }: Ticket, shard: number): string {
    const job = jobOf(jobs, shard);
    return logFile(this.#folder, batch.name, job?.id ?? '?', shard - (job?.first ?? 0));
  }

  #file(name: string, ending: string): string {
    return join(this.#folder, `${name}${ending}`);
  }
}

const SHARDS = '.shards.jsonl';
/** Asks whoever conducts the run to end it. */
const STOP = 'stop';

/** Batches that are not over, oldest first. @param folder the run's `cluster/`. */
export async function openTickets(folder: string): Promise<readonly Ticket[]> {
  const names = await namesIn(folder);
  const batches = names.filter((name) => name.endsWith(SHARDS)).map((name) => name.slice(0, -SHARDS.length));
  const open = batches.filter((name) => !names.includes(`${name}.over`)).sort((a, b) => numberOf(a) - numberOf(b));
  const tickets: Ticket[] = [];
  for (const name of open) {
    const shards = await readShards(join(folder, `${name}${SHARDS}`));
    tickets.push({ batch: { name, shards }, jobs: await readJobs(folder, name) });
  }
  return tickets;
}

/** Asks whoever conducts a run to end it, if anybody does. */
export async function requestStop(folder: string): Promise<void> {
  await replaceFile(join(folder, STOP), '');
}

/** None where a batch was not submitted, as far as anybody could write down. */
async function readJobs(folder: string, batch: string): Promise<readonly Job[]> {
  return jobsSchema.catch([]).parse(await readJson(join(folder, `${batch}.jobs.json`)).catch(() => []));
}

export function clusterFolder(runFolder: string): string {
  return join(runFolder, 'cluster');
}

/** Where a task of a job prints to; of `%A` and `%a` Slurm makes the ids. */
export function logFile(folder: string, batch: string, job: string, task: number | '%a'): string {
  return join(folder, 'logs', `${batch}.${job}_${task}.log`);
}

/** What a job finds at the desk: one shard of a batch, and where to leave what it has to say. */
export class ShardDesk {
  readonly #folder: string;
  readonly #batch: string;

  /** @param file the batch's `NAME.json`. */
  constructor(file: string) {
    const [, folder, batch] = /^(.*?)([^/\\]+)\.json$/.exec(file) ?? [];
    if (batch === undefined) throw damaged(file, 'no batch is called so');
    this.#folder = folder || '.';
    this.#batch = batch;
  }

  async setup(): Promise<ShardSetup> {
    const file = join(this.#folder, `${this.#batch}.json`);
    const { data, error } = setupSchema.safeParse(await readJson(file));
    if (data === undefined) throw damaged(file, z.prettifyError(error));
    return data;
  }

  async shard(index: number): Promise<Shard> {
    const file = join(this.#folder, `${this.#batch}${SHARDS}`);
    const shard = (await readShards(file))[index];
    if (shard === undefined) throw damaged(file, `it has no shard ${index}`);
    return shard;
  }

  /** The node has an end that is no result. */
  async fail(outcome: Outcome): Promise<void> {
    await replaceFile(join(this.#folder, 'failed', `${outcome.node}.json`), JSON.stringify(outcome));
  }

  /** Told to whoever conducts the run. */
  async note(text: string): Promise<void> {
    await publishOnce(join(this.#folder, 'notes', `${this.#batch}.${randomUUID()}.txt`), `${text}\n`);
  }

  async refuse(reason: string): Promise<void> {
    await publishOnce(join(this.#folder, `${this.#batch}.refused`), `${reason}\n`);
  }
}

/** The batches of a run that had a node, oldest first, with the number of its shard in each. */
export async function shardsOf(
  runFolder: string,
  node: string,
): Promise<{ batch: string; jobs: readonly Job[]; shard: number }[]> {
  const folder = clusterFolder(runFolder);
  const names = (await namesIn(folder)).filter((name) => name.endsWith(SHARDS));
  const found: { batch: string; jobs: readonly Job[]; shard: number }[] = [];
  for (const name of names.sort((a, b) => numberOf(a.split('.')[0]!) - numberOf(b.split('.')[0]!))) {
    const shard = (await readShards(join(folder, name))).findIndex(({ nodes }) => nodes.includes(node));
    if (shard === -1) continue;
    const batch = name.slice(0, -SHARDS.length);
    found.push({ batch, jobs: await readJobs(folder, batch), shard });
  }
  return found;
}

/** Names in a folder; none if it is not there yet. */
function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((): string[] => []);
}

/** Batches are numbered: `abc123-7`. */
function numberOf(batch: string): number {
  return Number(/-(\d+)$/.exec(batch)?.[1] ?? 0);
}

async function readShards(file: string): Promise<Shard[]> {
  const lines = (await readRegular(file, MOST_BYTES)).toString('utf8').split('\n').filter(Boolean);
  return lines.map((line, index) => {
    const { data, error } = shardSchema.safeParse(JSON.parse(line));
    if (data === undefined) throw damaged(file, `line ${index + 1}: ${z.prettifyError(error)}`);
    return data;
  });
}

async function readJson(file: string): Promise<unknown> {
  try {
    return parseJson((await readRegular(file, MOST_BYTES)).toString('utf8'));
  } catch (error) {
    throw damaged(file, messageOf(error));
  }
}

function damaged(file: string, why: string): HeadstartError {
  const remedy = 'remove the folder cluster of the run and start the run again: outcomes are kept elsewhere';
  return new HeadstartError('store', { file, message: `the file cannot be read (${why.split('\n')[0]})`, remedy });
}
