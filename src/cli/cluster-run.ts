import { basename, join, resolve } from 'node:path';
import { HeadstartError } from '../base/errors.ts';
import { type Execute, runFolder } from '../bench.ts';
import { nodeSeconds } from '../plan/estimate.ts';
import type { Plan } from '../plan/plan.ts';
import type { Prepared } from '../prepare.ts';
import { Awaited } from '../run/cluster/awaited.ts';
import { conduct } from '../run/cluster/conduct.ts';
import { divide } from '../run/cluster/shards.ts';
import { arrays, Slurm } from '../run/cluster/slurm.ts';
import { sbatchScript } from '../run/cluster/slurm-script.ts';
import { Speeds } from '../run/cluster/speeds.ts';
import { OutcomeCache } from '../store/cache.ts';
import { ClusterDesk, clusterFolder, logFile } from '../store/cluster-desk.ts';
import type { Command } from './args.ts';
import { remember } from './conducted.ts';
import { usageError } from './option-values.ts';
import { showTime } from './progress.ts';

/** This program, as it was started. */
const PROGRAM = resolve(process.argv[1]!);

/** Network file systems may show a file some seconds late; NFS's attribute caches live for up to a minute (nfs(5)), and listing a folder anew asks the server. */
const GRACE_MILLISECONDS = 10_000;

/** Of `MaxArraySize` where Slurm says nothing else; only for showing what would be done. */
const USUAL_ARRAY = 1000;

/** @throws {HeadstartError} `usage` where what is asked for cannot go together. */
export function checkCluster({ fresh, cluster, engine, device }: Command): void {
  if (fresh) {
    const remedy = 'take another folder with --out, where nothing is known';
    throw usageError('--fresh is for runs of one machine: a cluster’s shards share what is known', '--fresh', remedy);
  }
  if (cluster.resources.gpus > 0 && (engine === 'auto' || device === 'auto')) {
    const remedy = 'add --engine onnx --device cuda:0: what this machine has says nothing of the cluster’s';
    throw usageError('with --gpus-per-shard the engine and the device must be named', `${engine}, ${device}`, remedy);
  }
}

/** Runs a plan's nodes as jobs of a cluster. */
export function onCluster(prepared: Prepared, command: Command, words: readonly string[]): Execute {
  return async (plan, { folder, cache, claims, signal, onEvent, say }) => {
    if (!(await claims.take(plan.id))) {
      throw new HeadstartError('store', {
        file: folder,
        message: 'another process conducts this run at present',
        remedy: 'wait for it, or end it and use `npm run bench -- attach RUN`',
      });
    }
    const { resources, shardSeconds, pollSeconds } = command.cluster;
    await remember(basename(folder), { words, cwd: process.cwd() });
    const desk = new ClusterDesk(resolve(folder), cache, setupOf(prepared, command, words), (batch) =>
      scriptOf(resolve(folder), batch, command),
    );
    const home = clusterFolder(resolve(folder));
    const executor = new Slurm({
      resources,
      script: ({ name }) => join(home, `${name}.sh`),
      log: ({ name }) => logFile(home, name, '%A', '%a'),
    });
    try {
      return await conduct(plan, {
        executor,
        desk,
        shardSeconds,
        workers: workersOf(command),
        speeds: new Speeds(nodeSeconds(plan)),
        pollMilliseconds: 1000 * pollSeconds,
        graceMilliseconds: Math.min(GRACE_MILLISECONDS, 2000 * pollSeconds),
        onEvent,
        say,
        signal,
      });
    } finally {
      await claims.release(plan.id);
    }
  };
}

/** Trainings at once in a shard: one per core that it gets, or one if it has a GPU. */
function workersOf({ workers, workersGiven, cluster: { resources } }: Command): number {
  if (workersGiven) return workers;
  return resources.gpus > 0 ? 1 : resources.cpus;
}

function setupOf({ plan, engine, threads }: Prepared, command: Command, words: readonly string[]) {
  return {
    plan: plan.id,
    words: [...words],
    cwd: process.cwd(),
    engine: engine.entry.name,
    device: engine.device,
    threads,
    workers: workersOf(command),
  };
}

/** The folder is a whole path: a job begins in a folder of its own. */
function scriptOf(folder: string, batch: string, { cluster }: Command): string {
  return sbatchScript({
    resources: cluster.resources,
    cwd: process.cwd(),
    command: [process.execPath, '--import', 'tsx', PROGRAM, 'run-shard', join(clusterFolder(folder), `${batch}.json`)],
  });
}

/** Shows the script and the arrays that would be submitted first, and what would follow; submits nothing. @returns 0. */
export async function showSubmission(prepared: Prepared, command: Command, words: readonly string[]): Promise<number> {
  process.stdout.write(`${(await submissionLines(prepared, command, words)).join('\n')}\n`);
  return 0;
}

export async function submissionLines(
  prepared: Prepared,
  command: Command,
  words: readonly string[],
): Promise<string[]> {
  const { plan } = prepared;
  const folder = resolve(runFolder(plan, command.out));
  const cache = new OutcomeCache(join(command.out, 'results', '.cache'), () => {});
  const desk = new ClusterDesk(folder, cache, setupOf(prepared, command, words), () => '');
  const known = await desk.recall(plan.nodes.values());
  const speeds = new Speeds(nodeSeconds(plan));
  for (const outcome of known.outcomes) speeds.learn(plan.nodes.get(outcome.node)!, outcome);
  const awaited = new Awaited(
    plan,
    known.outcomes,
    (id) => known.stored.has(id),
    (node) => speeds.seconds(node),
  );
  const name = await desk.newName();
  return [
    `# ${clusterFolder(folder)}/${name}.sh`,
    ...scriptOf(folder, name, command).trimEnd().split('\n'),
    '',
    ...stagesOf(plan, awaited, command),
  ];
}

/** One line for each stage of submission. */
function stagesOf(plan: Plan, awaited: Awaited, command: Command): string[] {
  const { shardSeconds, resources } = command.cluster;
  const sizing = { seconds: shardSeconds, workers: workersOf(command) };
  const lines: string[] = [];
  for (let stage = 1; awaited.waited.size > 0; stage++) {
    const shards = divide(awaited.ready(shardSeconds).pieces, sizing);
    const nodes = shards.flatMap((shard) => shard.nodes);
    if (nodes.length === 0) break;
    const limit = resources.maxParallel === null ? '' : `%${resources.maxParallel}`;
    const tasks = arrays(shards.length, USUAL_ARRAY).map(({ count }) => `--array=0-${count - 1}${limit}`);
    const kinds = (Object.keys(NAMES) as (keyof typeof NAMES)[]).flatMap((kind) => {
      const count = nodes.filter((id) => plan.nodes.get(id)!.kind === kind).length;
      return count === 0 ? [] : [`${count} ${NAMES[kind]}`];
    });
    const longest = Math.max(...shards.map((shard) => shard.seconds)) / sizing.workers;
    const size = `${shards.length} ${shards.length === 1 ? 'shard' : 'shards'}, the longest about ${showTime(longest)}`;
    lines.push(`stage ${stage}: ${tasks.join(' and ')}: ${kinds.join(', ')} in ${size}`);
    awaited.send(nodes);
    for (const id of nodes) awaited.presume(id);
  }
  return lines.length === 0
    ? ['Everything is known: nothing would be submitted.']
    : [...lines, 'Nothing was submitted.'];
}

const NAMES = {
  pretrain: 'pre-training',
  features: 'features',
  tune: 'choices',
  trial: 'trials',
  analysis: 'analyses',
} as const;
