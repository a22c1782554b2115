import { HeadstartError, printableText } from '../base/errors.ts';
import { parseCommand } from './args.ts';
import { USAGE } from './usage.ts';

/** Exit codes by who has to act; everything else that is thrown is a bug of ours. */
const EXITS = { usage: 2, suite: 2, data: 2, device: 2, store: 3, internal: 70 } as const;

async function main(words: readonly string[]): Promise<number> {
  const command = parseCommand(words);
  switch (command.verb) {
    case 'help':
      process.stdout.write(USAGE);
      return 0;
    case 'run':
      return (await import('./run-command.ts')).runCommand(command, withoutFresh(words));
    case 'plan':
      if (command.goal !== null) return (await import('./power-command.ts')).powerCommand(command, command.goal);
      return (await import('./plan-command.ts')).planCommand(command);
    case 'list':
      return (await import('./list-command.ts')).listCommand(command);
    case 'report':
      if (command.report.watch !== null)
        return (await import('./watch-command.ts')).watchCommand(command, command.report.watch);
      return (await import('./report-command.ts')).reportCommand(command);
    case 'compare':
      return (await import('./compare-command.ts')).compareCommand(command);
    case 'baseline':
      return (await import('./baseline-command.ts')).baselineCommand(command, words);
    case 'check':
      return (await import('./check-command.ts')).checkCommand(command, words);
    case 'merge':
      return (await import('./merge-command.ts')).mergeCommand(command, words);
    case 'export':
      return (await import('./export-command.ts')).exportCommand(command);
    case 'reproduce':
      return (await import('./reproduce-command.ts')).reproduceCommand(command);
    case 'init':
      return (await import('./init-command.ts')).initCommand(command.init);
    case 'attach':
      return (await import('./attach-command.ts')).attachCommand(command);
    case 'cancel':
      return (await import('./cancel-command.ts')).cancelCommand(command);
    case 'logs':
      return (await import('./logs-command.ts')).logsCommand(command);
    case 'run-shard':
      return (await import('./shard-command.ts')).shardCommand(command);
    case 'data':
      return (await import('./data-command.ts')).dataCommand(command);
    case 'doctor':
      return (await import('./doctor-command.ts')).doctorCommand(command);
  }
}

/** The words of the command that resumes this one: computing afresh a second time would not. */
function withoutFresh(words: readonly string[]): string[] {
  return words.filter((word) => word !== '--fresh');
}

/** What was thrown may quote a hostile file. */
function printableLines(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.split('\n').map(printableText).join('\n');
}

function exitFor(error: unknown): number {
  if (error instanceof HeadstartError && error.code !== 'internal') {
    process.stderr.write(`${error.message}\n`);
    return EXITS[error.code];
  }
  process.stderr.write(
    `This is a bug in Headstart; please report it with the lines below.\n${printableLines(error)}\n`,
  );
  return EXITS.internal;
}

// A reader that has seen enough, as with `| head`, ends nothing: a run goes on to its files, and its exit code stands.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`standard output cannot be written: ${error.message}\n`);
});

main(process.argv.slice(2))
  .catch(exitFor)
  .then((exit) => {
    // Not `exitCode`: a thread that was given up would keep the process alive for ever.
    process.stdout.write('', () => process.exit(exit));
  });
