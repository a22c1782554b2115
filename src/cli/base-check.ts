import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { HeadstartError } from '../base/errors.ts';
import type { Baseline } from '../gate/baseline.ts';
import { confirmed, suspectsOf, unconfirmed } from '../gate/confirm.ts';
import type { GateReport } from '../gate/contract.ts';
import { confirmedCosts, judgeCosts } from '../gate/costs.ts';
import { judgeRun, refusedReport } from '../gate/judge-run.ts';
import { makeBaseline } from '../gate/make-baseline.ts';
import { obstaclesOf } from '../gate/obstacles.ts';
import { readScoredRun, type ScoredRun } from '../gate/scored-run.ts';
import { settingsOf } from '../gate/settings.ts';
import { repeatsOf, reserveBlock } from '../plan/repeats.ts';
import type { Prepared } from '../prepare.ts';
import type { Command } from './args.ts';
import { chunksOf, interleaved, type Party, type Turn, take } from './interleave.ts';
import { SIGNAL_EXITS, watchSignals } from './interrupt.ts';
import { addWorktree, type Worktree } from './worktree.ts';

const say = (message: string): void => void process.stderr.write(`${message}\n`);

/**
 * Judges the present code against another commit that is run beside it: the same cells in turns on this machine, each in a
 * process of its own, nothing taken from earlier runs. It alone can judge seconds and memory.
 *
 * @returns the report; or the exit code of a signal.
 */
