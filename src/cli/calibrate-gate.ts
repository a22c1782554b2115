import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stream } from '../base/random.ts';
import { confirmed, rerunOf, suspectsOf, unconfirmed } from '../gate/confirm.ts';
import type { GateReport } from '../gate/contract.ts';
import { judgeRun } from '../gate/judge-run.ts';
import { makeBaseline } from '../gate/make-baseline.ts';
import { readScoredRun, type ScoredRun } from '../gate/scored-run.ts';
import { makePlan } from '../plan/make-plan.ts';
import { mergePlans } from '../plan/merge-plans.ts';
import type { Outcome } from '../plan/outcome.ts';
import type { Plan, Selection } from '../plan/plan.ts';
import { reserveBlock } from '../plan/repeats.ts';
import type { Prepared } from '../prepare.ts';
import { drive } from '../run/drive.ts';
import { heldOutOf } from '../run/held-out.ts';
import { describeRun } from '../store/describe-run.ts';
import { sourcesOf } from '../store/provenance.ts';
import { writeRun } from '../store/run-folder.ts';
import type { Suite } from '../suite/contract.ts';
import type { Command } from './args.ts';
import { GRACE_SECONDS } from './run-command.ts';

/** Pairs that are run by one pool: of suites that pre-train fewer, whose checkpoints are all held in memory. */
const BATCH = { plain: 50, pretrained: 10 };

/**
 * Runs the present code against itself, `pairs` times, each time under a new seed: once as the suite is, once with all arms
 * drawing their initial weights, order of examples and dropout apart. What differs is chance alone, as between two versions
 * of equal worth whose draws do not line up; anything that is confirmed is a false alarm. Nothing is taken from earlier runs,
 * and nothing is kept.
 *
 * @returns a report for each pair; fewer if `signal` came.
 */
export async function selfComparisons(
  prepared: Prepared,
  pairs: number,
  command: Command,
  options: { readonly signal: AbortSignal; readonly say: (message: string) => void },
): Promise<GateReport[]> {
  const { suite } = prepared.plan;
  const seeds = stream('calibrating the gate', { suite: suite.name, seed: suite.design.seed });
  const reports: GateReport[] = [];
  const bench = new SelfBench(prepared, command, options.signal);
  const size = Object.keys(suite.sources).length === 0 ? BATCH.plain : BATCH.pretrained;
  while (reports.length < pairs && !options.signal.aborted) {
    const batch = Array.from({ length: Math.min(size, pairs - reports.length) }, () => seeds.uint32());
    const found = await bench.compare(batch);
    if (options.signal.aborted) break;
    reports.push(...found);
    options.say(`${reports.length} of ${pairs} pairs`);
  }
  return reports;
}

/** Both sides of one seed. */
interface Sides {
  readonly before: Suite;
  readonly after: Suite;
}

class SelfBench {
  readonly #prepared: Prepared;
  readonly #command: Command;
  readonly #signal: AbortSignal;
  /** Read once: no file changes from pair to pair. */
  readonly #sources: ReturnType<typeof sourcesOf>;

  constructor(prepared: Prepared, command: Command, signal: AbortSignal) {
    this.#prepared = prepared;
    this.#command = command;
    this.#signal = signal;
    this.#sources = sourcesOf(prepared.plan.suite, prepared.plugins);
  }

  async compare(seeds: readonly number[]): Promise<GateReport[]> {
    const sides = seeds.map((seed) => sidesOf(this.#prepared.plan.suite, seed));
    const main = await this.#run(sides, []);
    if (this.#signal.aborted) return [];
    const reports = main.map(({ before, after }) => judgeRun(asBaseline(before), after));
    const open = reports.flatMap((report, index) => (suspectsOf(report) === null ? [] : [index]));
    const { reserve } = this.#prepared.plan.suite.gate;
    if (open.length === 0) return reports;
    if (reserve === 0) return reports.map((report) => unconfirmed(report, 'The suite has no reserve block.'));
    const again = await this.#run(
      open.map((index) => ({ before: reserveBlock(sides[index]!.before), after: reserveBlock(sides[index]!.after) })),
      open.map((index) => rerunOf(suspectsOf(reports[index]!)!, this.#prepared.plan.suite.compare.reference)),
    );
    if (this.#signal.aborted) return [];
    for (const [place, index] of open.entries()) {
      const { before, after } = again[place]!;
      reports[index] = confirmed(reports[index]!, before.trials, after);
    }
    return reports;
  }

  /** @param selections what of each is run; all of it where there is none. */
  async #run(
    sides: readonly Sides[],
    selections: readonly Selection[],
  ): Promise<{ readonly before: ScoredRun; readonly after: ScoredRun }[]> {
    const { catalog, semantics } = this.#prepared;
    const plans = sides.map(({ before, after }, index) => ({
      before: makePlan(before, catalog, semantics, selections[index]),
      after: makePlan(after, catalog, semantics, selections[index]),
    }));
    const outcomes = await this.#drive(plans.flatMap(({ before, after }) => [before, after]));
    if (this.#signal.aborted) return [];
    const scored: { before: ScoredRun; after: ScoredRun }[] = [];
    for (const { before, after } of plans)
      scored.push({ before: await this.#score(before, outcomes), after: await this.#score(after, outcomes) });
    return scored;
  }

  async #drive(plans: readonly Plan[]): Promise<ReadonlyMap<string, Outcome>> {
    const { engine, threads, datasets, plugins } = this.#prepared;
    const { entry, device } = engine;
    const nothing = async (): Promise<undefined> => undefined;
    const { outcomes } = await drive(mergePlans(plans), {
      ...this.#command,
      memory: { recall: nothing, recallWeights: nothing, publish: nothing },
      engine: entry.name,
      device,
      threads,
      datasets,
      plugins,
      isolate: this.#command.isolate || entry.needsProcess(device),
      graceSeconds: GRACE_SECONDS,
      signal: this.#signal,
    });
    return outcomes;
  }

  /** Through the files of a run, as every run is judged. */
  async #score(plan: Plan, outcomes: ReadonlyMap<string, Outcome>): Promise<ScoredRun> {
    const { catalog, semantics, datasets, threads, plugins } = this.#prepared;
    const folder = await mkdtemp(join(tmpdir(), 'headstart-calibrate-'));
    try {
      const { workers } = this.#command;
      const started = new Date().toISOString();
      const facts = { command: '', started, workers, threads, plugins, sources: await this.#sources };
      const record = await describeRun(plan, catalog, semantics, facts);
      await writeRun(folder, { ...record, state: 'selected' }, plan, outcomes, heldOutOf(plan, datasets));
      return await readScoredRun(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** The suite under another seed, and the same with all draws of its arms apart from those. */
function sidesOf(suite: Suite, seed: number): Sides {
  const before: Suite = { ...suite, analyse: null, design: { ...suite.design, seed } };
  const [first, ...rest] = suite.arms.map((arm) => {
    const { draws } = arm.recipe;
    return { ...arm, recipe: { ...arm.recipe, draws: draws === 'shared' ? APART : (draws % LAST) + APART } };
  });
  return { before, after: { ...before, arms: [first!, ...rest] } };
}

/** Draws that are none of the suite's own: a recipe numbers its own up to a million. */
const APART = 500_000;
const LAST = 400_000;

function asBaseline(run: ScoredRun) {
  const { record, trials } = makeBaseline(run, null, { whole: false });
  return { record: { ...record, sha256: '' }, trials };
}
