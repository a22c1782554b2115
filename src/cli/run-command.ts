import { relative } from 'node:path';
import { printableText } from '../base/errors.ts';
import { bench } from '../bench.ts';
import { describeChoice, type EngineChoice, type EngineRequest } from '../engine/choose.ts';
import { isFinal } from '../plan/outcome.ts';
import { reserveBlock } from '../plan/repeats.ts';
import { prepare } from '../prepare.ts';
import { summaryLines } from '../report/words.ts';
import type { Command } from './args.ts';
import { plainDisplay, terminalDisplay } from './display.ts';
import { eventFile, runEvent, startEvent } from './events.ts';
import { findSuite } from './find-suite.ts';
import { SIGNAL_EXITS, watchSignals } from './interrupt.ts';
import { Progress } from './progress.ts';
import { selectionOf } from './select.ts';

/** Seconds that a trial gets beyond its limit, to reach its next step. */
export const GRACE_SECONDS = 30;

/** Plan, run, compare, report. @returns the exit code. */
export async function runCommand(command: Command, words: readonly string[]): Promise<number> {
  const prepared = await prepare(await findSuite(command.operands[0]!), {
    engine: command.engine,
    device: command.device,
    select: (suite) => selectionOf(suite, command),
    ...(command.reserve && { edit: reserveBlock }),
  });
  const { plan, engine } = prepared;
  const events =
    command.json === null
      ? undefined
      : await eventFile(command.json, (message) => process.stderr.write(`${message}\n`));
  events?.write(startEvent(plan));
  const progress = new Progress(plan);
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  print(printableText(plan.suite.question));
  const sources = `${plan.pretraining.length} pre-training ${plan.pretraining.length === 1 ? 'run' : 'runs'}`;
  print(`${plan.trials.length} trials, ${sources}, engine ${describeChoice(engine)}`);

  const live = process.stdout.isTTY === true && process.env['CI'] === undefined;
  const display = live ? await terminalDisplay(progress, process.stdout) : plainDisplay(progress, print);
  const say = (message: string): void => {
    display.say(message);
    events?.write({ type: 'message', text: message });
  };
  const signals = watchSignals(say);
  const again = `npm run bench -- ${words.map(quoted).join(' ')}`;
  try {
    const { run, comparison, folder, report, index } = await bench(prepared, {
      ...command,
      workers: Math.min(command.workers, plan.nodes.size),
      graceSeconds: GRACE_SECONDS,
      signal: signals.signal,
      command: `${again}${pinnedTo(engine, command)}`,
      now: new Date().toISOString(),
      say,
      onEvent: (event) => {
        progress.accept(event);
        display.accept(event);
        events?.write(runEvent(event));
      },
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
    if (run.interrupted && stopped !== undefined)
      print(`\nInterrupted with ${lost} of ${plan.trials.length} trials to go. To resume: ${again}`);
    else if (lost > 0) print(`\n${lost} of ${plan.trials.length} trials have no result. To try them again: ${again}`);
    const unseen = plan.analyses.filter(({ id }) => {
      const outcome = run.outcomes.get(id);
      return outcome?.status !== 'completed' && outcome?.status !== 'skipped'; // skipped: its trial has said why
    }).length;
    if (unseen > 0 && !run.interrupted)
      print(`\n${unseen} of ${plan.analyses.length} analyses have no result. To try them again: ${again}`);
    const exit = run.interrupted && stopped !== undefined ? SIGNAL_EXITS[stopped] : lost + unseen > 0 ? 3 : 0;
    events?.write({ type: 'done', exit, report, peakBytes: 1024 * process.resourceUsage().maxRSS });
    return exit;
  } finally {
    signals.release();
    await events?.close();
  }
}

/** What `auto` chose, as options: another machine would choose otherwise, and repeat something else. */
function pinnedTo({ entry, device }: EngineChoice, asked: EngineRequest): string {
  return `${asked.engine === 'auto' ? ` --engine ${entry.name}` : ''}${asked.device === 'auto' ? ` --device ${device}` : ''}`;
}

/** A word as a shell would need it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
