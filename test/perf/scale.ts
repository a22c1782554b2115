import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stream } from '../../src/base/random.ts';
import { type Execute, runPlan } from '../../src/bench.ts';
import { compareRun } from '../../src/compare/compare-run.ts';
import { packPredictions } from '../../src/model/packed-predictions.ts';
import { nodeSeconds } from '../../src/plan/estimate.ts';
import type { PlanNode } from '../../src/plan/nodes.ts';
import type { Outcome } from '../../src/plan/outcome.ts';
import { heldOut } from '../../src/plan/splits.ts';
import { renderReport } from '../../src/report/render.ts';
import { conduct } from '../../src/run/cluster/conduct.ts';
import type { Executor } from '../../src/run/cluster/contract.ts';
import { Speeds } from '../../src/run/cluster/speeds.ts';
import type { OutcomeCache } from '../../src/store/cache.ts';
import { ClusterDesk } from '../../src/store/cluster-desk.ts';
import { prepared } from '../run/make-bench.ts';
import { printTable } from './table.ts';

/**
 * `npm run scale -- TRIALS…`: a plan of so many trials through the process that conducts a cluster, the store, the
 * comparison and the report. Trials cost nothing here: shards write made-up outcomes at once, as whole files.
 */

const ARMS =
  '{ scratch: scratch, features: { preset: feature-extraction, from: low-digits }, full: { preset: full, from: low-digits }, discriminative: { preset: discriminative, from: low-digits }, gradual: { preset: gradual, from: low-digits } }';
/** Trials of a repeat: 5 arms × 2 sizes × 10 folds. */
const PER_REPEAT = 100;
const POOL = 60;
const CLASSES = 3;
const POINTS = 5;
/** Outcomes that are written at once. */
const WRITERS = 32;

/** An outcome as a trial would leave it, with scores by chance alone. */
function madeUp(node: PlanNode): { readonly outcome: Outcome; readonly weights?: Uint8Array } {
  const timings = { train: 1, score: 0.1, total: 1.1 };
  const ledger = { steps: 10, examples: 80, parameters: 100, trainable: 100, flops: { status: 'counted', flops: 1e6 } };
  const base = { kind: node.kind, node: node.id, status: 'completed', ledger, timings };
  if (node.kind !== 'trial')
    return { outcome: { ...base, quality: null, weights: 'made-up' } as Outcome, weights: new Uint8Array(8) };
  const random = stream('scale', { node: node.id });
  const tested = heldOut(node.spec.split, POOL);
  const logits = Float32Array.from({ length: tested * CLASSES }, () => random.uniform());
  const value = random.uniform();
  return {
    outcome: {
      ...base,
      scores: { accuracy: value },
      tested,
      looks: { observe: POINTS, score: 1 },
      predictions: packPredictions({ kind: 'classes', logits, labels: new Int32Array(tested), classes: CLASSES }),
      tasks: [],
      curve: {
        metric: 'accuracy',
        observed: tested,
        points: Array.from({ length: POINTS }, (_, index) => ({
          step: 2 * index,
          examples: 16 * index,
          value,
          flops: index,
        })),
      },
      selected: null,
    } as unknown as Outcome,
  };
}

/** Shards that are over as soon as they are submitted. */
function instantly(cache: OutcomeCache, nodes: ReadonlyMap<string, PlanNode>): Executor {
  return {
    name: 'made-up cluster',
    submit: async (batch) => {
      const ids = batch.shards.flatMap((shard) => shard.nodes);
      const write = async (): Promise<void> => {
        for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
          const { outcome, weights } = madeUp(nodes.get(id)!);
          await cache.publish(outcome, weights);
        }
      };
      await Promise.all(Array.from({ length: WRITERS }, write));
      return [{ id: batch.name, first: 0, count: batch.shards.length }];
    },
    find: async () => [],
    poll: async ({ batch }) => batch.shards.map(() => ({ state: 'over' as const })),
    cancel: async () => {},
  };
}

type Phase = { readonly seconds: number };

/** Processor seconds, which other work on the machine disturbs least. */
async function measured<Result>(work: () => Promise<Result> | Result): Promise<Phase & { readonly result: Result }> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6 };
}

async function scaleOf(trials: number): Promise<Record<string, string>> {
  const out = mkdtempSync(join(tmpdir(), 'headstart-scale-'));
  try {
    const lines = {
      arms: ARMS,
      target: '{ data: high, metric: accuracy, sizes: [6, 20] }',
      design: `{ folds: 10, repeats: ${Math.max(1, Math.round(trials / PER_REPEAT))}, seed: 1 }`,
    };
    const planning = await measured(() => prepared(lines));
    const { plan } = planning.result;
    let stored = 0;
    const execute: Execute = async (_, { folder, cache, onEvent }) => {
      const setup = { plan: plan.id, words: [], cwd: '.', engine: 'onnx', device: 'cpu', threads: 1, workers: 1 };
      const executor = instantly(cache, plan.nodes);
      const run = await measured(() =>
        conduct(plan, {
          executor: {
            ...executor,
            submit: async (batch) => {
              const written = await measured(() => executor.submit(batch));
              stored += written.seconds;
              return written.result;
            },
          },
          desk: new ClusterDesk(folder, cache, setup, () => ''),
          shardSeconds: 60,
          workers: 1,
          speeds: new Speeds(nodeSeconds(plan)),
          pollMilliseconds: 1,
          graceMilliseconds: 0,
          onEvent,
        }),
      );
      conducting = run.seconds - stored;
      return run.result;
    };
    let conducting = 0;
    const running = await measured(() =>
      runPlan(planning.result, {
        execute,
        out,
        fresh: false,
        keepWeights: true,
        command: 'npm run scale',
        now: '2026-01-01T00:00:00.000Z',
        say: () => {},
        workers: 1,
        isolate: false,
        limitSeconds: 60,
        graceSeconds: 10,
        memoryLimit: null,
      }),
    );
    const comparing = await measured(() => compareRun(running.result.folder));
    const reporting = await measured(() => renderReport(comparing.result, { folder: '.' }));
    const show = (seconds: number): string => seconds.toFixed(2);
    return {
      trials: String(plan.trials.length),
      'plan, s': show(planning.seconds),
      'shards write, s': show(stored),
      'conduct, s': show(conducting),
      'tables, s': show(running.seconds - conducting - stored),
      'compare, s': show(comparing.seconds),
      'report, s': show(reporting.seconds),
      'page, MB': (reporting.result.length / 1e6).toFixed(2),
      'memory so far, MB': (process.resourceUsage().maxRSS / 1000).toFixed(0),
    };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

const sizes = process.argv.slice(2).map(Number);
const rows: Record<string, string>[] = [];
for (const trials of sizes.length > 0 ? sizes : [1000, 10_000, 100_000]) rows.push(await scaleOf(trials));
printTable('Seconds of the processor from a suite to its report, with trials that cost nothing', rows);
