import { join, relative } from 'node:path';
import { compareRun } from './compare/compare-run.ts';
import type { Comparison } from './compare/contract.ts';
import type { Dataset } from './data/contract.ts';
import { loadDataset } from './data/load.ts';
import type { EngineName } from './engine/contract.ts';
import { chooseEngine } from './engine/registry.ts';
import { type Catalog, catalogOf, type Datasets, dataKey } from './plan/examples.ts';
import { isFinal } from './plan/outcome.ts';
import { makePlan, type Plan, type Selection, type Semantics } from './plan/plan.ts';
import { renderReport } from './report/render.ts';
import { type DriveOptions, type DriveResult, drive } from './run/drive.ts';
import { codeHash } from './run/semantics.ts';
import { replaceFile } from './store/atomic.ts';
import { OutcomeCache } from './store/cache.ts';
import { describeRun, earlierRecord, runId } from './store/describe-run.ts';
import { writeRecord, writeRun } from './store/run-folder.ts';
import type { Suite } from './suite/contract.ts';
import { loadSuite } from './suite/load.ts';

/** A suite with its data and its plan: all that is known before anything runs. */
export interface Prepared {
  readonly plan: Plan;
  readonly catalog: Catalog;
  readonly datasets: Datasets;
  readonly engine: ReturnType<typeof chooseEngine>;
  readonly semantics: Semantics;
}

/** Reads a suite and its data, and expands it into a plan. @throws {HeadstartError} if anything in it is wrong. */
export async function prepare(
  suiteFile: string,
  options: { readonly engine: 'auto' | EngineName; readonly select?: (suite: Suite) => Selection },
): Promise<Prepared> {
  const engine = chooseEngine(options.engine);
  const suite = await loadSuite(suiteFile);
  const selection = options.select?.(suite) ?? {};
  const datasets = new Map<string, Dataset>();
  for (const choice of Object.values(suite.data)) {
    if (!datasets.has(dataKey(choice))) datasets.set(dataKey(choice), await loadDataset(choice));
  }
  const catalog = catalogOf(suite, datasets);
  const { entry, device } = engine;
  const semantics = { code: codeHash(), engine: entry.name, device, versions: entry.versions() };
  return { plan: makePlan(suite, catalog, semantics, selection), catalog, datasets, engine, semantics };
}

export interface BenchOptions extends Omit<DriveOptions, 'memory' | 'engine' | 'datasets'> {
  /** Folder that gets `results/` and `reports/`. */
  readonly out: string;
  /** Forget what is known and compute everything again. */
  readonly fresh: boolean;
  /** Keep checkpoints that no trial needs any more. */
  readonly keepWeights: boolean;
  /** The command that repeats the run, for the report. */
  readonly command: string;
  /** The present time, ISO 8601. */
  readonly now: string;
  /** Told of what a person should know. */
  readonly say: (message: string) => void;
}

export interface BenchResult {
  readonly run: DriveResult;
  /** Absent if nothing was scored before an interruption. */
  readonly comparison: Comparison;
  readonly folder: string;
  readonly report: string;
}

/** The whole flow: run what is not known yet, write it down, compare, report. */
export async function bench(
  { plan, catalog, datasets, engine, semantics }: Prepared,
  options: BenchOptions,
): Promise<BenchResult> {
  const results = join(options.out, 'results');
  const folder = join(results, plan.suite.name, runId(plan));
  const memory = new OutcomeCache(join(results, '.cache'), options.say);
  if (options.fresh) for (const id of plan.nodes.keys()) await memory.forget(id);

  const earlier = await earlierRecord(folder);
  const { command, now: started, workers } = options;
  const record = await describeRun(plan, catalog, semantics, { command, started, workers });
  if (earlier?.state !== 'complete' || options.fresh) await writeRecord(folder, record);
  const run = await drive(plan, {
    ...options,
    memory,
    engine: engine.entry.name,
    datasets,
    isolate: options.isolate || engine.entry.needsProcess,
  });

  const state = run.interrupted || plan.selected ? 'partial' : 'complete';
  const unchanged = run.computed === 0 && earlier !== undefined && !options.fresh;
  await writeRun(folder, unchanged ? { ...earlier, state } : { ...record, state }, plan, run.outcomes);
  if (!options.keepWeights) for (const id of spentCheckpoints(plan, run.outcomes)) await memory.dropWeights(id);

  const { comparison, report } = await writeReport(folder, options.out);
  return { run, comparison, folder, report };
}

/** Compares a run from its files and writes its page. */
export async function writeReport(folder: string, out: string): Promise<{ comparison: Comparison; report: string }> {
  const comparison = await compareRun(folder);
  const report = join(out, 'reports', `${comparison.suite.name}.html`);
  await replaceFile(report, renderReport(comparison, { folder: relative(join(out, 'reports'), folder) }));
  return { comparison, report };
}

/** Checkpoints that no unfinished trial of the plan needs. */
function spentCheckpoints(plan: Plan, outcomes: DriveResult['outcomes']): string[] {
  const needed = new Set<string>();
  for (const { id, uses } of plan.trials) {
    const outcome = outcomes.get(id);
    if (uses !== null && (outcome === undefined || !isFinal(outcome))) needed.add(uses);
  }
  return plan.pretraining.map(({ id }) => id).filter((id) => !needed.has(id));
}
