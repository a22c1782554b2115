import { join } from 'node:path';
import { compareRun } from './compare/compare-run.ts';
import type { Comparison } from './compare/contract.ts';
import { type HeldOut, isFinal } from './plan/outcome.ts';
import type { Plan } from './plan/plan.ts';
import { spentWeights } from './plan/spent-weights.ts';
import type { Prepared } from './prepare.ts';
import { type Pages, writePages } from './report/write-pages.ts';
import { type DriveOptions, type DriveResult, drive } from './run/drive.ts';
import { heldOutOf } from './run/held-out.ts';
import { withPlugins } from './run/with-plugins.ts';
import { sweep } from './store/atomic.ts';
import { OutcomeCache } from './store/cache.ts';
import { Claims, sweepOutcomes } from './store/claims.ts';
import { describeRun, earlierRecord, runId } from './store/describe-run.ts';
import { refuseLinks, refuseLinksIn } from './store/no-links.ts';
import { writeRecord, writeRun } from './store/run-folder.ts';
import { Snapshots } from './store/snapshots.ts';

/** Options that follow from what was prepared. */
type Made = Pick<DriveOptions, 'memory' | 'sharing' | 'engine' | 'device' | 'threads' | 'datasets' | 'plugins'>;

/** What runs a plan in place of workers of this process, and where it finds and leaves things. */
export type Execute = (
  plan: Plan,
  options: DriveOptions & { readonly folder: string; readonly cache: OutcomeCache; readonly claims: Claims },
) => Promise<DriveResult>;

export interface BenchOptions extends Omit<DriveOptions, keyof Made> {
  /** Absent for this process's own workers. */
  readonly execute?: Execute | undefined;
  /** Folder that gets `results/` and `reports/`. */
  readonly out: string;
  /** Compute everything again; what is known stays until its successor is there. */
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

export interface RunResult {
  readonly run: DriveResult;
  readonly folder: string;
}

export interface BenchResult extends RunResult {
  readonly comparison: Comparison;
  readonly report: string;
  /** The index of all runs. */
  readonly index: string;
}

/** Where the files of a run go. */
export function runFolder(plan: Plan, out: string): string {
  return join(out, 'results', plan.suite.name, runId(plan));
}

/** The whole flow: run what is not known yet, write it down, compare, report. */
export async function bench(prepared: Prepared, options: BenchOptions): Promise<BenchResult> {
  const result = await runPlan(prepared, options);
  const { problems, ...written } = await writeReport(result.folder, options.out);
  for (const problem of problems) options.say(problem);
  return { ...result, ...written };
}

/** Runs what is not known yet of a plan, and writes the run's folder. */
export async function runPlan(prepared: Prepared, options: BenchOptions): Promise<RunResult> {
  const { plan, catalog, datasets, engine, threads, semantics, plugins } = prepared;
  await withPlugins(plugins); // another suite may have been read since
  const { command, now: started, workers, fresh, out } = options;
  const folder = runFolder(plan, out);
  const kept = join(out, 'results', '.cache');
  await refuseLinks(out, folder, kept, join(out, 'reports', plan.suite.name));
  await refuseLinksIn(kept);
  for (const place of [folder, join(out, 'reports'), join(out, 'reports', plan.suite.name)]) await sweep(place);
  await sweepOutcomes(kept);
  const cache = new OutcomeCache(kept, options.say);
  const { entry, device } = engine;
  const record = await describeRun(plan, catalog, semantics, { command, started, workers, threads, plugins });
  const earlier = await earlierRecord(folder).catch((error: Error) => options.say(error.message)); // this run writes its own
  if (earlier?.state === undefined || earlier.state === 'partial') await writeRecord(folder, record);

  let heldOut: readonly HeldOut[] | undefined;
  const held = (): readonly HeldOut[] => {
    heldOut ??= heldOutOf(plan, datasets);
    return heldOut;
  };
  // A whole run stays as it is until its successor is there.
  const isOpen = earlier === undefined || earlier.state === 'partial' || earlier.state === 'running';
  const snapshots = isOpen ? new Snapshots({ folder, record, plan, heldOut: held }, options.say) : undefined;

  const claims = new Claims(kept);
  const memory = fresh ? cache.forgetful() : cache;
  const isolate = options.isolate || entry.needsProcess(device);
  const run = await (options.execute ?? drive)(plan, {
    ...options,
    folder,
    cache,
    claims,
    memory,
    sharing: fresh ? undefined : claims,
    engine: entry.name,
    device,
    threads,
    datasets,
    plugins,
    isolate,
    onEvent: (event) => {
      if (event.type === 'finished') snapshots?.accept(event.node.id, event.outcome);
      options.onEvent?.(event);
    },
  }).finally(async () => {
    await snapshots?.close();
    await claims.close();
  });

  const whole = plan.trials.every(({ id }) => isKnown(run, id));
  const state = !whole ? 'partial' : plan.selected ? 'selected' : 'complete';
  const unchanged = run.computed === 0 && earlier !== undefined && earlier.state !== 'running';
  await writeRun(folder, { ...(unchanged ? earlier : record), state }, plan, run.outcomes, held());
  if (!options.keepWeights) for (const id of spentWeights(plan, run.outcomes)) await cache.dropWeights(id);
  return { run, folder };
}

function isKnown({ outcomes }: DriveResult, id: string): boolean {
  const outcome = outcomes.get(id);
  return outcome !== undefined && isFinal(outcome);
}

/** Compares a run from its files, and writes its page and the index of all runs. */
export async function writeReport(folder: string, out: string): Promise<Pages & { readonly comparison: Comparison }> {
  const comparison = await compareRun(folder);
  return { comparison, ...(await writePages(comparison, folder, out)) };
}
