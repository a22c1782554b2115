import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { HeadstartError } from '../base/errors.ts';
import { runFolder, writeReport } from '../bench.ts';
import { isFinal, type Outcome } from '../plan/outcome.ts';
import type { Plan } from '../plan/plan.ts';
import { reserveBlock } from '../plan/repeats.ts';
import { prepare } from '../prepare.ts';
import { summaryLines } from '../report/words.ts';
import { heldOutOf } from '../run/held-out.ts';
import { OutcomeCache } from '../store/cache.ts';
import { describeRun } from '../store/describe-run.ts';
import { refuseLinks, refuseLinksIn } from '../store/no-links.ts';
import { writeRun } from '../store/run-folder.ts';
import type { Command } from './args.ts';
import { findSuite } from './find-suite.ts';

/**
 * Puts the parts of a sharded run together: takes what each part has computed into the results here, and writes the whole
 * run and its report. Nothing is computed. @returns 0, or 3 where trials are missing.
 */
export async function mergeCommand(command: Command, words: readonly string[]): Promise<number> {
  const [name, ...folders] = command.operands;
  if (name === undefined || folders.length === 0) {
    throw new HeadstartError('usage', {
      message: 'merge needs a suite and the folders of its parts',
      received: command.operands.join(' ') || undefined,
      remedy: 'name the suite, then each folder that a part was run with as --out',
    });
  }
  const say = (message: string): void => void process.stderr.write(`${message}\n`);
  const parts = folders.map((folder) => ({ folder, cache: new OutcomeCache(cacheOf(folder), say) }));
  const { engine, device, out, reserve, allowPlugins } = command;
  const prepared = await prepare(await findSuite(name), {
    engine,
    device,
    allowPlugins,
    ...(reserve && { edit: reserveBlock }),
  });
  const { plan, catalog, semantics, datasets, threads, plugins } = prepared;
  const kept = join(out, 'results', '.cache');
  const folder = runFolder(plan, out);
  await refuseLinks(out, folder, kept, join(out, 'reports', plan.suite.name));
  await refuseLinksIn(kept);
  const cache = new OutcomeCache(kept, say);
  for (const { folder, cache: part } of parts) {
    const taken = await takeOver(plan, part, cache);
    process.stdout.write(`${folder}: ${taken} of ${plan.trials.length} trials\n`);
  }
  const outcomes = await known(plan, cache);
  const missing = plan.trials.filter(({ id }) => !isKnown(outcomes.get(id))).length;
  const facts = {
    command: `npm run bench -- ${words.join(' ')}`,
    started: new Date().toISOString(),
    workers: 1,
    threads,
    plugins,
  };
  const record = await describeRun(plan, catalog, semantics, facts);
  const state = missing > 0 ? 'partial' : plan.selected ? 'selected' : 'complete';
  await writeRun(folder, { ...record, state }, plan, outcomes, heldOutOf(plan, datasets));
  const { comparison, report, problems } = await writeReport(folder, out);
  for (const problem of problems) say(problem);
  const told = missing > 0 ? [`${missing} of ${plan.trials.length} trials are in no part.`] : [];
  const places = [`report   ${relative('.', report)}`, `results  ${relative('.', folder)}`];
  process.stdout.write(`${['', ...summaryLines(comparison), '', ...told, ...places].join('\n')}\n`);
  return missing > 0 ? 3 : 0;
}

/** Where a part's outcomes are: in the folder that it was run with as `--out`. */
function cacheOf(folder: string): string {
  const cache = join(folder, 'results', '.cache');
  if (existsSync(cache)) return cache;
  throw new HeadstartError('usage', {
    file: folder,
    message: 'there are no results here',
    remedy: 'name the folder that a part was run with as --out',
  });
}

/** Copies whole outcomes; the first one that was published stays. @returns trials of the plan that the part has. */
async function takeOver(plan: Plan, part: OutcomeCache, into: OutcomeCache): Promise<number> {
  let trials = 0;
  for (const node of plan.nodes.values()) {
    const outcome = await part.recall(node.id);
    if (outcome === undefined) continue;
    await into.publish(outcome);
    if (node.kind === 'trial') trials++;
  }
  return trials;
}

async function known(plan: Plan, cache: OutcomeCache): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  for (const { id } of plan.nodes.values()) {
    const outcome = await cache.recall(id);
    if (outcome !== undefined) outcomes.set(id, outcome);
  }
  return outcomes;
}

function isKnown(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && isFinal(outcome);
}
