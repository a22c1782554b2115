import { availableParallelism } from 'node:os';
import type { Dataset } from './data/contract.ts';
import { loadDataset } from './data/load.ts';
import { chooseEngine, type EngineChoice, type EngineRequest, PRESUMED } from './engine/choose.ts';
import { deviceKind } from './engine/contract.ts';
import { type Catalog, catalogOf, type Datasets, dataKey } from './plan/examples.ts';
import { expandSuite } from './plan/expand.ts';
import { makePlan } from './plan/make-plan.ts';
import type { Plan, Selection, Semantics } from './plan/plan.ts';
import { plannedTrials } from './plan/trial-count.ts';
import { rehearse } from './run/rehearse.ts';
import { analysisHash, codeHashWith } from './run/semantics.ts';
import { threadsFor } from './run/threads.ts';
import type { Suite } from './suite/contract.ts';
import { type LoadOptions, loadSuite } from './suite/load.ts';
import type { PluginModule } from './suite/plugin-module.ts';
import { pluginsInUse } from './suite/plugins.ts';
import { scenesOf } from './suite/scenes.ts';

/** A suite with its data and its plan: all that is known before anything runs. */
export interface Prepared {
  readonly plan: Plan;
  readonly catalog: Catalog;
  readonly datasets: Datasets;
  readonly engine: EngineChoice;
  /** Of the processor, within each trial. */
  readonly threads: number;
  readonly semantics: Semantics;
  /** The suite's, as they were when it was read. */
  readonly plugins: readonly PluginModule[];
}

/** How a suite is to be prepared. */
export interface PrepareOptions extends EngineRequest, LoadOptions {
  readonly select?: (suite: Suite) => Selection;
  /** Another block of the suite, or another seed. */
  readonly edit?: (suite: Suite) => Suite;
  /** Threads of the processor within each trial, in place of as many as this machine suggests. */
  readonly threads?: number;
  /** What is asked for is taken to be there: it will run elsewhere. False if absent. */
  readonly presumed?: boolean;
}

/** Reads a suite and its data, and expands it into a plan. @throws {HeadstartError} if anything in it is wrong. */
export async function prepare(suiteFile: string, options: PrepareOptions): Promise<Prepared> {
  const written = await loadSuite(suiteFile, options);
  const plugins = pluginsInUse();
  const engine = await chooseEngine(options, options.presumed === true ? PRESUMED : {});
  const datasets = new Map<string, Dataset>();
  for (const choice of Object.values(written.data)) {
    if (!datasets.has(dataKey(choice))) datasets.set(dataKey(choice), await loadDataset(choice));
  }
  const catalog = catalogOf(written, datasets);
  const suite = expandSuite(options.edit?.(written) ?? written, catalog); // before anything is chosen of it: its arms have names to choose by
  const selection = options.select?.(suite) ?? {};
  const { entry, device } = engine;
  const suggested = () => threadsFor(entry, plannedTrials(suite), availableParallelism());
  const threads = device === 'cpu' ? (options.threads ?? suggested()) : 1;
  const semantics: Semantics = {
    code: codeHashWith(plugins),
    engine: entry.name,
    device: deviceKind(device),
    versions: entry.versions(),
    ...(threads > 1 ? { threads } : {}),
    ...(suite.analyse === null ? {} : { analyses: analysisHash() }),
  };
  const plan = makePlan(suite, catalog, semantics, selection);
  if (plugins.length > 0) for (const scene of scenesOf(suite)) await rehearse(scene, catalog, entry.name);
  return { plan, catalog, datasets, engine, threads, semantics, plugins };
}
