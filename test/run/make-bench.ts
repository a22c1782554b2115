import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchOptions, type BenchResult, bench } from '../../src/bench.ts';
import { loadDataset } from '../../src/data/load.ts';
import { chooseEngine } from '../../src/engine/choose.ts';
import { deviceKind, type Engine } from '../../src/engine/contract.ts';
import { type Catalog, catalogOf, dataKey } from '../../src/plan/examples.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import { neededBy, type PlanNode } from '../../src/plan/nodes.ts';
import type { Selection } from '../../src/plan/plan.ts';
import type { Prepared } from '../../src/prepare.ts';
import { executeNode } from '../../src/run/execute.ts';
import type { NodeInputs } from '../../src/run/workbench.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { DIGITS, suiteText, withGroups } from '../plan/make-plan.ts';

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'headstart-run-'));
}

/**
 * A suite ready to run on the wasm engine: `suiteText(lines)` over made-up digits, which take milliseconds.
 */
export async function prepared(
  lines: Readonly<Record<string, string>> = {},
  options: {
    readonly realData?: boolean;
    readonly selection?: Selection;
    readonly shareFeatures?: boolean;
    /** The group of each made-up digit, by its row. */
    readonly groups?: (row: number) => number;
    /** A learning rate beyond what a suite may say. */
    readonly lr?: number;
  } = {},
): Promise<Prepared> {
  const parsed = parseSuite(suiteText(lines), 'suites/planned.yaml');
  const suite = options.lr === undefined ? parsed : { ...parsed, training: { ...parsed.training, lr: options.lr } };
  const choices = Object.values(suite.data);
  const digits = options.groups === undefined ? DIGITS : withGroups(options.groups);
  const datasets = new Map(
    await Promise.all(
      choices.map(async (choice) => [dataKey(choice), options.realData ? await loadDataset(choice) : digits] as const),
    ),
  );
  const catalog: Catalog = catalogOf(suite, datasets);
  const engine = await chooseEngine({ engine: 'onnx', device: 'cpu' });
  const semantics = {
    code: 'test',
    engine: engine.entry.name,
    device: deviceKind(engine.device),
    versions: engine.entry.versions(),
  };
  const { shareFeatures = true } = options;
  return {
    plan: makePlan(suite, catalog, semantics, options.selection, { shareFeatures }),
    catalog,
    datasets,
    engine,
    threads: 1,
    semantics,
    plugins: [],
  };
}

/** Runs what was prepared, in a temporary folder unless told otherwise. */
export function run(ready: Prepared, options: Partial<BenchOptions> = {}): Promise<BenchResult> {
  return bench(ready, {
    out: temporaryFolder(),
    workers: 1,
    fresh: false,
    keepWeights: false,
    isolate: false,
    limitSeconds: 60,
    graceSeconds: 10,
    memoryLimit: null,
    command: 'npm run bench -- planned',
    now: '2026-01-01T00:00:00.000Z',
    say: () => {},
    ...options,
  });
}

/** What a node starts from, computed here and now. */
export async function inputsOf(ready: Prepared, node: PlanNode, engine: Engine): Promise<NodeInputs> {
  const { plan, datasets } = ready;
  const inputs = { weights: null, features: null };
  for (const id of neededBy(node)) {
    const execution = await executeNode(plan.nodes.get(id)!, inputs, { engine, datasets, stopped: () => false });
    if (execution.status !== 'outcome') throw new Error('it was stopped');
    const { weights, features } = execution;
    Object.assign(inputs, weights === undefined ? {} : { weights }, features === undefined ? {} : { features });
  }
  return inputs;
}
