import { messageOf } from '../base/errors.ts';
import type { Dataset } from '../data/contract.ts';
import { loadDataset } from '../data/load.ts';
import type { Device, Engine, EngineName } from '../engine/contract.ts';
import { engines } from '../engine/registry.ts';
import { dataKey } from '../plan/examples.ts';
import { dataOf } from '../plan/node-work.ts';
import type { PlanNode } from '../plan/nodes.ts';
import { failed } from '../plan/outcome.ts';
import type { PluginModule } from '../suite/plugin-module.ts';
import { KeptFeatures } from './kept-features.ts';
import type { ChildReply, ChildRequest } from './protocol.ts';
import { serve } from './serve.ts';
import { withPlugins } from './with-plugins.ts';

/**
 * The entry of a child process, `ENGINE DEVICE THREADS PLUGINS`: runs the tasks its thread sends. It reads the data
 * itself, since processes share no memory, and ends with its parent.
 */
const [name, device, threads, plugins] = process.argv.slice(2) as [EngineName, Device, string, string];
const loaded = new Map<string, Promise<Dataset>>();
const kept = new KeptFeatures();
let plugged: Promise<void> | undefined;
let engine: Promise<Engine> | undefined;

/** How often the parent hears of progress, at most. */
const PROGRESS_MILLISECONDS = 100;

process.on('disconnect', end);
process.on('SIGINT', () => {}); // Ctrl-C reaches the whole group: the driver decides when this process ends
process.on('message', (request: ChildRequest) => {
  answer(request).catch((error: unknown) => {
    const outcome = failed(request.task.node, messageOf(error)); // no engine, or no data
    send({ type: 'reply', reply: { type: 'outcome', outcome }, memory: process.memoryUsage.rss() });
  });
});

async function answer({ task: received }: ChildRequest): Promise<void> {
  const task = kept.unpack(received); // before anything is awaited: in the order in which the parent packed
  plugged ??= withPlugins(JSON.parse(plugins) as PluginModule[]);
  await plugged; // engine and data may be theirs to change or to load
  engine ??= engines[name].start({ device, threads: Number(threads) });
  const [started, data] = await Promise.all([engine, datasetsOf(task.node)]);
  send({ type: 'ready' });
  let told = performance.now();
  let reached = 0;
  const tell = (): void => {
    if (performance.now() - told < PROGRESS_MILLISECONDS) return;
    told = performance.now();
    send({ type: 'progress', step: reached, memory: process.memoryUsage.rss() });
  };
  const timer = setInterval(tell, PROGRESS_MILLISECONDS); // not all work has steps
  const reply = await serve(task, started, data, (step) => {
    reached = step;
    tell(); // engines that compute in this thread leave a timer no time
    return false; // an interruption ends this process from outside
  }).finally(() => clearInterval(timer));
  send({ type: 'reply', reply, memory: process.memoryUsage.rss() });
}

function send(message: ChildReply): void {
  process.send?.(message, undefined, undefined, (error) => {
    if (error !== null) end();
  });
}

/**
 * The parent is gone. Not `process.exit`, which aborts while native code runs and may hang in a GPU's driver; nothing
 * is lost, since only the driver of the run publishes.
 */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

async function datasetsOf(node: PlanNode): Promise<Map<string, Dataset>> {
  const found = new Map<string, Dataset>();
  for (const reference of dataOf(node)) {
    const key = dataKey(reference);
    const dataset = loaded.get(key) ?? loadDataset(reference);
    loaded.set(key, dataset);
    found.set(key, await dataset);
  }
  return found;
}
