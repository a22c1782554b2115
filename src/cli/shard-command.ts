import { join, resolve } from 'node:path';
import { messageOf } from '../base/errors.ts';
import { runFolder } from '../bench.ts';
import type { Device, EngineName } from '../engine/contract.ts';
import { engines } from '../engine/registry.ts';
import { nodeLabel } from '../plan/node-names.ts';
import { neededBy } from '../plan/nodes.ts';
import { isFinal } from '../plan/outcome.ts';
import { planPart } from '../plan/part.ts';
import { drive } from '../run/drive.ts';
import { withPlugins } from '../run/with-plugins.ts';
import { OutcomeCache } from '../store/cache.ts';
import { Claims } from '../store/claims.ts';
import { ShardDesk } from '../store/cluster-desk.ts';
import { type Command, parseCommand } from './args.ts';
import { deviceName, oneOf, usageError } from './option-values.ts';
import { prepareCommand } from './prepare-command.ts';
import { troubleOf } from './progress.ts';
import { GRACE_SECONDS } from './run-command.ts';

/** What Slurm sends before it ends a job, and what it then ends it with; Ctrl-C where somebody runs a shard by hand. */
const SIGNALS = ['SIGUSR2', 'SIGTERM', 'SIGINT'] as const;

/** A shard that plans another run than it was given: it must not compute anything. */
const REFUSED = 4;

/**
 * Runs one shard of a batch: what a job of a cluster does. Outcomes go where all shards' go; a signal ends it at the next
 * step, and what it has not done is sent out again.
 *
 * @returns 0 also where a node failed: that is recorded, and is no fault of the job's.
 */
export async function shardCommand({ operands }: Command): Promise<number> {
  const [file, number] = operands;
  if (file === undefined || !/^\d{1,6}$/.test(number ?? '') || operands.length > 2) {
    throw usageError(
      'run-shard needs a batch’s file and the number of a shard',
      operands.join(' ') || undefined,
      'leave it to the jobs of a cluster',
    );
  }
  const controller = new AbortController();
  const onSignal = (signal: string): void => {
    print(`${signal}: stopping at the next step`);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);

  const where = process.env['SLURMD_NODENAME'] ?? process.env['HOSTNAME'] ?? 'this machine';
  const job = process.env['SLURM_JOB_ID'];
  print(
    `shard ${number} on ${where}${job === undefined ? '' : `, job ${job}, restarted ${process.env['SLURM_RESTART_COUNT'] ?? 0} times`}, process ${process.pid}`,
  );
  const gpus = process.env['CUDA_VISIBLE_DEVICES'];
  if (gpus !== undefined) print(`CUDA_VISIBLE_DEVICES ${gpus}`);

  const desk = new ShardDesk(resolve(file));
  const setup = await desk.setup();
  const shard = await desk.shard(Number(number));
  const command = parseCommand(setup.words);
  const prepared = await prepareCommand(command, {
    engine: oneOf('engine', setup.engine, Object.keys(engines) as EngineName[]),
    device: deviceName(setup.device) as Device,
    threads: setup.threads,
  }).catch(async (error: unknown) => {
    await desk.refuse(`on ${where}: ${messageOf(error)}`);
    throw error;
  });
  const { plan, engine, threads, datasets, plugins } = prepared;
  if (plan.id !== setup.plan) {
    const message = `on ${where} the code, the packages or the data are others than where the run was started`;
    await desk.refuse(message);
    print(message);
    return REFUSED;
  }
  await withPlugins(plugins);
  const say = (message: string): void => {
    print(message);
    void desk.note(`shard ${number} on ${where}: ${message}`).catch(() => {}); // it stands in the log
  };
  const kept = join(command.out, 'results', '.cache');
  const cache = new OutcomeCache(kept, say);
  const claims = new Claims(kept);
  const analysed = new Set(plan.analyses.flatMap(neededBy));
  const handOver = new Set(shard.nodes.filter((id) => analysed.has(id) || plan.nodes.get(id)?.kind === 'pretrain'));
  const pending: Promise<void>[] = [];
  const began = performance.now();
  const { interrupted, computed } = await drive(planPart(plan, shard.nodes), {
    memory: cache,
    sharing: claims,
    handOver,
    engine: engine.entry.name,
    device: engine.device,
    threads,
    datasets,
    plugins,
    workers: Math.min(setup.workers, shard.nodes.length),
    isolate: command.isolate || engine.entry.needsProcess(engine.device),
    limitSeconds: command.limitSeconds,
    graceSeconds: GRACE_SECONDS,
    memoryLimit: command.memoryLimit,
    signal: controller.signal,
    say,
    onEvent: (event) => {
      if (event.type === 'started') return;
      const { node, outcome, recalled } = event;
      print(`${node.id.slice(0, 12)} ${nodeLabel(node)}: ${troubleOf(node, outcome) ?? (recalled ? 'known' : 'done')}`);
      if (!isFinal(outcome) && node.kind !== 'features') pending.push(desk.fail(outcome));
    },
  }).finally(() => claims.close());
  await Promise.all(pending);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  print(
    `${computed} of ${shard.nodes.length} computed in ${seconds} s${interrupted ? ', then stopped' : ''}; run ${runFolder(plan, command.out)}`,
  );
  return 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