export async function checkAgainstBase(
  prepared: Prepared,
  file: string,
  command: Command & { readonly check: { readonly base: string } },
): Promise<GateReport | number> {
  const inside = relative('.', file);
  if (inside.startsWith('..')) {
    throw new HeadstartError('usage', {
      message: '--base judges suites of the project, which the other commit has too',
      received: file,
      remedy: 'name a suite inside the working folder',
    });
  }
  const { suite } = prepared.plan;
  const folder = await mkdtemp(join(tmpdir(), 'headstart-check-'));
  const signals = watchSignals(say);
  let base: Worktree | undefined;
  try {
    const added = await addWorktree(command.check.base, { signal: signals.signal, say });
    if (added === null) return SIGNAL_EXITS[signals.received() ?? 'SIGTERM'];
    base = added;
    const parties = [
      { name: 'base', folder: base.folder, out: join(folder, 'base') },
      { name: 'head', folder: resolve('.'), out: join(folder, 'head') },
    ] as const satisfies readonly Party[];
    const setting = { parties, file: inside, prepared, command, signal: signals.signal };
    const own = await takeTurns(setting, [], repeatsOf(suite.design));
    if (own.status === 'stopped') return SIGNAL_EXITS[signals.received() ?? 'SIGTERM'];
    if (own.status === 'refused') return refusedReport(suite, 'base', own.reasons);
    const report = judgedPair(own);
    const suspects = suspectsOf(report);
    const isCostly = report.costs.some(({ ruling }) => ruling === 'regressed');
    if (suspects === null && !isCostly) return report;
    if (suite.gate.reserve === 0)
      return unconfirmed(report, 'The suite has no reserve block; give `gate` a `reserve` of some repeats.');
    const chosen =
      suspects === null || isCostly
        ? []
        : [
            ...suspects.arms.flatMap((arm) => ['--filter', `arm=${arm}`]),
            ...suspects.sizes.flatMap((size) => ['--filter', `size=${size}`]),
            ...suspects.targets.flatMap((target) => ['--filter', `target=${target}`]),
          ];
    const again = await takeTurns(setting, ['--reserve', ...chosen], repeatsOf(reserveBlock(suite).design));
    if (again.status === 'stopped') return SIGNAL_EXITS[signals.received() ?? 'SIGTERM'];
    if (again.status === 'refused') return unconfirmed(report, again.reasons.join(' '));
    const settled = confirmed(report, again.base.trials, again.head);
    const { before, after, peaks } = again.costs;
    return {
      ...settled,
      costs: confirmedCosts(settled.costs, judgeCosts({ before, after, peaks }, settingsOf(again.head.record))),
    };
  } finally {
    signals.release();
    await base?.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What both sides scored and paid. */
interface Pair {
  readonly status: 'ok';
  readonly base: ScoredRun;
  readonly head: ScoredRun;
  readonly costs: Parameters<typeof judgeCosts>[0];
}

type Took = Pair | { readonly status: 'stopped' } | { readonly status: 'refused'; readonly reasons: readonly string[] };

/** Who runs what, and how. */
interface Setting {
  readonly parties: readonly [Party, Party];
  readonly file: string;
  readonly prepared: Prepared;
  readonly command: Command;
  readonly signal: AbortSignal;
}

/** Runs a block of the suite on both sides in turns. @param words what chooses it; @param repeats those it has. */
async function takeTurns(setting: Setting, words: readonly string[], repeats: readonly number[]): Promise<Took> {
  const { parties, file, prepared, command, signal } = setting;
  const { engine, plan } = prepared;
  const asked = [
    'run',
    file,
    ...['--engine', engine.entry.name, '--device', engine.device],
    ...['--workers', String(command.workers), '--time-limit', `${command.limitSeconds}s`],
    ...(command.isolate ? ['--isolate', 'process'] : []),
    ...(command.memoryLimit === null ? [] : ['--memory-limit', `${command.memoryLimit / 1e6}MB`]),
    ...words,
  ];
  const chunks = chunksOf({ repeats, folds: plan.suite.design.folds });
  say(`${chunks.length} ${chunks.length === 1 ? 'turn' : 'turns'} of ${plan.suite.name}, each of both commits`);
  const { turns, failed, obstacles } = await interleaved(parties, chunks, asked, signal, (first) =>
    keptApart(parties, plan.suite.name, first),
  );
  if (signal.aborted) return { status: 'stopped' };
  if (failed !== null) return { status: 'refused', reasons: [why(failed.party, failed)] };
  if (obstacles.length > 0) return { status: 'refused', reasons: obstacles };
  const runs: ScoredRun[] = [];
  for (const party of parties) {
    const whole = await take(party, asked, signal); // all of it is known: this writes it down
    if (signal.aborted) return { status: 'stopped' };
    if ((whole.exit !== 0 && whole.exit !== 3) || whole.plan === null)
      return { status: 'refused', reasons: [why(party, whole)] };
    const read = await readTurns(party, plan.suite.name, whole.plan);
    if ('reason' in read) return { status: 'refused', reasons: [read.reason] };
    runs.push(read);
  }
  const [base, head] = runs as [ScoredRun, ScoredRun];
  const peaks = turns.flatMap(({ base: one, head: other }) =>
    one.peak === null || other.peak === null ? [] : [{ before: one.peak, after: other.peak }],
  );
  return { status: 'ok', base, head, costs: { before: base.timings ?? [], after: head.timings ?? [], peaks } };
}

/** What keeps the two commits from being compared, before all of it is run for nothing. */
async function keptApart(
  parties: readonly Party[],
  suite: string,
  first: Record<Party['name'], Turn>,
): Promise<readonly string[]> {
  const runs: ScoredRun[] = [];
  for (const party of parties) {
    const { plan } = first[party.name];
    if (plan === null) return []; // the run of all cells tells why
    const read = await readTurns(party, suite, plan);
    if ('reason' in read) return [read.reason];
    runs.push(read);
  }
  const [base, head] = runs as [ScoredRun, ScoredRun];
  return obstaclesOf(baselineOf(base).record, head.record);
}

async function readTurns(party: Party, suite: string, plan: string): Promise<ScoredRun | { readonly reason: string }> {
  try {
    return await readScoredRun(join(party.out, 'results', suite, plan.slice(0, 12)));
  } catch (error) {
    if (!(error instanceof HeadstartError)) throw error;
    return { reason: `The run of the ${party.name} commit cannot be read here: ${error.message}.` };
  }
}

function why({ name }: Party, { exit, trouble }: Turn): string {
  const told = trouble.trim().split('\n').at(-1) ?? '';
  const how = exit === null ? 'could not be started' : `ended with exit code ${exit}`;
  return `The ${name} commit ${how}${told === '' ? '' : `: ${told}`}.`;
}

function judgedPair({ base, head, costs }: Pair): GateReport {
  const report = judgeRun(baselineOf(base), head, 'base');
  return { ...report, costs: report.obstacles.length > 0 ? [] : judgeCosts(costs, settingsOf(head.record)) };
}

/** What the base commit scored, as a baseline that was just recorded. */
function baselineOf(run: ScoredRun): Baseline {
  const { record, trials } = makeBaseline(run, null, { whole: false });
  return { record: { ...record, sha256: '' }, trials };
}
