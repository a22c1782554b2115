import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { messageOf, printableText } from '../base/errors.ts';
import { bench, runFolder } from '../bench.ts';
import { describeChoice, type EngineChoice, type EngineRequest } from '../engine/choose.ts';
import { isFinal } from '../plan/outcome.ts';
import { summaryLines } from '../report/words.ts';
import { quoted } from '../run/cluster/quoted.ts';
import { refuseLinks } from '../store/no-links.ts';
import type { Command } from './args.ts';
import { checkCluster, onCluster, showSubmission } from './cluster-run.ts';
import { plainDisplay, terminalDisplay } from './display.ts';
import { Course, eventFile, recorder } from './events.ts';
import { SIGNAL_EXITS, watchSignals } from './interrupt.ts';
import { LOG_FILE, logFile, verboseLog } from './log.ts';
import { prepareCommand } from './prepare-command.ts';
import { Progress } from './progress.ts';

/** Seconds that a trial gets beyond its limit, to reach its next step. */
export const GRACE_SECONDS = 30;

/** Plan, run, compare, report. @returns the exit code. */
export async function runCommand(command: Command, words: readonly string[]): Promise<number> {
  const isRemote = command.cluster.executor !== 'local';
  if (isRemote) checkCluster(command);
  const prepared = await prepareCommand(command, { presumed: isRemote && command.device !== 'auto' });
  const { plan, engine } = prepared;
  if (command.cluster.dryRun) return showSubmission(prepared, command, words);
  const log = join(runFolder(plan, command.out), LOG_FILE);
  await refuseLinks(command.out, log); // appending would follow one
  const json = await eventFile(command.json, (message) => process.stderr.write(`${message}\n`));
  const progress = new Progress(plan);
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  print(printableText(plan.suite.question));
  const sources = `${plan.pretraining.length} pre-training ${plan.pretraining.length === 1 ? 'run' : 'runs'}`;
  print(`${plan.trials.length} trials, ${sources}, engine ${describeChoice(engine)}`);

  const live = process.stdout.isTTY === true && process.env['CI'] === undefined && !command.verbose;
  const display = live ? await terminalDisplay(progress, process.stdout) : plainDisplay(progress, print);
  const say = (message: string): void => {
    display.say(printableText(message));
    events.write({ type: 'message', text: message });
  };
  await refuseLinks(command.out, runFolder(plan, command.out)); // before there is a log
  const events = recorder([
    ...json,
    logFile(join(runFolder(plan, command.out), LOG_FILE), say),
    ...(command.verbose ? [verboseLog()] : []),
  ]);
  const signals = watchSignals(say);
  signals.signal.addEventListener('abort', () => events.write({ type: 'signal', signal: signals.received()! }));
  const again = `npm run bench -- ${words.map(quoted).join(' ')}`;
  const workers = Math.min(command.workers, plan.nodes.size);
  const course = new Course();
  events.write({
    type: 'run',
    suite: plan.suite.name,
    plan: plan.id,
    trials: plan.trials.length,
    pretraining: plan.pretraining.length,
    features: plan.features.length,
    tuning: plan.tuning.length,
    analyses: plan.analyses.length,
    command: again,
    version: packageVersion(),
    nodeVersion: process.version,
    engine: describeChoice(engine),
    threads: prepared.threads,
    workers,
  });
  try {
    const { run, comparison, folder, report, index } = await bench(prepared, {
      ...command,
      ...(isRemote && { execute: onCluster(prepared, command, words) }),
      workers,
      graceSeconds: GRACE_SECONDS,
      signal: signals.signal,
      command: `${again}${pinnedTo(engine, command)}`,
      now: new Date().toISOString(),
      say,
      onEvent: (event) => {
        progress.accept(event);
        display.accept(event);
        if (event.type === 'finished') events.write(course.end(event));
      },
      onTask: (node, worker) => events.write(course.begin(node, worker)),
      onPool: (running) => display.watch(running),
    }).finally(() => display.close());
    const stopped = signals.received();
    const lost = plan.trials.filter(({ id }) => {
      const outcome = run.outcomes.get(id);
      return outcome === undefined || !isFinal(outcome);
    }).length;
    print('');
    for (const line of summaryLines(comparison)) print(line);
    print('');
    print(`report   ${relative('.', report)}`);
    print(`results  ${relative('.', folder)}`);
    print(`all runs ${relative('.', index)}`);
    const unseen = plan.analyses.filter(({ id }) => {
      const outcome = run.outcomes.get(id);
      return outcome?.status !== 'completed' && outcome?.status !== 'skipped'; // skipped: its trial has said why
    }).length;
    if (stopped !== undefined && lost + unseen === 0) print(`\nInterrupted by ${stopped} when all was done.`);
    else if (stopped !== undefined)
      print(`\nInterrupted with ${lost} of ${plan.trials.length} trials to go. To resume: ${again}`);
    else if (lost > 0) print(`\n${lost} of ${plan.trials.length} trials have no result. To try them again: ${again}`);
    if (unseen > 0 && stopped === undefined)
      print(`\n${unseen} of ${plan.analyses.length} analyses have no result. To try them again: ${again}`);
    const exit = stopped !== undefined ? SIGNAL_EXITS[stopped] : lost + unseen > 0 ? 3 : 0;
    const { computed } = run;
    const peakBytes = 1024 * process.resourceUsage().maxRSS;
    events.write({ type: 'done', exit, report, computed, recalled: run.outcomes.size - computed, peakBytes });
    return exit;
  } catch (error) {
    events.write({ type: 'error', text: messageOf(error) });
    throw error;
  } finally {
    signals.release();
    await events.close();
  }
}

function packageVersion(): string {
  return (createRequire(import.meta.url)('../../package.json') as { version: string }).version;
}

/** What `auto` chose, as options: another machine would choose otherwise, and repeat something else. */
function pinnedTo({ entry, device }: EngineChoice, asked: EngineRequest): string {
  return `${asked.engine === 'auto' ? ` --engine ${entry.name}` : ''}${asked.device === 'auto' ? ` --device ${device}` : ''}`;
}
