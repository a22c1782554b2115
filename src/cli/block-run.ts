import { runPlan } from '../bench.ts';
import { isFinal } from '../plan/outcome.ts';
import type { Selection } from '../plan/plan.ts';
import { type Prepared, prepare } from '../prepare.ts';
import type { Suite } from '../suite/contract.ts';
import type { Command } from './args.ts';
import { plainDisplay, terminalDisplay } from './display.ts';
import { SIGNAL_EXITS, watchSignals } from './interrupt.ts';
import { Progress } from './progress.ts';
import { GRACE_SECONDS } from './run-command.ts';

/** A part of a suite that a verb needs run before it can answer. */
export interface Block {
  /** What it is, for the line that is told before it runs. */
  readonly title: string;
  readonly file: string;
  readonly select?: (suite: Suite) => Selection;
  readonly edit?: (suite: Suite) => Suite;
}

export interface BlockRun {
  readonly prepared: Prepared;
  readonly folder: string;
  /** Trials without a result. */
  readonly lost: number;
  /** The exit code of the signal that stopped it, if one did. */
  readonly stopped: number | null;
}

/** Reads a block's suite and data, and plans it. */
export function prepareBlock({ file, select, edit }: Block, { engine, device }: Command): Promise<Prepared> {
  return prepare(file, { engine, device, ...(select && { select }), ...(edit && { edit }) });
}

/**
 * Runs what is not known yet of a block and writes its folder, without a report. All that is told goes to standard error:
 * standard output is the verb's answer.
 */
export async function runBlock(
  title: string,
  prepared: Prepared,
  command: Command,
  words: readonly string[],
): Promise<BlockRun> {
  const { plan } = prepared;
  const print = (line: string): void => void process.stderr.write(`${line}\n`);
  print(`${title}: ${plan.trials.length} trials of ${plan.suite.name}`);
  const progress = new Progress(plan);
  const live = process.stderr.isTTY === true && process.env['CI'] === undefined;
  const display = live ? await terminalDisplay(progress, process.stderr) : plainDisplay(progress, print);
  const signals = watchSignals((message) => display.say(message));
  try {
    const { run, folder } = await runPlan(prepared, {
      ...command,
      workers: Math.min(command.workers, plan.nodes.size),
      graceSeconds: GRACE_SECONDS,
      signal: signals.signal,
      command: `npm run bench -- ${words.join(' ')}`,
      now: new Date().toISOString(),
      say: (message) => display.say(message),
      onEvent: (event) => {
        progress.accept(event);
        display.accept(event);
      },
      onPool: (running) => display.watch(running),
    }).finally(() => display.close());
    const lost = plan.trials.filter(({ id }) => {
      const outcome = run.outcomes.get(id);
      return outcome === undefined || !isFinal(outcome);
    }).length;
    const received = signals.received();
    return {
      prepared,
      folder,
      lost,
      stopped: run.interrupted && received !== undefined ? SIGNAL_EXITS[received] : null,
    };
  } finally {
    signals.release();
  }
}
