import type { Dataset } from '../data/contract.ts';
import { loadDataset } from '../data/load.ts';
import type { Engine, EngineName } from '../engine/contract.ts';
import { engines } from '../engine/registry.ts';
import { dataKey } from '../plan/examples.ts';
import type { DataRef, PlanNode } from '../plan/nodes.ts';
import { KeptFeatures } from './kept-features.ts';
import type { ChildReply, ChildRequest } from './protocol.ts';
import { serve } from './serve.ts';

/**
 * The entry of a child process: runs the tasks its thread sends. It reads the data itself, since processes share no
 * memory, and ends with its parent.
 */
const name = process.argv[2] as EngineName;
const loaded = new Map<string, Promise<Dataset>>();
const kept = new KeptFeatures();
let engine: Promise<Engine> | undefined;

/** How often the parent hears of progress. */
const STEP_MILLISECONDS = 100;

process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {}); // Ctrl-C reaches the whole group: the driver decides when this process ends
process.on('message', (request: ChildRequest) => {
  void answer(request);
});

async function answer({ task: received }: ChildRequest): Promise<void> {
  const task = kept.unpack(received); // before anything is awaited: in the order in which the parent packed
  engine ??= engines[name].start();
  const [started, data] = await Promise.all([engine, datasetsOf(task.node)]);
  send({ type: 'ready' });
  let told = performance.now();
  const reply = await serve(task, started, data, (step) => {
    if (performance.now() - told > STEP_MILLISECONDS) {
      told = performance.now();
      send({ type: 'step', step });
    }
    return false; // an interruption ends this process from outside
  });
  send({ type: 'reply', reply });
}

function send(message: ChildReply): void {
  process.send?.(message, undefined, undefined, (error) => {
    if (error !== null) process.exit(0); // the parent is gone
  });
}

async function datasetsOf(node: PlanNode): Promise<Map<string, Dataset>> {
  const references: DataRef[] = node.kind === 'trial' ? [node.spec.split.data] : [node.spec.data];
  if (node.kind === 'pretrain' && node.spec.without !== null) references.push(node.spec.without.data);
  const found = new Map<string, Dataset>();
  for (const reference of references) {
    const key = dataKey(reference);
    const dataset = loaded.get(key) ?? loadDataset(reference);
    loaded.set(key, dataset);
    found.set(key, await dataset);
  }
  return found;
}
